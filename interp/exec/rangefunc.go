package exec

import (
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A loop over a function keeps its state in a variable that go/ssa makes:
// ready for the next value, busy with the body, done, or on its way out, which
// is a number above zero for each way.
const (
	rangeBusy = -1
	rangeDone = -2

	rangeVariable = "jump$"
)

// rangePanic compiles the panics that go/ssa has put into loops over
// functions; their words are the runtime's. It reports whether in is one.
//
//go:noinline
func (g *generator) rangePanic(in *ssa.Panic) bool {
	x, ok := in.X.(*ssa.MakeInterface)
	if !ok || in.Pos().IsValid() {
		return false
	}
	b, pos := g.blocks[in.Block().Index], g.fn.Pos()
	if strings.HasPrefix(in.Block().Comment, "rangefunc.resume.busy") {
		b.next = func(f frame) *block {
			fail(f, pos)
			panic(runtimeError("runtime error: range function recovered a loop body panic and did not resume panicking"))
		}
		return true
	}
	if _, ok := x.X.(*ssa.Const); !ok || !strings.HasPrefix(in.Block().Comment, "yield-invalid") {
		return false
	}
	state := g.slot(g.fn.FreeVars[0]) // the state is what the function looks at first
	b.next = func(f frame) *block {
		fail(f, pos)
		what := "function for loop body returned false"
		switch **at[*int](f, state) {
		case rangeBusy:
			what = "loop body panic"
		case rangeDone:
			what = "whole loop exit"
		}
		panic(runtimeError("runtime error: range function continued iteration after " + what))
	}
	return true
}

func isRangeState(v ssa.Value) bool {
	a, ok := v.(*ssa.Alloc)
	return ok && a.Heap && strings.HasPrefix(a.Comment, rangeVariable)
}

// rangeExhausted notes that a loop over a function has ended, once the way to
// go on from it has been read.
//
//go:noinline
func (g *generator) rangeExhausted(load *ssa.UnOp) {
	if !isRangeState(load.X) {
		return
	}
	s := g.slot(load.X)
	g.emit(func(f frame) {
		if p := *at[*int](f, s); *p > 0 {
			*p = rangeDone
		}
	})
}
