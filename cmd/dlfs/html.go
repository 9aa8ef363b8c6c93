package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dlfs-go/book/internal/gokernel"
	"github.com/dlfs-go/book/notebook"
	"github.com/dlfs-go/book/site"
)

// bookFlags say how notebooks become a book.
type bookFlags struct {
	site.Options
	execute     string // "", "stale" or "all"
	allowErrors bool
}

func (f *bookFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.execute, "execute", "", "run the notebooks whose outputs are old first; --execute=all runs all")
	cmd.Flags().Lookup("execute").NoOptDefVal = "stale"
	cmd.Flags().BoolVar(&f.allowErrors, "allow-errors", false, "make pages of notebooks with cells that fail, too")
	cmd.Flags().BoolVar(&f.Untrusted, "untrusted", false, "for notebooks that are not yours: nothing of theirs runs, now or in the page")
	cmd.Flags().StringVar(&f.Paper, "paper", "", "A4 or Letter, for pages that are printed; A4 for PDF in Korean")
	cmd.Flags().StringVar(&f.Title, "title", "", "title of a book of your own notebooks, which then does not claim to be this one")
	cmd.Flags().StringVar(&f.Jupyter, "jupyter", site.LocalJupyter, "address that opens a notebook of the book in Jupyter, without its name; empty for no link")
	cmd.Flags().StringVar(&f.Binder, "binder", site.Binder, "the same for Binder, without the path of the notebook")
}

func (f *bookFlags) check() error {
	if f.Paper != "" && f.Paper != "A4" && f.Paper != "Letter" {
		return fmt.Errorf("--paper=%s: want A4 or Letter", f.Paper)
	}
	switch f.execute {
	case "", "stale", "all":
	default:
		return fmt.Errorf("--execute=%s: want stale or all", f.execute)
	}
	if f.Untrusted && f.execute != "" {
		return errors.New("--untrusted and --execute: a notebook that is not trusted is not run")
	}
	return nil
}

func htmlCommand() *cobra.Command {
	var f bookFlags
	var out string
	cmd := &cobra.Command{
		Use: "html -o DIR [NOTEBOOK|DIR…]", Short: "Turn notebooks into web pages",
		Long: "Html writes a folder of pages that open from disk and need no network.\n" +
			"A notebook without outputs is run first; one whose code has changed since it was\n" +
			"run is named, and run with --execute. Without arguments it takes notebooks/.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return errors.New("say with -o into which folder the pages go")
			}
			book, err := f.read(cmd.Context(), cmd.ErrOrStderr(), args)
			if err != nil {
				return err
			}
			return writeSite(cmd.ErrOrStderr(), book, out)
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "the folder for the pages")
	cmd.Flags().BoolVar(&f.Single, "single", false, "make each page one file that needs no other")
	f.add(cmd)
	return cmd
}

// read makes a book of notebooks.
func (f *bookFlags) read(ctx context.Context, log io.Writer, args []string) (*site.Book, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	paths, err := notebooks(args)
	if err != nil {
		return nil, err
	}
	book := &site.Book{Options: f.Options}
	for _, path := range paths {
		if err := f.addTo(ctx, log, book, path); err != nil {
			return nil, err
		}
	}
	book.Entitle()
	return book, nil
}

// addTo reads a notebook, runs it if need be, and adds it to the book.
func (f *bookFlags) addTo(ctx context.Context, log io.Writer, book *site.Book, path string) error {
	nb, err := notebook.ReadFile(path)
	if err != nil {
		return err
	}
	why := nb.Stale(gokernel.Made)
	switch {
	case f.Untrusted:
	case f.execute == "all", why != "" && (f.execute == "stale" || !nb.HasOutputs()):
		fmt.Fprintf(log, "running %s\n", path)
		if err := execute(ctx, log, path, nb, notebook.Options{AllowErrors: f.allowErrors}); err != nil {
			return err
		}
	case why != "":
		fmt.Fprintf(log, "warning: %s: %s (--execute runs it, dlfs run --inplace keeps what it prints)\n", path, why)
	}
	if err := nb.Failed(); err != nil && !f.allowErrors && !f.Untrusted {
		return fmt.Errorf("%s: %w (--allow-errors makes the page all the same)", path, err)
	}
	return book.Add(path, nb)
}

func writeSite(log io.Writer, book *site.Book, out string) error {
	if err := writePages(log, book, out); err != nil {
		return err
	}
	pages := "pages"
	if book.Len() == 1 {
		pages = "page"
	}
	fmt.Fprintf(log, "wrote %d %s to %s\n", book.Len(), pages, out)
	return nil
}

func writePages(log io.Writer, book *site.Book, out string) error {
	warnings, err := book.Write(out)
	for _, w := range warnings {
		fmt.Fprintln(log, "warning:", w)
	}
	return err
}

// notebooks returns the notebooks that the arguments mean, those of folders in
// the order of their names, without hidden ones.
func notebooks(args []string) ([]string, error) {
	if len(args) == 0 {
		args = []string{"notebooks"}
		if _, err := os.Stat(args[0]); err != nil {
			return nil, errors.New("there is no folder notebooks here: go to the folder of the book, or name a notebook")
		}
	}
	var paths []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			paths = append(paths, arg)
			continue
		}
		for _, pattern := range []string{"*.ipynb", "*/*.ipynb"} {
			found, err := filepath.Glob(filepath.Join(arg, pattern))
			if err != nil {
				return nil, err
			}
			paths = append(paths, slices.DeleteFunc(found, func(path string) bool { return hidden(arg, path) })...)
		}
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no notebooks in %v", args)
	}
	return paths, nil
}

// hidden reports whether a file in a folder is, or is in, what a listing leaves
// out: Jupyter keeps copies of notebooks in .ipynb_checkpoints.
func hidden(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && (rel[0] == '.' || strings.HasPrefix(filepath.Base(path), "."))
}
