package interp

import (
	"fmt"
	"go/token"
	"sort"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/exec"
)

// What stands between a reader's text and its execution is large, and some of
// it is not ours: a panic there is an error of the cell, and the session goes
// on.

// Fault is the error of a cell on which the engine has failed by a mistake of
// its own. The problem's place is the statement or declaration that it was at,
// as well as that is known.
type Fault struct{ Problem Problem }

func (e *Fault) Error() string { return e.Problem.String() }

// fault makes the error of a failure at a place that the text of a cell has, or
// the place that pr says.
func (s *Session) fault(f exec.Failure, pr Problem) *Fault {
	if f.Pos.IsValid() {
		pr = s.problem(f.Pos, "")
	}
	pr.Msg = fmt.Sprintf("the engine failed on this cell, and is sorry: that is a mistake in the engine, not in the cell. The cell does not run; the session goes on.\n"+
		"\tPlease report the text of the cell and this line at https://github.com/dlfs-go/book/issues:\n\t%v", f)
	return &Fault{pr}
}

// failedCheck is the error of a cell whose check has panicked.
func (s *Session) failedCheck(cell Cell, p *plan, f exec.Failure) error {
	c := &cellFile{name: cell.Name, code: cell.Code}
	if c.name == "" {
		c.name = "cell"
	}
	off := 0
	if p != nil && len(p.chunks) > 0 {
		off = s.failingChunk(cell, p).start
	}
	line, col, text := c.line(off)
	return s.fault(f, Problem{Cell: c.name, Line: line, Col: col, Source: text})
}

// failingChunk finds the chunk with which the check of a cell begins to panic.
func (s *Session) failingChunk(cell Cell, p *plan) chunk {
	i := sort.Search(len(p.chunks)-1, func(i int) bool {
		part := Cell{Name: cell.Name, Code: cell.Code[:p.chunks[i].end]}
		f := guarded(func() {
			a := s.attempt(part, s.plan(part.Code))
			a.undo(s)
			if a.failure != nil {
				panic(*a.failure)
			}
		})
		return f != nil
	})
	return p.chunks[i]
}

// guarded calls f and returns its panic.
func guarded(f func()) (failure *exec.Failure) {
	defer func() {
		if v := recover(); v != nil {
			f := exec.NewFailure(token.NoPos, v)
			failure = &f
		}
	}()
	f()
	return nil
}

// building finds what go/ssa was at in a package when it panicked: the function
// with a block that has no end.
func building(pkg *ssa.Package) token.Pos {
	var list []*ssa.Function
	for _, m := range pkg.Members {
		if fn, ok := m.(*ssa.Function); ok {
			list = append(list, fn)
		}
	}
	for i := 0; i < len(list); i++ {
		fn := list[i]
		list = append(list, fn.AnonFuncs...)
		for _, b := range fn.Blocks {
			if n := len(b.Instrs); n == 0 || !ends(b.Instrs[n-1]) {
				return lastPlace(fn)
			}
		}
	}
	return token.NoPos
}

func ends(in ssa.Instruction) bool {
	switch in.(type) {
	case *ssa.If, *ssa.Jump, *ssa.Return, *ssa.Panic:
		return true
	}
	return false
}

// lastPlace is the place in the text of the newest instruction of fn that has
// one, or that of fn.
func lastPlace(fn *ssa.Function) token.Pos {
	pos := fn.Pos()
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			pos = max(pos, in.Pos())
		}
	}
	return pos
}
