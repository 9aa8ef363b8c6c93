package exec

import (
	"go/token"
	"unsafe"

	"golang.org/x/tools/go/ssa"
)

// The statements go and defer: a call that is made later, with its operands as
// they are now. defer.go has what happens then.

// snapshot copies the operands of an instruction to a frame of their own, so
// that the call can be made later.
func (g *generator) snapshot(c *ssa.CallCommon) []transfer {
	var list []transfer
	add := func(v ssa.Value) {
		switch v.(type) {
		case *ssa.Const, *ssa.Global, *ssa.Function, *ssa.Builtin:
			return // preset in every frame
		}
		off := g.slot(v)
		list = append(list, transferOf(g.rtype(v.Type()), off, off))
	}
	add(c.Value)
	for _, a := range c.Args {
		add(a)
	}
	return list
}

//go:noinline
func (g *generator) goStmt(in *ssa.Go) {
	call := g.call(&in.Call, g.discardSlot(&in.Call), in.Pos())
	set, pos := g.snapshot(&in.Call), in.Pos()
	check := g.nilCallee(&in.Call, pos)
	g.emit(func(f frame) {
		if check != nil {
			check(f)
		}
		run := hdr(f).th.run
		run.tooMany(f, pos)
		th := &Thread{run: run, m: run.m}
		snap := th.newFrame(hdr(f).body)
		hdr(snap).pc = pos
		transferAll(set, snap, f)
		run.start(th, func() { call(snap) })
	})
}

// nilCallee panics if what is to be called later is nil.
//
//go:noinline
func (g *generator) nilCallee(c *ssa.CallCommon, pos token.Pos) op {
	switch c.Value.(type) {
	case *ssa.Function, *ssa.Builtin, *ssa.MakeClosure:
		return nil
	}
	x := g.slot(c.Value)
	invoke := c.IsInvoke()
	return func(f frame) {
		if *at[unsafe.Pointer](f, x) != nil {
			return
		}
		if invoke {
			nilPointer(f, pos)
		}
		fail(f, pos)
		panic(runtimeError("go of nil func value"))
	}
}

//go:noinline
func (g *generator) deferStmt(in *ssa.Defer) {
	call := g.call(&in.Call, g.discardSlot(&in.Call), in.Pos())
	set, c, pos := g.snapshot(&in.Call), g.c, in.Pos()
	var stack func(f frame) frame
	if in.DeferStack != nil {
		s := g.slot(in.DeferStack)
		stack = func(f frame) frame { return *at[frame](f, s) }
	}
	check := op(nil)
	if in.Call.IsInvoke() { // a nil func value fails when it is called
		check = g.nilCallee(&in.Call, pos)
	}
	g.emit(func(f frame) {
		if check != nil {
			check(f)
		}
		snap := hdr(f).th.newFrame(hdr(f).body)
		h := hdr(snap)
		h.caller, h.pc, h.depth = f, pos, hdr(f).depth
		transferAll(set, snap, f)
		owner := f
		switch {
		case stack != nil:
			owner = stack(f)
		case c.toplevel:
			owner = hdr(f).caller
		}
		hdr(owner).defers = &deferred{call, snap, hdr(owner).defers}
	})
}

// hasDefers reports whether fn, or a function literal it ranges with, defers.
func hasDefers(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Defer:
				return true
			case *ssa.Call:
				if b, ok := in.Call.Value.(*ssa.Builtin); ok && b.Name() == "ssa:deferstack" {
					return true
				}
			}
		}
	}
	return fn.Recover != nil
}

// runsNoDefers reports whether calls are deferred to the end of fn, and nothing
// in fn makes them: where only loops over functions defer, go/ssa drops the
// instructions that do. Its returns read the results before that.
func runsNoDefers(fn *ssa.Function) bool {
	if fn.Recover == nil {
		return false
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if _, ok := in.(*ssa.RunDefers); ok {
				return false
			}
		}
	}
	return true
}
