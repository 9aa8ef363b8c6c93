package gokernel

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"github.com/dlfs-go/book/interp"
	"github.com/dlfs-go/book/kernel"
)

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
	var fault *interp.Fault
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
	case errors.As(err, &fault):
		return &kernel.Error{Name: "engine failure", Value: fault.Problem.String(), Traceback: []string{problem(fault.Problem)}, Line: fault.Problem.Line, Col: fault.Problem.Col}
	case errors.As(err, &stopped):
		return explainInterrupted(stopped)
	case errors.Is(err, interp.ErrInterrupted):
		return interrupted
	}
	return &kernel.Error{Name: "error", Value: err.Error(), Traceback: []string{red + err.Error() + reset}}
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

// problem shows a message with the line it is about and a mark below it.
func problem(p interp.Problem) string {
	s := fmt.Sprintf("%s%s:%d:%d:%s %s%s%s", bold, p.Cell, p.Line, p.Col, reset, red, p.Msg, reset)
	if strings.TrimSpace(p.Source) == "" {
		return s
	}
	return s + "\n    " + strings.ReplaceAll(p.Source, "\t", "    ") + "\n    " + mark(p.Source, p.Col)
}

// mark is as much space as the line takes before column col, and a caret.
// East Asian characters are twice as wide as others.
func mark(line string, col int) string {
	space := 0
	for i, r := range []rune(line) {
		if i == col-1 {
			break
		}
		space += columns(r)
	}
	return strings.Repeat(" ", space) + red + "^" + reset
}

// columns is how many of them a character takes.
func columns(r rune) int {
	switch kind := width.LookupRune(r).Kind(); {
	case r == '\t':
		return 4 // as problem writes it
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf), r >= 0x1160 && r <= 0x11FF: // vowels and finals of Hangul join what is before them
		return 0
	case kind == width.EastAsianWide, kind == width.EastAsianFullwidth:
		return 2
	}
	return 1
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
