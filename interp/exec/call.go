package exec

import (
	"go/token"
	"sync/atomic"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

// call compiles a call whose result goes to d.
func (g *generator) call(c *ssa.CallCommon, d uintptr, pos token.Pos) op {
	if c.IsInvoke() {
		return g.invoke(c, d, pos)
	}
	switch fn := c.Value.(type) {
	case *ssa.Builtin:
		return g.builtin(fn, c, d, pos)
	case *ssa.Function:
		return g.staticCall(fn, c, d, pos)
	}
	return g.dynamicCall(c, d, pos)
}

// site is what the calls of interpreted functions have in common.
type site struct {
	args    []transfer // to the callee's frame
	results []transfer // from it
	pos     token.Pos
}

func (g *generator) site(sig signature, args []ssa.Value, params []slot, d uintptr, pos token.Pos) site {
	s := site{pos: pos}
	for i, a := range args {
		s.args = append(s.args, g.argument(a, params[i]))
	}
	if d != 0 {
		for _, r := range sig.results {
			s.results = append(s.results, transferOf(r.typ, d, r.off))
			d += slotSize(r.typ)
		}
	}
	return s
}

func (g *generator) staticCall(fn *ssa.Function, c *ssa.CallCommon, d uintptr, pos token.Pos) op {
	if fn.Blocks == nil {
		if body := g.m.instance(fn); body != nil {
			fn = body
		} else {
			return g.externalCall(fn, c.Args, d, pos)
		}
	}
	code := g.m.code(fn)
	sig := g.m.signatureOf(code)
	s := g.site(sig, c.Args, sig.params, d, pos)
	return s.static(code)
}

// static calls c.
//
//go:noinline
func (s site) static(c *code) op {
	if len(s.args) == 1 && len(s.results) == 1 && s.results[0].class == class64 {
		switch s.args[0].class {
		case class64, classSum:
			return (&s).scalar(c)
		}
	}
	return func(f frame) { s.do(f, c, nil) }
}

// scalar is do for a function from a number to a number. The closure captures
// one pointer: what a closure captures it loads at once, and has to keep across
// the call.
//
//go:noinline
func (s *site) scalar(c *code) op {
	t := &struct {
		c    *code
		pos  token.Pos
		p, x uintptr
		k    uint64
		d, r uintptr
	}{c, s.pos, s.args[0].dst, s.args[0].src, s.args[0].k, s.results[0].dst, s.results[0].src}
	return func(f frame) {
		b := t.c.body.Load()
		if b == nil {
			b = t.c.compile()
		}
		h := hdr(f)
		h.pc = t.pos
		nf := h.next
		if h.body == b && nf != nil { // recursion
			h.list.free = hdr(nf).next
		} else {
			nf = h.th.enter(b)
		}
		*at[uint64](nf, t.p) = *at[uint64](f, t.x) + t.k
		n := hdr(nf)
		n.depth = h.depth + 1
		if n.caller != f { // mostly it is: a store would be dearer
			n.caller = f
		}
		if n.depth > int(deepest.Load()) {
			n.th.tooDeep(nf)
		}
		e := b.start
		for e.test { // of the argument, as in most recursions
			if e = e.next(nf); e == nil {
				break
			}
		}
		if e != nil {
			loop(nf, e)
		}
		*at[uint64](f, t.d) = *at[uint64](nf, t.r)
		n.list.free = nf
	}
}

// do calls c, a closure with the given free variables or none.
func (s *site) do(f frame, c *code, free unsafe.Pointer) {
	h := hdr(f)
	h.pc = s.pos
	th := h.th
	b := c.compiled()
	nf := th.enter(b)
	for i := range s.args {
		s.args[i].do(nf, f)
	}
	if free != nil {
		c.setFree(nf, free)
	}
	b.call(nf, f)
	for i := range s.results {
		s.results[i].do(f, nf)
	}
	leave(nf)
}

// compiledCallee is a compiled function that a call site has called.
type compiledCallee struct {
	fv   unsafe.Pointer
	call op // nil: through reflect
}

// dynamicCall calls a func value.
//
//go:noinline
func (g *generator) dynamicCall(c *ssa.CallCommon, d uintptr, pos token.Pos) op {
	sig := g.m.calleeLayout(c.Signature())
	s := g.site(sig, c.Args, sig.params, d, pos)
	fv := g.slot(c.Value)
	t := g.m.funcType(nil, c.Signature())
	ext := g.reflectCall(t, c.Args, d, pos)
	args := g.argumentSlots(t, c.Args)
	var entry atomic.Uintptr // the code of func values of this type that are ours, once one was called
	var last atomic.Pointer[compiledCallee]
	return func(f frame) {
		p := *at[unsafe.Pointer](f, fv)
		if p == nil {
			nilPointer(f, pos)
		}
		code := (*funcval)(p).code
		if code == entry.Load() {
			cl := (*typedClosure)(p).self
			s.do(f, cl.c, cl.free)
			return
		}
		if cl := ours(p); cl != nil {
			if code != makeFuncCode {
				entry.Store(code)
			}
			s.do(f, cl.c, cl.free)
			return
		}
		callee := last.Load()
		if callee == nil || callee.fv != p {
			callee = &compiledCallee{p, direct(t, p, args, d)}
			last.Store(callee)
		}
		if callee.call == nil {
			ext(f, p)
			return
		}
		h := hdr(f)
		h.pc, h.th.top = pos, f
		callee.call(f)
	}
}

// delegate calls another function with the same signature.
//
//go:noinline
func (g *generator) delegate(body *ssa.Function) *block {
	c, sig := g.m.code(body), g.c.sig
	b := &block{
		ops: []op{func(f frame) {
			th := hdr(f).th
			b := c.compiled()
			nf := th.enter(b)
			for _, p := range sig.params {
				rtype.Move(rtype.TypePtr(p.typ), unsafe.Add(nf, p.off), unsafe.Add(f, p.off))
			}
			b.call(nf, f)
			for _, r := range sig.results {
				rtype.Move(rtype.TypePtr(r.typ), unsafe.Add(f, r.off), unsafe.Add(nf, r.off))
			}
			leave(nf)
		}},
		next: func(frame) *block { return nil },
	}
	b.seal()
	return b
}
