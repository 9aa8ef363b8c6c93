package exec

import (
	"runtime"
)

// deferred is a call that waits for its function to end.
type deferred struct {
	call op    // the call instruction
	snap frame // a copy of the frame with the operands as they were
	next *deferred
}

// panicking is a panic on its way through a function that defers. It is the
// unwind field of the snapshot frames from which deferred calls are made, so
// that recover, called by the deferred function, finds it in its caller.
type panicking struct {
	value     any
	active    bool // false for a deferred call at a normal return
	recovered bool
}

func (b *body) runDeferring(f frame) {
	if p := b.protected(f); p != nil {
		panic(p.value)
	}
}

// protected runs a function that defers and returns the panic that leaves it.
// Its caller panics with that, not the call that Go defers here: such panics
// stay on the stack, and each looks through those before it.
func (b *body) protected(f frame) (leaving *panicking) {
	h := hdr(f)
	h.defers = nil
	th := h.th
	returned := false
	defer func() {
		if returned {
			return
		}
		v := recover()
		p := &panicking{value: v, active: true}
		if v == nil {
			p.value = exiting // runtime.Goexit goes on by itself
		}
		if _, ok := p.value.(control); !ok {
			th.note()
		}
		switch p = unwind(f, p); {
		case p.recovered:
			th.trace = nil
			b.resume(f)
		case v == nil:
			panic(p.value)
		default:
			leaving = p
		}
	}()
	loop(f, b.entry)
	runDefers(f)
	returned = true
	return nil
}

// resume ends a function after a recovered panic, with the results as they
// stand.
func (b *body) resume(f frame) {
	if b.recover != nil {
		loop(f, b.recover)
		return
	}
	b.code.zeroResults(f)
}

// unwind makes the deferred calls of f during a panic. A deferred call that
// panics replaces it; but a runtime.Goexit goes on when that is recovered.
func unwind(f frame, p *panicking) *panicking {
	th := hdr(f).th
	exits := th.exits || p.value == exiting
	for d := hdr(f).defers; d != nil; d = hdr(f).defers {
		hdr(f).defers = d.next
		hdr(d.snap).unwind = p
		th.exits = false
		if v, ok := d.protected(); !ok {
			p = &panicking{value: v, active: true}
			exits = exits || th.exits || v == exiting
		}
		switch {
		case p.recovered && exits:
			p = &panicking{value: exiting, active: true}
		case p.recovered:
			p = &panicking{value: p.value, recovered: true}
		}
	}
	th.exits = exits
	return p
}

func (d *deferred) protected() (v any, ok bool) {
	th := hdr(d.snap).th
	defer func() {
		if !ok {
			v = recover()
			th.trace = nil
			th.note()
		}
	}()
	d.call(d.snap)
	return nil, true
}

// runDefers makes the deferred calls of a function that returns.
func runDefers(f frame) {
	for d := hdr(f).defers; d != nil; d = hdr(f).defers {
		hdr(f).defers = d.next
		hdr(d.snap).unwind = &panicking{}
		d.call(d.snap)
	}
}

// recoverPanic is the builtin recover, called in f.
func recoverPanic(f frame) any {
	if d := hdr(f).unwind; d != nil { // defer recover(): as if called where it was deferred, but not by a panic there
		if d.active {
			return nil
		}
		f = hdr(f).caller
	}
	caller := hdr(f).caller
	for caller != nil && hdr(caller).body.code.wrapper {
		caller = hdr(caller).caller
	}
	if caller == nil || hdr(caller).unwind == nil {
		return nil
	}
	p := hdr(caller).unwind
	if !p.active || p.recovered {
		return nil
	}
	switch p.value.(type) {
	case control, Exit, Unsupported, NoMemory, Failure, Fatal:
		return nil
	}
	p.recovered = true
	return p.value
}

var _ runtime.Error = (*runtime.PanicNilError)(nil)
