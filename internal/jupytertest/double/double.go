// Package double is a kernel.Evaluator that stands in for a language: its
// cells are lines of a verb and its argument, one verb for each thing that a
// kernel can be asked to carry. Tests of the protocol use it, in one process
// and, through internal/jupytertest/echo, with real Jupyter clients.
package double

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/dlfs-go/book/kernel"
)

// Evaluator is the double. Its zero value is not ready; see New.
type Evaluator struct {
	Started chan struct{} // gets a value when a "wait" begins
	Release chan struct{} // closed to let "later" goroutines print

	mu     sync.Mutex
	cancel context.CancelFunc
	vars   map[string]string
	closed bool
	late   sync.WaitGroup
}

var _ kernel.Evaluator = (*Evaluator)(nil)

// New returns a double with no variables.
func New() *Evaluator {
	return &Evaluator{Started: make(chan struct{}, 16), Release: make(chan struct{}), vars: map[string]string{}}
}

// Info implements kernel.Evaluator.
func (e *Evaluator) Info() kernel.Info {
	return kernel.Info{
		Implementation: "echo", ImplementationVersion: "1", Banner: "echo: verbs in cells",
		Language: kernel.LanguageInfo{Name: "echo", Version: "1", MIMEType: "text/plain", FileExtension: ".echo"},
	}
}

// run is one execution.
type run struct {
	e      *Evaluator
	ctx    context.Context
	out    kernel.Output
	result kernel.Result
}

// Execute implements kernel.Evaluator.
func (e *Evaluator) Execute(ctx context.Context, cell kernel.Cell, out kernel.Output) (kernel.Result, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	e.mu.Lock()
	e.cancel = cancel
	e.mu.Unlock()
	r := &run{e: e, ctx: ctx, out: out}
	for line := range strings.Lines(cell.Code) {
		verb, arg, _ := strings.Cut(strings.TrimSpace(line), " ")
		if verb == "" {
			continue
		}
		f, ok := verbs[verb]
		if !ok {
			return kernel.Result{}, &kernel.Error{Name: "unknown verb", Value: verb}
		}
		if err := f(r, arg); err != nil {
			return kernel.Result{}, err
		}
	}
	return r.result, nil
}

func text(s string) kernel.MIME { return kernel.MIME{"text/plain": s} }

var verbs map[string]func(r *run, arg string) error

func init() {
	verbs = map[string]func(r *run, arg string) error{
		"print":  func(r *run, s string) error { r.out.Stream("stdout", s+"\n"); return nil },
		"eprint": func(r *run, s string) error { r.out.Stream("stderr", s+"\n"); return nil },
		"bytes":  bytewise,
		"lines":  lines,
		"flood":  flood,
		"later":  later,
		"value":  func(r *run, s string) error { r.result = kernel.Result{Data: text(s)}; return nil },
		"fail":   func(_ *run, s string) error { return &kernel.Error{Name: "failed", Value: s} },
		"error":  func(_ *run, s string) error { return errors.New(s) },
		"crash":  func(_ *run, s string) error { panic(s) },
		"wait":   wait,
		"set":    set,
		"get":    get,
		"input":  func(r *run, s string) error { return ask(r, s, false) },
		"secret": func(r *run, s string) error { return ask(r, s, true) },
		"page":   func(r *run, s string) error { r.out.Page(text(s)); return nil },
		"clear":  func(r *run, s string) error { r.out.Clear(s == "wait"); return nil },
		"show":   func(r *run, s string) error { r.out.Display(kernel.Display{Data: text(s)}); return nil },
		"shown":  func(r *run, s string) error { r.out.Display(kernel.Display{Data: text(s), ID: "d"}); return nil },
		"update": func(r *run, s string) error {
			r.out.Display(kernel.Display{Data: text(s), ID: "d", Update: true})
			return nil
		},
	}
}

// bytewise prints byte by byte, in turns with stderr.
func bytewise(r *run, s string) error {
	for i := range len(s) {
		r.out.Stream("stdout", s[i:i+1])
		r.out.Stream("stderr", ".")
	}
	return nil
}

func lines(r *run, s string) error {
	n, err := strconv.Atoi(s)
	for i := range n {
		r.out.Stream("stdout", fmt.Sprintf("line %d\n", i))
	}
	return err
}

// flood prints so many MB.
func flood(r *run, s string) error {
	n, err := strconv.Atoi(s)
	mb := strings.Repeat("é", 1<<19)
	for range n {
		r.out.Stream("stdout", mb)
	}
	return err
}

// later prints from a goroutine when Release is closed.
func later(r *run, s string) error {
	r.e.late.Go(func() {
		<-r.e.Release
		r.out.Stream("stdout", s+"\n")
	})
	return nil
}

var errInterrupted = &kernel.Error{Name: "interrupted", Value: "the cell was interrupted"}

func wait(r *run, _ string) error {
	r.e.Started <- struct{}{}
	<-r.ctx.Done()
	return errInterrupted
}

func set(r *run, s string) error {
	name, value, _ := strings.Cut(s, " ")
	r.e.mu.Lock()
	defer r.e.mu.Unlock()
	r.e.vars[name] = value
	return nil
}

func get(r *run, name string) error {
	r.e.mu.Lock()
	defer r.e.mu.Unlock()
	v, ok := r.e.vars[name]
	if !ok {
		return &kernel.Error{Name: "undefined", Value: name}
	}
	r.result = kernel.Result{Data: text(v)}
	return nil
}

func ask(r *run, prompt string, password bool) error {
	s, err := r.out.Input(r.ctx, prompt, password)
	if errors.Is(err, context.Canceled) {
		return errInterrupted
	}
	if err != nil {
		return err
	}
	r.out.Stream("stdout", "you said "+s+"\n")
	return nil
}

// Complete implements kernel.Evaluator: it completes verbs.
func (e *Evaluator) Complete(code string, pos int) kernel.Completion {
	runes := []rune(code)[:pos]
	start := len(runes)
	for start > 0 && runes[start-1] != ' ' && runes[start-1] != '\n' {
		start--
	}
	c := kernel.Completion{Start: start, End: pos}
	for verb := range verbs {
		if strings.HasPrefix(verb, string(runes[start:])) {
			c.Matches = append(c.Matches, kernel.Match{Text: verb, Type: "keyword"})
		}
	}
	slices.SortFunc(c.Matches, func(a, b kernel.Match) int { return strings.Compare(a.Text, b.Text) })
	return c
}

// Inspect implements kernel.Evaluator: it knows the verbs.
func (e *Evaluator) Inspect(code string, pos, _ int) kernel.Inspection {
	verb, _, _ := strings.Cut(code, " ")
	if _, ok := verbs[verb]; !ok {
		return kernel.Inspection{}
	}
	return kernel.Inspection{Found: true, Data: text(verb + " is a verb")}
}

// IsComplete implements kernel.Evaluator.
func (e *Evaluator) IsComplete(code string) kernel.Completeness {
	verb, _, _ := strings.Cut(code, " ")
	switch _, ok := verbs[verb]; {
	case strings.HasSuffix(code, "\\"):
		return kernel.Completeness{Status: "incomplete", Indent: "\t"}
	case !ok:
		return kernel.Completeness{Status: "invalid"}
	}
	return kernel.Completeness{Status: "complete"}
}

// Interrupt implements kernel.Evaluator.
func (e *Evaluator) Interrupt() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.cancel != nil {
		e.cancel()
	}
}

// Close implements kernel.Evaluator.
func (e *Evaluator) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	return nil
}

// Closed reports whether Close was called.
func (e *Evaluator) Closed() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.closed
}

// Late waits for the goroutines of "later".
func (e *Evaluator) Late() { e.late.Wait() }
