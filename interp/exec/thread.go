package exec

import (
	"fmt"
	"go/token"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
)

// A Run is one execution of a program text, a cell for example: its output,
// its goroutines, and the means to stop them.
type Run struct {
	Stdout, Stderr io.Writer
	Stdin          io.Reader

	m       *Machine
	stopped atomic.Bool
	done    chan struct{} // closed by Stop
	once    sync.Once
	live    atomic.Int64 // goroutines still running
	calling atomic.Bool  // Call is under way
	main    *Thread      // that of Call
	where   []Position   // in main, if Call did not come to its end
	ended   bool         // it did
	failure atomic.Pointer[Panic]
	inner   atomic.Pointer[frame] // where a callback from compiled code failed
	OnPanic func(*Panic)          // told of a panic in a goroutine
	Data    any                   // for the natives

	threads sync.Pool
}

// NewRun returns a run that has not started anything.
func (m *Machine) NewRun() *Run {
	return &Run{Stdout: io.Discard, Stderr: io.Discard, m: m, done: make(chan struct{})}
}

// Stop ends everything the run does, as soon as it comes to a call, a back
// edge or a wait. It returns at once and may be called twice.
func (r *Run) Stop() {
	r.once.Do(func() {
		r.stopped.Store(true)
		r.m.stop.Add(1)
		close(r.done)
	})
}

// Stopped reports whether Stop was called.
func (r *Run) Stopped() bool { return r.stopped.Load() }

// Where returns the stack of Call at its end, or true if nothing was left to
// run.
func (r *Run) Where() ([]Position, bool) { return r.where, r.ended }

// Done is closed by Stop.
func (r *Run) Done() <-chan struct{} { return r.done }

// Live returns the number of goroutines the run has started that have not
// ended.
func (r *Run) Live() int { return int(r.live.Load()) }

// maxGoroutines bounds what one run may start: a goroutine here costs about
// 10 kB, so that a runaway loop would otherwise end the process.
const maxGoroutines = 100_000

// maxStack is how much of its stack a goroutine may use before another call
// from compiled code: each of them may add a recursion of its own.
const maxStack = maxDepth * stackPerCall / 2

// nest counts a call from compiled code.
func (r *Run) nest() {
	if uint32(r.m.others.Add(1)) > maxNested || stackUsed() > maxStack {
		panic(StackOverflow{})
	}
}

// A Thread is one goroutine that runs interpreted code.
type Thread struct {
	run      *Run
	m        *Machine
	frames   []*frames // by body.index
	top      frame     // the last frame that failed or called compiled code
	turn     int       // counts looks at the stop flag, where the thread is alone
	trace    []Position
	callback bool // called from compiled code
}

// Run returns the run that th belongs to.
func (th *Thread) Run() *Run { return th.run }

// Return ends the run's function early, without a panic.
func Return() { panic(returning) }

// Goexit ends the goroutine that calls it, after its deferred calls.
func Goexit() { panic(exiting) }

func (r *Run) thread() *Thread {
	if th, ok := r.threads.Get().(*Thread); ok {
		return th
	}
	return &Thread{run: r, m: r.m, callback: true}
}

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

// Stopped is the error of a run that was stopped: where it waited, if it did.
type Stopped struct{ Stack []Position }

func (Stopped) Error() string { return "stopped" }

// Exit is the panic value of os.Exit.
type Exit struct{ Code int }

// checkStop is called when some run has been stopped: it ends this thread if
// it belongs to one.
func checkStop(f frame, pos token.Pos) {
	th := hdr(f).th
	if alone {
		th.rest()
	}
	if th.run.stopped.Load() {
		hdr(f).pc, th.top = pos, f
		th.Stop()
	}
}

// turns is how many looks at the stop flag there are between two rests.
const turns = 1 << 12

// rest lets other goroutines run now and then.
func (th *Thread) rest() {
	if th.turn++; th.turn%turns == 0 {
		runtime.Gosched()
	}
}

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

// Call runs fn, which takes no parameters, and waits for it. A panic becomes
// the error: a *Panic, an Exit, or context.Canceled for a stopped run.
func (r *Run) Call(c *code) (err error) {
	th := &Thread{run: r, m: r.m}
	r.main = th
	r.m.current.Store(r)
	r.calling.Store(true)
	r.m.running.Add(1)
	defer func() {
		r.m.running.Add(-1)
		r.calling.Store(false)
	}()
	defer begin()()
	defer func() {
		if v := recover(); v != nil {
			err = r.failed(th, v)
			if r.where = th.trace; r.where == nil {
				r.where = stack(th.top)
			}
			return
		}
		r.ended = true
		if p := r.failure.Load(); p != nil {
			err = p
		}
	}()
	b := c.compiled()
	nf := th.enter(b)
	hdr(nf).caller, hdr(nf).depth = nil, 0
	b.runDeferring(nf)
	return nil
}

func (r *Run) failed(th *Thread, v any) error {
	switch v := v.(type) {
	case control:
		switch v {
		case returning, exiting:
			return nil
		}
		if p := r.failure.Load(); p != nil {
			if p.atMain {
				p = &Panic{Value: p.Value, Stack: th.trace}
			}
			return p
		}
		return Stopped{th.trace}
	case Exit:
		return v
	}
	th.note()
	return &Panic{Value: v, Stack: th.trace}
}

func (e Exit) Error() string { return fmt.Sprintf("exit status %d", e.Code) }

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
		defer func() {
			r.m.running.Add(-1)
			r.m.others.Add(-otherGoroutine)
			r.m.look()
			r.live.Add(-1)
		}()
		defer begin()()
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

// call runs a frame of b whose parameters are set, for caller or, if that is
// nil, for compiled code.
func (b *body) call(f, caller frame) {
	h := hdr(f)
	h.caller, h.depth = caller, 0
	if caller != nil {
		h.depth = hdr(caller).depth + 1
		if h.depth > maxDepth {
			h.th.overflow(f)
		}
	}
	loop(f, b.start)
}

func loop(f frame, b *block) {
	for {
		switch b.n { // most blocks are short
		case 0:
		case 1:
			b.first(f)
		case 2:
			b.first(f)
			b.second(f)
		default:
			b.first(f)
			b.second(f)
			for _, o := range b.rest {
				o(f)
			}
		}
		if b.next == nil {
			return
		}
		if b = b.next(f); b == nil {
			return
		}
	}
}

// StackOverflow is the error of a recursion that does not end.
type StackOverflow struct{}

func (StackOverflow) Error() string {
	return "runtime error: stack overflow: the recursion is too deep"
}

// RuntimeError marks StackOverflow as a [runtime.Error].
func (StackOverflow) RuntimeError() {}

var _ runtime.Error = StackOverflow{}

func (th *Thread) overflow(f frame) {
	caller := hdr(f).caller
	if caller != nil {
		fail(caller, hdr(caller).pc)
	}
	panic(StackOverflow{})
}
