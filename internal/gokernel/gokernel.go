// Package gokernel is the kernel.Evaluator for Go: the interpreter, what it
// can import, and how values look.
package gokernel

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dlfs-go/book/display"
	"github.com/dlfs-go/book/internal/children"
	"github.com/dlfs-go/book/internal/gosource"
	"github.com/dlfs-go/book/interp"
	"github.com/dlfs-go/book/interp/bind"
	"github.com/dlfs-go/book/kernel"
	"github.com/dlfs-go/book/notebook"
)

// Version is the version of the kernel and the library.
const Version = "0.1.0"

// Made names what outputs of notebooks are made by. Raise a number in the
// change that makes the same cells print or draw something else, and run the
// notebooks again: they note the numbers. That one was forgotten is found by
// the tests that run all notebooks and compare. Hashes of the sources would be
// safer and of no use: each comment in the library would ask for all chapters
// to be run again.
var Made = notebook.Versions{Engine: "1", Library: "1"}

// Evaluator runs Go cells. There is one in a process, because package display
// shows to one notebook at a time.
type Evaluator struct {
	// OwnsChildren says that cells alone start processes in this one: they end
	// with an interrupt of the cell that started them, and with Close.
	OwnsChildren bool

	session *interp.Session
	restore func()

	mu      sync.Mutex
	cancel  context.CancelFunc // of the running cell
	current atomic.Pointer[running]
	stdin   input
	comms   atomic.Pointer[kernel.Comms]
	imports bool         // %autoimport is on
	said    sync.Once    // that later cells see what a program declares
	streams [2]*captured // stdout and stderr of the process; nil where they are not captured
}

// running is the cell that runs, or ran last.
type running struct {
	ctx context.Context
	out kernel.Output
}

var _ kernel.Evaluator = (*Evaluator)(nil)

// implicit are the names that gophernotes has in every cell.
var implicit = map[string]string{
	"display": `display "github.com/dlfs-go/book/display/gophernotes"`,
	"Display": `. "github.com/dlfs-go/book/display/gophernotes/cell"`,
	// %timeit's loop
	"TimeLoop": `. "github.com/dlfs-go/book/display/gophernotes/cell"`,
}

// starting sees the commands that cells start: they end with the kernel.
func starting() map[string]func(any) {
	see := map[string]func(any){}
	for _, method := range []string{"Start", "Run", "Output", "CombinedOutput"} {
		see["(*os/exec.Cmd)."+method] = func(c any) { children.EndWithParent(c.(*exec.Cmd)) }
	}
	return see
}

// New returns an evaluator with an empty session.
func New() *Evaluator {
	e := &Evaluator{session: interp.New(interp.Options{Packages: bind.Lookup, Absent: bind.Absent, Paths: bind.Paths, Implicit: implicit, Sources: new(gosource.Finder), Before: starting()})}
	e.stdin.e = e
	e.restore = display.Use(publisher{e})
	return e
}

// Execute implements kernel.Evaluator.
func (e *Evaluator) Execute(ctx context.Context, cell kernel.Cell, out kernel.Output) (res kernel.Result, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	e.mu.Lock()
	e.cancel = cancel
	e.mu.Unlock()
	e.drain()
	last := e.current.Swap(&running{ctx, out})
	if cell.Silent && last != nil {
		defer e.current.Store(last) // what comes late belongs to a cell that shows it
	}
	defer e.drain()
	defer func(began time.Time) {
		if ctx.Err() != nil && e.OwnsChildren { // nobody waits for what it has started
			children.Kill(began)
		}
	}(time.Now())
	before := e.session.Background()
	defer func() { e.leftRunning(before, out) }()
	for _, s := range e.segments(cell.Code) {
		if s.command != "" {
			res, err = e.command(ctx, cell, out, s)
		} else {
			res, err = e.eval(ctx, cell, out, s.code)
		}
		if err != nil {
			return kernel.Result{}, err
		}
	}
	return res, nil
}

// leftRunning tells how many goroutines the cell has left running. Those that
// are about to end get a moment.
func (e *Evaluator) leftRunning(before int, out kernel.Output) {
	const moment = 50 * time.Millisecond
	n := e.session.Background() - before
	for began := time.Now(); n > 0 && time.Since(began) < moment; n = e.session.Background() - before {
		time.Sleep(time.Millisecond)
	}
	if n <= 0 {
		return
	}
	are := "goroutines go"
	if n == 1 {
		are = "goroutine goes"
	}
	out.Stream("stderr", fmt.Sprintf("%d %s on running: an interrupt or %%reset ends that\n", n, are))
}

// eval runs Go code as the cell, or as a part of it.
func (e *Evaluator) eval(ctx context.Context, cell kernel.Cell, out kernel.Output, code string) (kernel.Result, error) {
	name := fmt.Sprintf("In [%d]", cell.Count)
	if cell.ID != "" && cell.Count == 0 {
		name = "cell " + cell.ID
	}
	res, err := e.session.Eval(ctx, interp.Cell{Name: name, Code: code, Main: true}, e.stdio(out))
	if err != nil {
		return kernel.Result{}, explain(err)
	}
	if res.Main {
		e.said.Do(func() {
			out.Stream("stderr", "main has run; later cells see what this cell declares, and may call main() again\n")
		})
	}
	if len(res.Values) == 0 {
		return kernel.Result{}, nil
	}
	return e.render(ctx, out, res.Values)
}

// Interrupt implements kernel.Evaluator.
func (e *Evaluator) Interrupt() {
	e.mu.Lock()
	cancel := e.cancel
	e.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	e.session.Interrupt()
}

// Close implements kernel.Evaluator.
func (e *Evaluator) Close() error {
	err := e.session.Close()
	if e.OwnsChildren {
		children.Kill(time.Time{})
	}
	e.restore()
	for _, c := range e.streams {
		if c != nil {
			c.stop()
		}
	}
	return err
}

// Executable returns the absolute path of this program, as a kernelspec needs
// it.
func Executable() (string, error) {
	exe, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("finding this program: %w", err)
	}
	return filepath.Abs(exe)
}
