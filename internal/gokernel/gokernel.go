// Package gokernel is the kernel.Evaluator for Go: the interpreter, what it
// can import, and how values look.
package gokernel

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dlfs-go/book/display"
	"github.com/dlfs-go/book/internal/gosource"
	"github.com/dlfs-go/book/interp"
	"github.com/dlfs-go/book/interp/bind"
	"github.com/dlfs-go/book/kernel"
	"github.com/dlfs-go/book/notebook"
	"github.com/dlfs-go/book/render"
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
	session *interp.Session
	restore func()

	mu      sync.Mutex
	cancel  context.CancelFunc // of the running cell
	current atomic.Pointer[running]
	stdin   input
	comms   atomic.Pointer[kernel.Comms]
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

// New returns an evaluator with an empty session.
func New() *Evaluator {
	e := &Evaluator{session: interp.New(interp.Options{Packages: bind.Lookup, Paths: bind.Paths, Implicit: implicit, Sources: new(gosource.Finder)})}
	e.stdin.e = e
	e.restore = display.Use(publisher{e})
	return e
}

// CaptureStreams makes what compiled code and child processes write to the
// process's standard output and error the output of the running cell, or of
// the last one, until Close. It returns what standard error was before.
func (e *Evaluator) CaptureStreams() (stderr *os.File, err error) {
	for i, name := range []string{"stdout", "stderr"} {
		e.streams[i], err = capture(1+i, func(text []byte) {
			if r := e.current.Load(); r != nil {
				r.out.Stream(name, string(text))
			}
		})
		if err != nil {
			e.streams[0].stop()
			return os.Stderr, err
		}
	}
	return e.streams[1].saved, nil
}

// drain waits until what was written so far has arrived.
func (e *Evaluator) drain() {
	for _, c := range e.streams {
		if c != nil {
			c.drain()
		}
	}
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
	res, err := e.session.Eval(ctx, interp.Cell{Name: name, Code: code}, interp.IO{
		Stdout: stream{e, out, "stdout"}, Stderr: stream{e, out, "stderr"}, Stdin: &e.stdin,
	})
	if err != nil {
		return kernel.Result{}, explain(err)
	}
	if len(res.Values) == 0 {
		return kernel.Result{}, nil
	}
	for i, v := range res.Values {
		if interp.Cyclic(v) {
			res.Values[i] = reflect.ValueOf(endless(v.Type().String()))
		}
	}
	d := render.Values(res.Values)
	return kernel.Result{Data: kernel.MIME(d.MIME), Metadata: d.Metadata}, nil
}

// endless stands for a value that contains itself.
type endless string

func (e endless) String() string { return "a " + string(e) + " that contains itself" }

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
	e.restore()
	for _, c := range e.streams {
		if c != nil {
			c.stop()
		}
	}
	return err
}

const (
	red   = "\x1b[31m"
	bold  = "\x1b[1m"
	reset = "\x1b[0m"
)

var interrupted = &kernel.Error{Name: "interrupted", Value: "the cell was interrupted; its variables are kept", Traceback: []string{red + "interrupted" + reset}}

// explain makes an error of the interpreter one that a reader sees.
func explain(err error) error {
	var compile *interp.CompileError
	var p *interp.Panic
	var un *interp.Unsupported
	var stopped *interp.Interrupted
	switch {
	case errors.As(err, &compile):
		e := &kernel.Error{Name: "compile error", Value: compile.List[0].String(), Line: compile.List[0].Line, Col: compile.List[0].Col}
		for _, pr := range compile.List {
			e.Traceback = append(e.Traceback, problem(pr))
		}
		return e
	case errors.As(err, &p):
		return explainPanic(p)
	case errors.As(err, &un):
		return &kernel.Error{Name: "not supported", Value: un.Problem.String(), Traceback: []string{problem(un.Problem)}, Line: un.Problem.Line, Col: un.Problem.Col}
	case errors.As(err, &stopped):
		return explainInterrupted(stopped)
	case errors.Is(err, interp.ErrInterrupted):
		return interrupted
	}
	return &kernel.Error{Name: "error", Value: err.Error(), Traceback: []string{red + err.Error() + reset}}
}

// problem shows a message with the line it is about and a mark below it.
func problem(p interp.Problem) string {
	s := fmt.Sprintf("%s%s:%d:%d:%s %s%s%s", bold, p.Cell, p.Line, p.Col, reset, red, p.Msg, reset)
	if strings.TrimSpace(p.Source) == "" {
		return s
	}
	return s + "\n    " + strings.ReplaceAll(p.Source, "\t", "    ") + "\n    " + mark(p.Source, p.Col)
}

// mark is as much space as the line has before col, and a caret.
func mark(line string, col int) string {
	before := line[:min(max(0, col-1), len(line))]
	width := len([]rune(strings.ReplaceAll(before, "\t", "    ")))
	return strings.Repeat(" ", width) + red + "^" + reset
}

func explainPanic(p *interp.Panic) error {
	text, what := p.Text(), "panic: "
	if p.Fatal() { // its text says so
		what = ""
	}
	if p.Goroutine {
		text += " (in a goroutine that the cell started)"
	}
	e := &kernel.Error{Name: "panic", Value: text, Traceback: []string{red + what + text + reset}}
	if len(p.Stack) > 0 {
		f := p.Stack[0]
		e.Line, e.Col = f.Line, f.Col
		e.Value += fmt.Sprintf(" (%s:%d)", f.Cell, f.Line)
	}
	e.Traceback = append(e.Traceback, calls(p.Stack)...)
	return e
}

// explainInterrupted says where the cell was.
func explainInterrupted(in *interp.Interrupted) error {
	e := *interrupted
	if in.Inside != "" {
		e.Value = "the cell is left behind inside " + in.Inside + ", which is compiled and cannot be stopped; its variables are kept"
	}
	e.Traceback = append([]string{red + "interrupted" + reset + ": " + e.Value}, calls(in.Stack)...)
	return &e
}

// calls shows each call of a stack with its line.
func calls(stack []interp.Frame) (list []string) {
	for _, f := range stack {
		name := f.Func
		if name != "" {
			name = " in " + name
		}
		line := fmt.Sprintf("%s%s:%d%s%s", bold, f.Cell, f.Line, reset, name)
		if src := strings.TrimSpace(f.Source); src != "" {
			line += "\n    " + src
		}
		list = append(list, line)
	}
	return list
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
