package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/dlfs-go/book/notebook"
	"github.com/dlfs-go/book/site"
)

func htmlCommand() *cobra.Command {
	var out string
	var execute bool
	cmd := &cobra.Command{
		Use: "html -o DIR [NOTEBOOK|DIR…]", Short: "Turn notebooks into web pages",
		Long: "Html writes a folder of pages that open from disk and need no network.\n" +
			"A notebook without outputs is run first. Without arguments it takes notebooks/.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return errors.New("say with -o into which folder the pages go")
			}
			return buildSite(cmd.Context(), cmd.ErrOrStderr(), out, args, execute)
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "the folder for the pages")
	cmd.Flags().BoolVar(&execute, "execute", false, "run all notebooks first")
	return cmd
}

// buildSite reads the notebooks, runs those that have no outputs, and writes
// their pages.
func buildSite(ctx context.Context, log io.Writer, out string, args []string, all bool) error {
	paths, err := notebooks(args)
	if err != nil {
		return err
	}
	var book site.Book
	for _, path := range paths {
		nb, err := notebook.ReadFile(path)
		if err != nil {
			return err
		}
		if all || !nb.HasOutputs() {
			fmt.Fprintf(log, "running %s\n", path)
			if err := execute(ctx, log, path, nb, false, 0); err != nil {
				return err
			}
		}
		book.Add(path, nb)
	}
	warnings, err := book.Write(out)
	for _, w := range warnings {
		fmt.Fprintln(log, "warning:", w)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(log, "wrote %d pages to %s\n", len(paths), out)
	return nil
}

// notebooks returns the notebooks that the arguments mean, those of folders in
// the order of their names.
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
			paths = append(paths, found...)
		}
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no notebooks in %v", args)
	}
	return paths, nil
}

func serveCommand() *cobra.Command {
	var addr string
	cmd := &cobra.Command{
		Use: "serve [NOTEBOOK|DIR…]", Short: "Show the book in a browser",
		Long: "Serve makes the pages and shows them on this machine. A notebook that changes is made anew.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return serve(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), addr, args)
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "localhost:8080", "address to listen on; port 0 takes a free one")
	return cmd
}

func serve(ctx context.Context, stdout, log io.Writer, addr string, args []string) error {
	dir, err := os.MkdirTemp("", "dlfs-book-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := buildSite(ctx, log, dir, args, false); err != nil {
		return err
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("%w (another address: --addr localhost:0)", err)
	}
	fmt.Fprintf(stdout, "the book is at http://%s/ (Ctrl-C ends)\n", l.Addr())
	go rebuild(ctx, log, dir, args)
	srv := &http.Server{Handler: http.FileServer(http.Dir(dir)), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		srv.Close()
	}()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// rebuild makes the pages anew when a notebook has changed.
func rebuild(ctx context.Context, log io.Writer, dir string, args []string) {
	last := changed(args)
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
		}
		if now := changed(args); now.After(last) {
			last = now
			if err := buildSite(ctx, log, dir, args, false); err != nil {
				fmt.Fprintln(log, "dlfs:", err)
			}
		}
	}
}

// changed returns when a notebook last changed.
func changed(args []string) time.Time {
	var last time.Time
	paths, err := notebooks(args)
	if err != nil {
		return last
	}
	for _, p := range paths {
		if info, err := os.Stat(p); err == nil && info.ModTime().After(last) {
			last = info.ModTime()
		}
	}
	return last
}
