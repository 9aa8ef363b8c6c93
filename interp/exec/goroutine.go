package exec

import (
	"fmt"
	"go/token"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
)

// goroutines are those that run interpreted code from their start: a panic
// that leaves interpreted code is taken care of at their end. In any other
// goroutine, one that compiled code started, nothing would.
var goroutines sync.Map // from current()

// begin notes that the calling goroutine is one of those, and r's; the function
// that it returns, that it is no longer.
func begin(r *Run) (end func()) {
	g := current()
	if _, loaded := goroutines.LoadOrStore(g, r); loaded {
		return func() {}
	}
	return func() { goroutines.Delete(g) }
}

// owner returns the run that a call from compiled code belongs to: r, that of
// the func value or nil, or that of the goroutine, for a method and for a func
// value whose run was stopped, but which a later one has got.
func (m *Machine) owner(r *Run) *Run {
	if r == nil && m.guests.Load() != 0 || r != nil && r.stopped.Load() {
		if g, ok := goroutines.Load(current()); ok {
			return g.(*Run)
		}
	}
	if r == nil {
		r = m.background()
	}
	return r
}

// fromOutside runs a frame of b for compiled code, which has called it.
func (th *Thread) fromOutside(b *body, nf frame) {
	r := th.run
	returned := false
	defer func() {
		r.m.others.Add(-1)
		if returned {
			return
		}
		if _, ok := goroutines.Load(current()); ok {
			return // the panic goes on to where the goroutine began
		}
		v := recover()
		if v == nil { // runtime.Goexit, which goes on by itself
			return
		}
		r.goroutineFailed(th, v)
		if !finalizing() {
			runtime.Goexit() // with the deferred calls of the compiled functions
		}
		b.code.zeroResults(nf)
	}()
	r.nest()
	b.call(nf, nil)
	returned = true
}

// enterable ends the goroutine, or what it does for r, if r was stopped.
func (r *Run) enterable() {
	if !r.stopped.Load() {
		return
	}
	if _, ok := goroutines.Load(current()); ok {
		panic(stopping)
	}
	if !finalizing() {
		runtime.Goexit()
	}
}

// finalizing reports whether this is one of the goroutines that run finalizers
// and cleanups, which must not end.
func finalizing() bool {
	pcs := make([]uintptr, 64)
	n := runtime.Callers(2, pcs)
	frames := runtime.CallersFrames(pcs[:n])
	for {
		f, more := frames.Next()
		if f.Function == "runtime.runFinalizers" || f.Function == "runtime.runfinq" || strings.HasPrefix(f.Function, "runtime.runCleanups") {
			return true
		}
		if !more {
			return false
		}
	}
}

// maxGoroutines bounds what one run may start: a goroutine here costs about
// 10 kB, so that a runaway loop would otherwise end the process.
const maxGoroutines = 100_000

// tooMany panics if the run may start no other goroutine.
func (r *Run) tooMany(f frame, pos token.Pos) {
	if r.live.Load() >= maxGoroutines {
		fail(f, pos)
		panic(fmt.Errorf("too many goroutines: a cell may run %d at a time", maxGoroutines))
	}
}

// start runs call, which uses th, in a goroutine of its own.
func (r *Run) start(th *Thread, call func()) {
	r.live.Add(1)
	r.m.others.Add(otherGoroutine)
	r.m.running.Add(1)
	go func() {
		debug.SetPanicOnFault(true) // see interp.inform
		defer func() {
			th.end()
			r.m.running.Add(-1)
			r.m.others.Add(-otherGoroutine)
			r.m.look()
			r.live.Add(-1)
		}()
		defer begin(r)()
		ended := false
		defer func() {
			if v := recover(); v != nil && !ended {
				r.goroutineFailed(th, v)
			}
		}()
		call()
		ended = true
	}()
}

func (r *Run) goroutineFailed(th *Thread, v any) {
	if c, ok := v.(control); ok && c != returning {
		return
	}
	err := r.failed(th, v)
	p, ok := err.(*Panic)
	if !ok {
		p = &Panic{Value: err}
	}
	p.Goroutine = true
	if r.failure.CompareAndSwap(nil, p) && r.OnPanic != nil {
		r.OnPanic(p)
	}
	r.Stop()
}

// Go runs f, which may call interpreted functions, in a goroutine of the run.
func (r *Run) Go(f func()) { r.start(&Thread{run: r, m: r.m}, f) }
