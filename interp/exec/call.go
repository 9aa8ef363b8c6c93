package exec

import (
	"go/token"
	"reflect"
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
			d += max(word, (r.typ.Size()+word-1)/word*word)
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

func (m *Machine) instance(fn *ssa.Function) *ssa.Function {
	if m.Instance == nil {
		return nil
	}
	return m.Instance(fn)
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
		if n.depth > maxDepth {
			n.th.overflow(nf)
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
	args := make([]slot, len(c.Args))
	for i, a := range c.Args {
		args[i].off = g.slot(a)
	}
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

// reflectCall calls a compiled func value of type t.
//
//go:noinline
func (g *generator) reflectCall(t reflect.Type, args []ssa.Value, d uintptr, pos token.Pos) func(f frame, fv unsafe.Pointer) {
	var in []slot
	for i, a := range args {
		in = append(in, slot{g.slot(a), t.In(i)})
	}
	out := resultSlots(t, d)
	return func(f frame, fv unsafe.Pointer) {
		h := hdr(f)
		h.pc = pos
		h.th.top = f
		fn := reflect.NewAt(t, unsafe.Pointer(&fv)).Elem()
		callValue(f, fn, in, out)
	}
}

func resultSlots(t reflect.Type, d uintptr) []slot {
	var out []slot
	if d == 0 {
		return nil
	}
	for r := range t.Outs() {
		out = append(out, slot{d, r})
		d += max(word, (r.Size()+word-1)/word*word)
	}
	return out
}

func callValue(f frame, fn reflect.Value, in, out []slot) {
	args := make([]reflect.Value, len(in))
	for i, a := range in {
		args[i] = reflect.NewAt(a.typ, unsafe.Add(f, a.off)).Elem()
	}
	var res []reflect.Value
	if fn.Type().IsVariadic() {
		res = fn.CallSlice(args)
	} else {
		res = fn.Call(args)
	}
	for i, o := range out {
		reflect.NewAt(o.typ, unsafe.Add(f, o.off)).Elem().Set(res[i])
	}
}

// externalCall calls a compiled function or method.
//
//go:noinline
func (g *generator) externalCall(fn *ssa.Function, args []ssa.Value, d uintptr, pos token.Pos) op {
	g.leaving(fn, pos)
	call := g.compiledCall(fn, args, d, pos)
	if g.m.Size == nil || g.m.Size(fn.String()) == nil {
		return call
	}
	m, size, t := g.m, g.m.Size(fn.String()), g.m.externalType(fn)
	var in []slot
	for i, a := range args {
		in = append(in, slot{g.slot(a), t.In(i)})
	}
	return func(f frame) {
		m.room(f, pos, size(slotValues(f, in)))
		call(f)
	}
}

//go:noinline
func (g *generator) compiledCall(fn *ssa.Function, args []ssa.Value, d uintptr, pos token.Pos) op {
	if n := g.m.native(fn); n != nil {
		return g.nativeCall(n, fn, args, d, pos)
	}
	fv := g.m.externalFunc(fn)
	if fv == nil {
		unsupported(pos, "the function %s, which has no compiled body here", fn)
	}
	t := g.m.externalType(fn)
	var in []slot
	for _, a := range args {
		in = append(in, slot{off: g.slot(a)})
	}
	if call := direct(t, fv, in, d); call != nil {
		return func(f frame) {
			h := hdr(f)
			h.pc, h.th.top = pos, f
			call(f)
		}
	}
	call := g.reflectCall(t, args, d, pos)
	return func(f frame) { call(f, fv) }
}

// leaving notes that the compiled function fn is called at pos.
func (g *generator) leaving(fn *ssa.Function, pos token.Pos) {
	g.calls[pos] = fn.String()
	if obj := fn.Object(); obj != nil {
		g.m.calls(obj.Pkg(), fn.Name())
	}
}

func (m *Machine) native(fn *ssa.Function) Native {
	if m.Native == nil {
		return nil
	}
	return m.Native(fn.String())
}

//go:noinline
func (g *generator) nativeCall(n Native, fn *ssa.Function, args []ssa.Value, d uintptr, pos token.Pos) op {
	t := g.m.externalType(fn)
	var in []slot
	for i, a := range args {
		in = append(in, slot{g.slot(a), t.In(i)})
	}
	out := resultSlots(t, d)
	return func(f frame) {
		h := hdr(f)
		h.pc = pos
		h.th.top = f
		vals := make([]reflect.Value, len(in)+len(out))
		for i, a := range in {
			vals[i] = reflect.NewAt(a.typ, unsafe.Add(f, a.off)).Elem()
		}
		for i, o := range out {
			vals[len(in)+i] = reflect.NewAt(o.typ, unsafe.Add(f, o.off)).Elem()
		}
		n(h.th, vals[:len(in)], vals[len(in):])
	}
}

// externalType is the reflect type of a compiled function, the receiver
// first.
func (m *Machine) externalType(fn *ssa.Function) reflect.Type {
	if recv := fn.Signature.Recv(); recv != nil {
		return m.funcType(recv.Type(), fn.Signature)
	}
	if sym, ok := m.packageSymbol(fn); ok {
		return reflect.TypeOf(sym)
	}
	return m.funcType(nil, fn.Signature)
}

func (m *Machine) packageSymbol(fn *ssa.Function) (any, bool) {
	if fn.Pkg == nil || fn.Signature.Recv() != nil {
		return nil, false
	}
	return m.symbol(fn.Pkg.Pkg.Path(), fn.Name())
}

// externalFunc returns the func value of a compiled function or method, the
// receiver first, or nil.
func (m *Machine) externalFunc(fn *ssa.Function) unsafe.Pointer {
	if sym, ok := m.packageSymbol(fn); ok {
		return eface(&sym).data
	}
	recv := fn.Signature.Recv()
	if recv == nil {
		return nil
	}
	method, ok := m.rtype(recv.Type()).MethodByName(fn.Name())
	if !ok {
		return nil
	}
	f := method.Func.Interface()
	return eface(&f).data
}

// external is the code of a function without a body: it calls the compiled
// one.
//
//go:noinline
func (g *generator) external() *block {
	fn, sig := g.fn, g.c.sig
	if body := g.m.instance(fn); body != nil {
		return g.delegate(body)
	}
	g.leaving(fn, fn.Pos())
	t := g.m.externalType(fn)
	b := &block{next: func(frame) *block { return nil }}
	defer b.seal()
	if n := g.m.native(fn); n != nil {
		b.ops = []op{func(f frame) {
			n(hdr(f).th, slotValues(f, sig.params), slotValues(f, sig.results))
		}}
		return b
	}
	fv := g.m.externalFunc(fn)
	if fv == nil {
		unsupported(fn.Pos(), "the function %s, which has no compiled body here", fn)
	}
	b.ops = []op{func(f frame) {
		hdr(f).th.top = f
		callValue(f, reflect.NewAt(t, unsafe.Pointer(&fv)).Elem(), sig.params, sig.results)
	}}
	return b
}

func slotValues(f frame, slots []slot) []reflect.Value {
	out := make([]reflect.Value, len(slots))
	for i, s := range slots {
		out[i] = reflect.NewAt(s.typ, unsafe.Add(f, s.off)).Elem()
	}
	return out
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

// makeClosure makes a func value of a function and its free variables.
//
//go:noinline
func (g *generator) makeClosure(in *ssa.MakeClosure) {
	c := g.m.code(in.Fn.(*ssa.Function))
	sig := g.m.signatureOf(c)
	d, proto := g.slot(in), prototype(g.m.rtype(in.Type()))
	base := sig.free[0].off
	free := rtype.Frame(int((sig.size-base)/word), freePointers(sig))
	var set []transfer
	for i, b := range in.Bindings {
		set = append(set, transferOf(sig.free[i].typ, sig.free[i].off-base, g.slot(b)))
	}
	g.emit(func(f frame) {
		p := rtype.New(free)
		transferAll(set, p, f)
		*at[unsafe.Pointer](f, d) = newClosure(proto, c, hdr(f).th.run, p)
	})
}

func freePointers(s signature) func(i int) bool {
	ptrs := signaturePointers(s)
	base := int(s.free[0].off / word)
	return func(i int) bool { return ptrs[base+i] }
}

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

func (g *generator) discardSlot(c *ssa.CallCommon) uintptr {
	if c.Signature().Results().Len() == 0 {
		return 0
	}
	if b, ok := c.Value.(*ssa.Builtin); ok && b.Name() == "recover" {
		return g.l.alloc(anyType)
	}
	return g.tupleSlot(c.Signature().Results())
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
