package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dlfs-go/book/internal/atomicfile"
)

func epubCommand() *cobra.Command {
	var f bookFlags
	var out, lang string
	cmd := &cobra.Command{
		Use: "epub -o FILE [NOTEBOOK|DIR…]", Short: "Turn notebooks into a book for electronic readers",
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return errors.New("say with -o into which file the book goes")
			}
			book, err := f.read(cmd.Context(), cmd.ErrOrStderr(), args)
			if err != nil {
				return err
			}
			var b bytes.Buffer
			warnings, err := book.EPUB(&b, lang, time.Now())
			for _, w := range warnings {
				fmt.Fprintln(cmd.ErrOrStderr(), "warning:", w)
			}
			if err != nil {
				return err
			}
			return atomicfile.Write(out, b.Bytes())
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "the file for the book")
	cmd.Flags().StringVar(&lang, "lang", "en", "the language: chapters that are not in it are in English")
	f.add(cmd)
	return cmd
}

func pdfCommand() *cobra.Command {
	var f bookFlags
	var out string
	cmd := &cobra.Command{
		Use: "pdf -o DIR [NOTEBOOK|DIR…]", Short: "Print notebooks into PDF files, by Chromium",
		Long: "Pdf prints the pages of the notebooks as a browser does. It needs Chromium or Chrome;\n" +
			"the variable DLFS_CHROMIUM names it if it is not on the path.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return errors.New("say with -o into which folder the files go")
			}
			browser, err := chromium()
			if err != nil {
				return err
			}
			book, err := f.read(cmd.Context(), cmd.ErrOrStderr(), args)
			if err != nil {
				return err
			}
			pages, err := os.MkdirTemp("", "dlfs-pdf-*")
			if err != nil {
				return err
			}
			defer os.RemoveAll(pages)
			if err := writePages(cmd.ErrOrStderr(), book, pages); err != nil {
				return err
			}
			return printPages(cmd.Context(), browser, pages, out, cmd)
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "the folder for the files")
	f.Single = true
	f.add(cmd)
	return cmd
}

// chromium finds a browser that can print.
func chromium() (string, error) {
	if name := os.Getenv("DLFS_CHROMIUM"); name != "" {
		path, err := exec.LookPath(name)
		if err != nil {
			return "", fmt.Errorf("DLFS_CHROMIUM names no program: %w", err)
		}
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("PDF needs Chromium or Chrome, and neither is on the path: install one, or name it by DLFS_CHROMIUM")
}

// fileURL is the address of a file, whose path may have signs that mean
// something in an address.
func fileURL(file string) string {
	path := filepath.ToSlash(file)
	if !strings.HasPrefix(path, "/") { // C:/
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// printPages prints each page of a folder.
func printPages(ctx context.Context, browser, pages, out string, cmd *cobra.Command) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	if abs, err := filepath.Abs(out); err == nil {
		out = abs
	}
	list, err := filepath.Glob(filepath.Join(pages, "*.html"))
	if err != nil {
		return err
	}
	for _, page := range list {
		file := filepath.Join(out, strings.TrimSuffix(filepath.Base(page), ".html")+".pdf")
		args := []string{"--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
			"--user-data-dir=" + filepath.Join(pages, "profile"), "--force-prefers-reduced-motion", "--no-pdf-header-footer", "--print-to-pdf=" + file, fileURL(page)}
		if os.Geteuid() == 0 {
			args = append([]string{"--no-sandbox"}, args...) // which root cannot have
		}
		if msg, err := exec.CommandContext(ctx, browser, args...).CombinedOutput(); err != nil {
			return fmt.Errorf("%s could not print %s: %w: %.300s", browser, filepath.Base(page), err, msg)
		}
		if _, err := os.Stat(file); err != nil {
			return fmt.Errorf("%s printed nothing for %s", browser, filepath.Base(page))
		}
		fmt.Fprintln(cmd.ErrOrStderr(), "printed", file)
	}
	return nil
}
