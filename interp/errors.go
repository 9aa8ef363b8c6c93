package interp

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dlfs-go/book/interp/exec"
)

// A Problem is a message about a place in a cell.
type Problem struct {
	Cell      string
	Line, Col int // from 1; Col counts characters
	Msg       string
	Source    string // the line
}

func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.Cell, p.Line, p.Col, p.Msg)
}

// A CompileError lists what is wrong with the text of a cell, ten problems at
// most.
type CompileError struct{ List []Problem }

func (e *CompileError) Error() string {
	var b strings.Builder
	for i, p := range e.List {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(p.String())
	}
	return b.String()
}

// A Frame is one call of a stack, in a cell.
type Frame struct {
	Func, Cell string
	Line, Col  int
	Source     string
}

// A Panic is a panic that the cell did not recover.
type Panic struct {
	Value     any
	Stack     []Frame // innermost first
	Goroutine bool    // in a goroutine that the cell started

	text string
}

// Error says what Go says after "panic: ".
func (p *Panic) Error() string {
	s := p.Text()
	if !p.Fatal() {
		s = "panic: " + s
	}
	if p.Goroutine {
		s += " (in a goroutine)"
	}
	return s + stackText(p.Stack)
}

// Fatal reports whether it is an error that no program can recover from, and not
// a panic in Go's sense: a deadlock, or maps that goroutines use at once.
func (p *Panic) Fatal() bool {
	_, ok := p.Value.(exec.Fatal)
	return ok
}

// Text is the panic's value as Go prints it.
func (p *Panic) Text() string { return p.text }

// text is the text of a panic's value, which a method of a cell may make.
func (s *Session) text(v any) string {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	var text string
	if s.Do(ctx, IO{}, func() { text = panicText(v) }) != nil {
		return fmt.Sprintf("a %T whose Error or String method does not end", v)
	}
	return text
}

// panicked is text, with a word about types that are written alike.
func (s *Session) panicked(v any) string {
	text := s.text(v)
	s.mu.Lock()
	defer s.mu.Unlock()
	return text + s.mixed(text)
}

func panicText(v any) (s string) {
	defer func() {
		if recover() != nil {
			s = fmt.Sprintf("a %T whose Error or String method panics", v)
		}
	}()
	switch v := v.(type) {
	case error:
		return v.Error()
	case fmt.Stringer:
		return v.String()
	case string:
		return v
	case bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, uintptr, float32, float64, complex64, complex128:
		return fmt.Sprintf("%T(%v)", v, v)
	}
	return fmt.Sprintf("%v", v)
}

// An Exit is the error of a cell that called os.Exit or log.Fatal: the
// session goes on.
type Exit struct{ Code int }

func (e *Exit) Error() string {
	return fmt.Sprintf("os.Exit(%d) was called: the cell ends, the session goes on", e.Code)
}

// Unsupported is the error of a cell that needs what the engine lacks.
type Unsupported struct{ Problem Problem }

func (e *Unsupported) Error() string { return e.Problem.String() }

// Interrupted is the error of a cell that was interrupted; it is an
// [ErrInterrupted].
type Interrupted struct {
	Stack []Frame
	// Inside is the compiled function that did not return. The cell is left
	// behind in it: it ends when the function returns, if it ever does.
	Inside string
}

func (e *Interrupted) Error() string {
	s := "interrupted"
	if e.Inside != "" {
		s += " inside " + e.Inside + ", which is compiled and cannot be stopped: the cell is left behind in it"
	}
	return s + stackText(e.Stack)
}

// Is reports whether target is [ErrInterrupted].
func (e *Interrupted) Is(target error) bool { return target == ErrInterrupted }

func stackText(stack []Frame) (s string) {
	for _, f := range stack {
		s += fmt.Sprintf("\n\t%s:%d", f.Cell, f.Line)
		if f.Func != "" {
			s += " in " + f.Func
		}
	}
	return s
}

// explain turns an error of package exec into one of this package.
func (s *Session) explain(err error, run *exec.Run) error {
	var exit exec.Exit
	var un exec.Unsupported
	var failure exec.Failure
	var full exec.NoMemory
	p := new(exec.Panic)
	var stopped exec.Stopped
	var behind left
	switch {
	case errors.As(err, &stopped):
		return &Interrupted{Stack: s.frames(stopped.Stack)}
	case errors.As(err, &behind):
		if behind.function == "" {
			behind.function = "a compiled function"
		}
		return &Interrupted{Stack: s.frames(behind.stack), Inside: behind.function}
	case errors.As(err, &exit):
		return &Exit{exit.Code}
	case errors.As(err, &failure):
		return s.fault(failure, Problem{Cell: "cell", Line: 1, Col: 1})
	case errors.As(err, &full):
		return s.noMemory(full)
	case errors.As(err, &un):
		return &Unsupported{s.problem(un.Pos, un.Error())}
	case errors.As(err, &p):
		if u, ok := p.Value.(exec.Unsupported); ok {
			return &Unsupported{s.problem(u.Pos, u.Error())}
		}
		if full, ok := p.Value.(exec.NoMemory); ok {
			return s.noMemory(full)
		}
		if f, ok := p.Value.(exec.Failure); ok {
			return s.fault(f, Problem{Cell: "cell", Line: 1, Col: 1})
		}
		if exit, ok := p.Value.(exec.Exit); ok { // in a goroutine
			return &Exit{exit.Code}
		}
		return &Panic{Value: p.Value, Goroutine: p.Goroutine, Stack: s.frames(p.Stack), text: s.panicked(p.Value)}
	}
	return err
}

// noMemory is the error of a cell that declares a variable which is too large.
func (s *Session) noMemory(e exec.NoMemory) error {
	return &Panic{Value: e.Err, Stack: s.frames([]exec.Position{{Pos: e.Pos}}), text: e.Err.Error()}
}

func (s *Session) frames(stack []exec.Position) []Frame {
	var out []Frame
	for _, at := range stack {
		c, off := s.locate(at.Pos)
		if c == nil {
			continue
		}
		line, col, text := c.line(off)
		f := Frame{Func: funcName(at.Func), Cell: c.name, Line: line, Col: col, Source: text}
		if n := len(out); n > 0 && out[n-1].Func == "" && f.Func == "" && out[n-1].Cell == f.Cell {
			continue // the literal around a statement, called from init
		}
		out = append(out, f)
	}
	return out
}

// funcName makes a function's name readable: the empty string stands for the
// cell's own statements.
func funcName(s string) string {
	s = strings.ReplaceAll(strings.TrimPrefix(s, "main."), "main.", "")
	s = strings.TrimPrefix(s, "init$")
	if s == "init" || s == "" {
		return ""
	}
	if strings.Trim(s, "0123456789") == "" {
		return "func literal"
	}
	if i := strings.IndexByte(s, '$'); i > 0 && strings.Trim(s[:i], "0123456789") == "" {
		return "func literal"
	}
	if recv, method, ok := strings.Cut(s, ")."); ok && strings.HasPrefix(recv, "(") && recv[1] != '*' {
		s = recv[1:] + "." + method // as Go's own stacks have it
	}
	return strings.ReplaceAll(s, "$", ".func")
}

func (s *Session) problem(pos token.Pos, msg string) Problem {
	c, off := s.locate(pos)
	if c == nil { // in a package that is interpreted
		if at := s.fset.Position(pos); at.IsValid() {
			return Problem{Cell: at.Filename, Line: at.Line, Col: at.Column, Msg: msg}
		}
		return Problem{Cell: "cell", Line: 1, Col: 1, Msg: msg}
	}
	line, col, text := c.line(off)
	return Problem{Cell: c.name, Line: line, Col: col, Msg: msg, Source: text}
}

// cellFile is a cell and the file made of it.
type cellFile struct {
	name, code string
	src        *source
	file       *token.File
}

// locate returns the cell that pos is in and the offset there.
func (s *Session) locate(pos token.Pos) (*cellFile, int) {
	for i := len(s.cells) - 1; i >= 0; i-- {
		c := s.cells[i]
		if base := token.Pos(c.file.Base()); pos >= base && pos <= base+token.Pos(c.file.Size()) {
			return c, c.src.cellOffset(c.file.Offset(pos))
		}
	}
	return nil, 0
}

// line returns the line and column of an offset, and the text of the line.
func (c *cellFile) line(off int) (line, col int, text string) {
	off = min(off, len(c.code))
	start := strings.LastIndexByte(c.code[:off], '\n') + 1
	line = strings.Count(c.code[:off], "\n") + 1
	text, _, _ = strings.Cut(c.code[start:], "\n")
	return line, utf8.RuneCountInString(c.code[start:off]) + 1, text
}

// maxProblems is how many errors a reader is shown.
const maxProblems = 10

func (s *Session) compileError(a *attempt) error {
	c := a.unit.cell
	e := &CompileError{}
	seen := map[Problem]bool{}
	offset := func(err error) int { return c.src.cellOffset(c.file.Offset(err.(types.Error).Pos)) }
	slices.SortStableFunc(a.errs, func(x, y error) int { return offset(x) - offset(y) })
	for _, err := range a.errs {
		te := err.(types.Error)
		line, col, text := c.line(offset(err))
		pr := Problem{Cell: c.name, Line: line, Col: col, Msg: s.wording(te, a), Source: text}
		if !seen[pr] && len(e.List) < maxProblems {
			seen[pr] = true
			e.List = append(e.List, pr)
		}
	}
	return e
}

// place says where pos is in the cell.
func (c *cellFile) place(pos token.Pos) string {
	line, col, _ := c.line(c.src.cellOffset(c.file.Offset(pos)))
	return fmt.Sprintf("%s:%d:%d", c.name, line, col)
}
