package exec

import (
	"fmt"
	"io"
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

// background is the run that interpreted functions belong to when compiled
// code calls them without saying.
func (m *Machine) background() *Run {
	if r := m.current.Load(); r != nil {
		return r
	}
	return m.NewRun()
}

// Stop ends everything the run does, as soon as it comes to a call, a back
// edge or a wait. It returns at once and may be called twice.
func (r *Run) Stop() {
	r.once.Do(func() {
		r.stopped.Store(true)
		r.m.stop.Add(1)
		deepest.Store(shallow)
		close(r.done)
	})
}

// CheckStop ends the goroutine that calls it, after its deferred calls, if Stop
// was called.
func (r *Run) CheckStop() {
	if r.stopped.Load() {
		panic(stopping)
	}
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

// Call runs c, which takes no parameters, and waits for it. A panic becomes
// the error: a *Panic, an Exit, or Stopped for a stopped run.
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
	defer begin(r)()
	defer th.end()
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

// Do calls f, compiled code that may call interpreted functions, as a part of
// the run. Its error is as that of Call.
func (r *Run) Do(f func()) (err error) {
	r.m.guests.Add(1)
	defer r.m.guests.Add(-1)
	defer begin(r)()
	defer func() {
		if v := recover(); v != nil {
			err = r.failed(&Thread{run: r, m: r.m}, v)
		} else if p := r.failure.Load(); p != nil {
			err = p
		} else if r.stopped.Load() { // f may have recovered from that
			err = Stopped{}
		}
	}()
	f()
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

// Fail stops the run; err is what its main goroutine has failed with.
func (r *Run) Fail(err error) {
	r.failure.CompareAndSwap(nil, &Panic{Value: err, atMain: true})
	r.Stop()
}

// Exit is the panic value of os.Exit.
type Exit struct{ Code int }

func (e Exit) Error() string { return fmt.Sprintf("exit status %d", e.Code) }

// Stopped is the error of a run that was stopped: where it waited, if it did.
type Stopped struct{ Stack []Position }

func (Stopped) Error() string { return "stopped" }
