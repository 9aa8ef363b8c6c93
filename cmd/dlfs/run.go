package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dlfs-go/book/internal/atomicfile"
	"github.com/dlfs-go/book/internal/gokernel"
	"github.com/dlfs-go/book/notebook"
)

type runFlags struct {
	inplace, allowErrors bool
	output               string
	timeout              time.Duration
}

func runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use: "run NOTEBOOK…", Short: "Run notebooks without Jupyter",
		Long: "Run executes the cells of each notebook, in a session of its own, and says which fails.\n" +
			"With --inplace or -o the outputs are written, too.",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return errors.New("run needs a notebook: dlfs run notebooks/en/ch05.ipynb")
			case f.output != "" && len(args) > 1:
				return errors.New("-o takes one notebook")
			case f.timeout < 0:
				return fmt.Errorf("--timeout is %s, want a time such as 30s, or 0 for none", f.timeout)
			}
			for _, path := range args {
				if err := f.run(cmd.Context(), cmd.ErrOrStderr(), path); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&f.inplace, "inplace", false, "write the outputs into the notebook")
	cmd.Flags().StringVarP(&f.output, "output", "o", "", "write the notebook with its outputs to this file")
	cmd.Flags().BoolVar(&f.allowErrors, "allow-errors", false, "go on after a cell that fails")
	cmd.Flags().DurationVar(&f.timeout, "timeout", 0, "time that a cell may take, for example 30s")
	cmd.MarkFlagsMutuallyExclusive("inplace", "output")
	return cmd
}

func (f *runFlags) run(ctx context.Context, log io.Writer, path string) error {
	nb, err := notebook.ReadFile(path)
	if err != nil {
		return err
	}
	to := f.output
	if f.inplace {
		to = path
	}
	if to != "" {
		// A chapter takes a while: what cannot be written is better known before.
		if err := atomicfile.Check(to); err != nil {
			return fmt.Errorf("%s cannot be written: %w", to, err)
		}
	}
	start := time.Now()
	failed := execute(ctx, log, path, nb, notebook.Options{AllowErrors: f.allowErrors, Timeout: f.timeout, Save: f.saver(nb, path, to)})
	if failed == nil {
		fmt.Fprintf(log, "%s: %d cells in %s\n", path, len(nb.Cells), time.Since(start).Round(time.Millisecond))
	}
	if to == "" || errors.As(failed, new(notRun)) {
		return failed
	}
	// The outputs of a notebook that fails are what its reader looks at.
	return errors.Join(failed, f.write(nb, path, to))
}

// saveShare is how much of the time the saving of outputs may take, while cells
// run: one part in so many.
const saveShare = 20

// saver returns what saves the outputs so far, for the case that a cell ends the
// process: the runtime of Go does so when there is no memory, and no program can
// keep it from that. It is nil for a run that writes nothing.
func (f *runFlags) saver(nb *notebook.Notebook, path, to string) func() {
	if to == "" {
		return nil
	}
	var err error
	if path, err = filepath.Abs(path); err != nil { // the cells run in another folder
		return nil
	}
	if to, err = filepath.Abs(to); err != nil {
		return nil
	}
	var next time.Time
	return func() {
		start := time.Now()
		if start.Before(next) || f.inplace && nb.Changed(path) {
			return
		}
		nb.WriteFile(to) // if that fails, it does so at the end, which says so
		next = time.Now().Add(saveShare * time.Since(start))
	}
}

// notRun is the error of a notebook of which no cell has run.
type notRun struct{ error }

func (e notRun) Unwrap() error { return e.error }

func (f *runFlags) write(nb *notebook.Notebook, path, to string) error {
	if f.inplace && nb.Changed(path) {
		return saveBeside(nb, path)
	}
	return nb.WriteFile(to)
}

// saveBeside writes a notebook that ran while somebody saved another one under
// its name.
func saveBeside(nb *notebook.Notebook, path string) error {
	base := strings.TrimSuffix(path, filepath.Ext(path))
	for n := 1; ; n++ {
		beside := fmt.Sprintf("%s-run%d%s", base, n, filepath.Ext(path))
		f, err := os.OpenFile(beside, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("%s was changed while it ran, and stays as it is; the outputs are lost: %w", path, err)
		}
		f.Close()
		if err := nb.WriteFile(beside); err != nil {
			return err
		}
		return fmt.Errorf("%s was changed while it ran, and stays as it is: the outputs are in %s", path, beside)
	}
}

// execute runs a notebook in the folder it is in, so that the files it reads
// are found.
func execute(ctx context.Context, log io.Writer, path string, nb *notebook.Notebook, o notebook.Options) error {
	if l := nb.Language(); l != "" && !strings.EqualFold(l, gokernel.Language.Name) {
		return notRun{fmt.Errorf("%s is a notebook for %s, not for Go: run it with the kernel it was made for", path, l)}
	}
	back, err := os.Getwd()
	if err != nil {
		return notRun{err}
	}
	if err := os.Chdir(filepath.Dir(path)); err != nil {
		return notRun{err}
	}
	defer os.Chdir(back)
	ev := gokernel.New()
	ev.OwnsChildren = true
	defer ev.Close()
	stderr, err := ev.CaptureStreams()
	if err == nil && log == io.Writer(os.Stderr) {
		log = stderr
	}
	if err == nil { // the captured one ends with the process, and its reason would be lost
		debug.SetCrashOutput(stderr, debug.CrashOptions{})
		defer debug.SetCrashOutput(nil, debug.CrashOptions{})
	}
	bar := newBar(log, filepath.Base(path))
	defer bar.end()
	o.Progress = bar.show
	err = notebook.Run(ctx, nb, ev, o)
	if err != nil && (!o.AllowErrors || ctx.Err() != nil) {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err != nil {
		fmt.Fprintf(log, "%s: %s\n", path, strings.ReplaceAll(err.Error(), "\n", "\n"+path+": "))
	}
	nb.Stamp(gokernel.Made)
	return nil
}

// bar is one line on a terminal that says which cell runs; elsewhere nothing.
type bar struct {
	w    io.Writer
	name string
}

func newBar(w io.Writer, name string) *bar {
	f, ok := w.(*os.File)
	if ok {
		info, err := f.Stat()
		ok = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	if !ok {
		w = nil
	}
	return &bar{w, name}
}

func (b *bar) show(done, total int, c *notebook.Cell) {
	if b.w != nil {
		fmt.Fprintf(b.w, "\r\x1b[K%s: cell %d of %d (%s)", b.name, done+1, total, c.ID)
	}
}

func (b *bar) end() {
	if b.w != nil {
		fmt.Fprint(b.w, "\r\x1b[K")
	}
}
