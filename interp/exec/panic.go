package exec

import (
	"fmt"
	"go/token"
	"runtime"
	"sync/atomic"
)

// Position is a place in program text.
type Position struct {
	Func string
	Pos  token.Pos
}

// A Panic is a panic that nothing recovered.
type Panic struct {
	Value     any
	Stack     []Position // innermost first, interpreted frames only
	Goroutine bool       // it happened in a goroutine the program started

	atMain bool // the stack is that of Run.main, which has still to end
}

func (p *Panic) Error() string { return fmt.Sprint(p.Value) }

// control is the type of the panics that are not the program's own.
type control int

const (
	stopping  control = iota // Run.Stop
	returning                // the end of a cell by a top-level return
	exiting                  // runtime.Goexit
)

// Return ends the run's function early, without a panic.
func Return() { panic(returning) }

// Goexit ends the goroutine that calls it, after its deferred calls.
func Goexit() { panic(exiting) }

// fail notes where a panic begins.
func fail(f frame, pos token.Pos) {
	h := hdr(f)
	h.pc = pos
	h.th.top = f
	h.th.trace = nil
	if h.th.callback {
		h.th.run.inner.Store(&f)
	}
}

// note makes the trace of the panic under way, if there is none yet: frames
// that a panic has left keep their place until then.
func (th *Thread) note() {
	if th.trace != nil {
		return
	}
	if inner := th.run.inner.Swap(nil); inner != nil && hdr(*inner).th != th {
		th.trace = stack(*inner)
	}
	th.trace = append(th.trace, stack(th.top)...)
}

const maxTrace = 64

func stack(f frame) []Position {
	var s []Position
	for ; f != nil && len(s) < maxTrace; f = hdr(f).caller {
		if h := hdr(f); h.unwind == nil {
			s = append(s, Position{h.body.code.name(), h.pc})
		}
	}
	return s
}

// StackOverflow is the error of a recursion that does not end.
type StackOverflow struct{}

func (StackOverflow) Error() string {
	return "runtime error: stack overflow: the recursion is too deep"
}

// RuntimeError marks StackOverflow as a [runtime.Error].
func (StackOverflow) RuntimeError() {}

var _ runtime.Error = StackOverflow{}

// deepest is maxDepth until some run is stopped, then shallow: so a call looks
// at one number to learn of both.
var deepest atomic.Int64

func init() { deepest.Store(maxDepth) }

// shallow is the depth to which calls of a stopped run still begin. What a
// program defers may need a few, and a recursion that has no loop goes deeper.
const shallow = 16

// tooDeep ends the thread if its run was stopped, or if the recursion is too
// deep for f, the frame of a call that begins.
//
//go:noinline
func (th *Thread) tooDeep(f frame) {
	caller := hdr(f).caller
	checkStop(caller, hdr(caller).pc)
	if hdr(f).depth > maxDepth {
		fail(caller, hdr(caller).pc)
		panic(StackOverflow{})
	}
}

// maxStack is how much of its stack a goroutine may use before another call
// from compiled code: each of them may add a recursion of its own.
const maxStack = maxDepth * stackPerCall / 2

// nest counts a call from compiled code.
func (r *Run) nest() {
	if uint32(r.m.others.Add(1)) > maxNested || stackUsed() > maxStack {
		panic(StackOverflow{})
	}
}
