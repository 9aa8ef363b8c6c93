package exec

import (
	"go/token"
	"go/types"
	"reflect"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

// Functions without a body of Go here: compiled ones, called through reflect
// where border.go does not know their signature, the natives that stand in for
// some of them, and instances of compiled generic functions.

// externalCall calls a compiled function or method.
//
//go:noinline
func (g *generator) externalCall(fn *ssa.Function, args []ssa.Value, d uintptr, pos token.Pos) op {
	g.leaving(fn, pos)
	call := g.compiledCall(fn, args, d, pos)
	if g.m.Size == nil || g.m.Size(fn.String()) == nil {
		return call
	}
	m, size := g.m, g.m.Size(fn.String())
	in := g.argumentSlots(m.externalType(fn), args)
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
	if call := direct(t, fv, g.argumentSlots(t, args), d); call != nil {
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
	g.body.calls[pos] = fn.String()
	if obj := fn.Object(); obj != nil {
		g.m.calls(obj.Pkg(), fn.Name())
	}
}

//go:noinline
func (g *generator) nativeCall(n Native, fn *ssa.Function, args []ssa.Value, d uintptr, pos token.Pos) op {
	t := g.m.externalType(fn)
	in, out := g.argumentSlots(t, args), resultSlots(t, d)
	return func(f frame) {
		h := hdr(f)
		h.pc, h.th.top = pos, f
		vals := appendValues(make([]reflect.Value, 0, len(in)+len(out)), f, in)
		vals = appendValues(vals, f, out)
		n(h.th, vals[:len(in)], vals[len(in):])
	}
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

func (m *Machine) native(fn *ssa.Function) Native {
	if m.Native == nil {
		return nil
	}
	return m.Native(fn.String())
}

func (m *Machine) instance(fn *ssa.Function) *ssa.Function {
	if m.Instance == nil {
		return nil
	}
	return m.Instance(fn)
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
	rt := m.rtype(recv.Type())
	method, ok := rt.MethodByName(fn.Name())
	if !ok {
		return m.withReceiver(rt, fn)
	}
	f := method.Func.Interface()
	return eface(&f).data
}

// withReceiver returns the func value of a compiled method that is not
// exported, or nil.
func (m *Machine) withReceiver(rt reflect.Type, fn *ssa.Function) unsafe.Pointer {
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Exported() || rtype.Unexported(rt, pkgPath(obj.Pkg()), obj.Name()) == nil {
		return nil
	}
	method := m.unexportedMethod(rt, obj)
	direct := rtype.PointerShaped(rt)
	f := reflect.MakeFunc(m.funcType(fn.Signature.Recv().Type(), fn.Signature), func(args []reflect.Value) []reflect.Value {
		p := reflect.New(rt)
		p.Elem().Set(args[0])
		w := p.UnsafePointer()
		if direct {
			w = *(*unsafe.Pointer)(w)
		}
		args[0] = reflect.ValueOf(w)
		return applyTo(method, args)
	}).Interface()
	return eface(&f).data
}

// reflectCall calls a compiled func value of type t.
//
//go:noinline
func (g *generator) reflectCall(t reflect.Type, args []ssa.Value, d uintptr, pos token.Pos) func(f frame, fv unsafe.Pointer) {
	in, out := g.argumentSlots(t, args), resultSlots(t, d)
	return func(f frame, fv unsafe.Pointer) {
		h := hdr(f)
		h.pc, h.th.top = pos, f
		fn := reflect.NewAt(t, unsafe.Pointer(&fv)).Elem()
		callValue(f, fn, in, out)
	}
}

func callValue(f frame, fn reflect.Value, in, out []slot) {
	setResults(f, out, applyTo(fn, slotValues(f, in)))
}

// applyTo calls fn; the arguments behind the fixed ones come as one slice.
func applyTo(fn reflect.Value, args []reflect.Value) []reflect.Value {
	if fn.Type().IsVariadic() {
		return fn.CallSlice(args)
	}
	return fn.Call(args)
}

func setResults(f frame, out []slot, values []reflect.Value) {
	for i, o := range out {
		o.value(f).Set(values[i])
	}
}

// slotValues are the variables in the slots of f.
func slotValues(f frame, slots []slot) []reflect.Value {
	return appendValues(make([]reflect.Value, 0, len(slots)), f, slots)
}

func appendValues(list []reflect.Value, f frame, slots []slot) []reflect.Value {
	for _, s := range slots {
		list = append(list, s.value(f))
	}
	return list
}

// value is the variable in the slot.
func (s slot) value(f frame) reflect.Value {
	return reflect.NewAt(s.typ, unsafe.Add(f, s.off)).Elem()
}

// argumentSlots is where the arguments of a function of type t are.
func (g *generator) argumentSlots(t reflect.Type, args []ssa.Value) []slot {
	var in []slot
	for i, a := range args {
		in = append(in, slot{g.slot(a), t.In(i)})
	}
	return in
}

// resultSlots is where its results go, from d on; none if d is 0.
func resultSlots(t reflect.Type, d uintptr) []slot {
	if d == 0 {
		return nil
	}
	var out []slot
	for r := range t.Outs() {
		out = append(out, slot{d, r})
		d += slotSize(r)
	}
	return out
}
