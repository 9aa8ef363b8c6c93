package exec

import (
	"go/token"
	"go/types"
	"reflect"
	"sync/atomic"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

// target is the method that an interface call reaches for one dynamic type.
type target struct {
	typ    unsafe.Pointer // the dynamic type
	code   *code          // interpreted, or
	method reflect.Value  // compiled: a function with the receiver first
	recv   reflect.Type
	direct bool   // the interface's data word is the receiver itself
	native Native // instead of method
}

// invoke compiles the call of an interface method. Each call site remembers
// the last target.
//
//go:noinline
func (g *generator) invoke(c *ssa.CallCommon, d uintptr, pos token.Pos) op {
	iface := g.rtype(c.Value.Type())
	sig := g.m.calleeLayout(withoutReceiver(c.Signature()))
	x := g.slot(c.Value)
	empty := iface.NumMethod() == 0
	var last atomic.Pointer[target]
	interp := g.invokeSites(c, d, pos, sig)
	args := make([]slot, len(c.Args))
	for i, a := range c.Args {
		args[i] = slot{g.slot(a), sig.params[i].typ}
	}
	m, method := g.m, c.Method
	g.calls[pos] = "the method " + method.Name() + " of a compiled type"
	return func(f frame) {
		i := at[emptyInterface](f, x)
		if i.typ == nil {
			nilPointer(f, pos)
		}
		typ := i.typ
		if !empty {
			typ = itabType(typ)
		}
		t := last.Load()
		if t == nil || t.typ != typ {
			hdr(f).pc, hdr(f).th.top = pos, f
			t = m.target(typ, method)
			last.Store(t)
		}
		if t.code != nil {
			interp(f, t, i.data)
			return
		}
		h := hdr(f)
		h.pc, h.th.top = pos, f
		t.callCompiled(f, i.data, args, resultSlots(t.method.Type(), d))
	}
}

func withoutReceiver(sig *types.Signature) *types.Signature {
	return types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
}

func itabType(itab unsafe.Pointer) unsafe.Pointer {
	return *at[unsafe.Pointer](itab, word) // abi.ITab.Type
}

// invokeSites returns what calls an interpreted method. The receiver's size
// shifts the parameters, so that their places are known only with the target.
//
//go:noinline
func (g *generator) invokeSites(c *ssa.CallCommon, d uintptr, pos token.Pos, sig signature) func(f frame, t *target, data unsafe.Pointer) {
	type arg struct {
		typ unsafe.Pointer
		off uintptr
	}
	var ptrSite site // for receivers of one word, as pointers are
	shifted := make([]slot, len(sig.params))
	for i, p := range sig.params {
		shifted[i] = slot{p.off + word, p.typ}
	}
	ptrSite = g.site(sig, c.Args, shifted, d, pos)
	var args []arg
	for i, a := range c.Args {
		args = append(args, arg{rtype.TypePtr(sig.params[i].typ), g.slot(a)})
	}
	return func(f frame, t *target, data unsafe.Pointer) {
		h := hdr(f)
		h.pc = pos
		b := t.code.compiled()
		nf := h.th.enter(b)
		params := t.code.sig.params
		if t.direct {
			*at[unsafe.Pointer](nf, params[0].off) = data
			transferAll(ptrSite.args, nf, f)
		} else {
			rtype.Move(rtype.TypePtr(params[0].typ), unsafe.Add(nf, params[0].off), data)
			for i, a := range args {
				rtype.Move(a.typ, unsafe.Add(nf, params[i+1].off), unsafe.Add(f, a.off))
			}
		}
		b.call(nf, f)
		transferAll(ptrSite.results, f, nf)
		leave(nf)
	}
}

func (t *target) callCompiled(f frame, data unsafe.Pointer, args, out []slot) {
	in := make([]reflect.Value, len(args)+1)
	if t.direct {
		in[0] = reflect.NewAt(t.recv, unsafe.Pointer(&data)).Elem()
	} else {
		in[0] = reflect.NewAt(t.recv, data).Elem()
	}
	for i, a := range args {
		in[i+1] = reflect.NewAt(a.typ, unsafe.Add(f, a.off)).Elem()
	}
	if t.native != nil {
		results := make([]reflect.Value, len(out))
		for i, o := range out {
			results[i] = reflect.NewAt(o.typ, unsafe.Add(f, o.off)).Elem()
		}
		t.native(hdr(f).th, in, results)
		return
	}
	var res []reflect.Value
	if t.method.Type().IsVariadic() {
		res = t.method.CallSlice(in)
	} else {
		res = t.method.Call(in)
	}
	for i, o := range out {
		reflect.NewAt(o.typ, unsafe.Add(f, o.off)).Elem().Set(res[i])
	}
}

// target finds the method of the dynamic type typ.
func (m *Machine) target(typ unsafe.Pointer, method *types.Func) *target {
	m.mu.Lock()
	defer m.mu.Unlock()
	rt := rtype.FromPtr(typ)
	t := &target{typ: typ, recv: rt, direct: rtype.PointerShaped(rt)}
	if ct := m.cellTypes[typ]; ct != nil {
		sel := types.NewMethodSet(ct).Lookup(method.Pkg(), method.Name())
		if sel != nil {
			if !types.Identical(withoutReceiver(sel.Obj().(*types.Func).Signature()), withoutReceiver(method.Signature())) {
				panic(runtimeError("interface conversion: " + rt.String() + " has got another method " + method.Name() + " since it was put in the interface"))
			}
			t.code = m.code(m.Prog.MethodValue(sel))
			m.signatureOf(t.code)
			m.finishTypes()
			return t
		}
	}
	rm, ok := rt.MethodByName(method.Name())
	if !ok {
		panic(Unsupported{method.Pos(), "the method " + method.Name() + " of " + rt.String()})
	}
	t.method = rm.Func
	if m.Native != nil {
		t.native = m.Native(nativeName(rt, method.Name()))
	}
	return t
}

// nativeName is what a method of a compiled type is called in Config.Native.
func nativeName(t reflect.Type, method string) string {
	if t.Kind() == reflect.Pointer {
		return "(*" + t.Elem().PkgPath() + "." + t.Elem().Name() + ")." + method
	}
	return "(" + t.PkgPath() + "." + t.Name() + ")." + method
}

// makeInterface puts a value in an interface.
//
//go:noinline
func (g *generator) makeInterface(in *ssa.MakeInterface) {
	d, x := g.slot(in), g.slot(in.X)
	rt, it := g.rtype(in.X.Type()), g.rtype(in.Type())
	g.m.finishTypes()
	tw := typeWord(it, rt)
	tp := rtype.TypePtr(rt)
	switch {
	case rtype.PointerShaped(rt):
		g.emit(func(f frame) { *at[emptyInterface](f, d) = emptyInterface{tw, *at[unsafe.Pointer](f, x)} })
	case rt.Kind() == reflect.String:
		g.emit(func(f frame) {
			p := new(string)
			*p = *at[string](f, x)
			*at[emptyInterface](f, d) = emptyInterface{tw, unsafe.Pointer(p)}
		})
	case classOf(rt) == class64:
		g.emit(func(f frame) {
			p := new(uint64)
			*p = *at[uint64](f, x)
			*at[emptyInterface](f, d) = emptyInterface{tw, unsafe.Pointer(p)}
		})
	default:
		g.emit(func(f frame) {
			p := rtype.New(tp)
			rtype.Move(tp, p, unsafe.Add(f, x))
			*at[emptyInterface](f, d) = emptyInterface{tw, p}
		})
	}
}

// typeWord is the first word of an interface of type it that holds an rt.
func typeWord(it, rt reflect.Type) unsafe.Pointer {
	if it.NumMethod() == 0 {
		return rtype.TypePtr(rt)
	}
	return rtype.Itab(it, rt)
}

//go:noinline
func (g *generator) changeInterface(in *ssa.ChangeInterface) {
	d, x := g.slot(in), g.slot(in.X)
	from, to := g.rtype(in.X.Type()), g.rtype(in.Type())
	conv := convertInterface(from, to)
	g.emit(func(f frame) {
		i := *at[emptyInterface](f, x)
		if i.typ != nil {
			i.typ = conv(dynamicType(from, i.typ))
		}
		*at[emptyInterface](f, d) = i
	})
}

// dynamicType returns the type of what an interface of type it holds.
func dynamicType(it reflect.Type, typeWord unsafe.Pointer) unsafe.Pointer {
	if typeWord == nil || it.NumMethod() == 0 {
		return typeWord
	}
	return itabType(typeWord)
}

// convertInterface returns the function from a dynamic type to the type word
// of an interface of type to, nil if it lacks methods.
func convertInterface(from, to reflect.Type) func(typ unsafe.Pointer) unsafe.Pointer {
	if to.NumMethod() == 0 {
		return func(typ unsafe.Pointer) unsafe.Pointer { return typ }
	}
	type entry struct{ typ, itab unsafe.Pointer }
	var last atomic.Pointer[entry]
	return func(typ unsafe.Pointer) unsafe.Pointer {
		if e := last.Load(); e != nil && e.typ == typ {
			return e.itab
		}
		e := &entry{typ, rtype.Itab(to, rtype.FromPtr(typ))}
		if e.itab != nil {
			last.Store(e)
		}
		return e.itab
	}
}

//go:noinline
func (g *generator) typeAssert(in *ssa.TypeAssert) {
	from, to := g.rtype(in.X.Type()), g.rtype(in.AssertedType)
	g.m.finishTypes()
	d, x, pos := g.slot(in), g.slot(in.X), in.Pos()
	ok := uintptr(0)
	if in.CommaOk {
		ok = d + g.tupleOffset(in.Type().(*types.Tuple), 1)
	}
	if to.Kind() == reflect.Interface {
		g.assertInterface(from, to, d, x, ok, pos)
		return
	}
	tp := rtype.TypePtr(to)
	direct := rtype.PointerShaped(to)
	clear := clearOp(to, d)
	g.emit(func(f frame) {
		i := *at[emptyInterface](f, x)
		typ := dynamicType(from, i.typ)
		if typ == tp {
			if direct {
				*at[unsafe.Pointer](f, d) = i.data
			} else {
				rtype.Move(tp, unsafe.Add(f, d), i.data)
			}
			if ok != 0 {
				*at[bool](f, ok) = true
			}
			return
		}
		if ok == 0 {
			assertionFailed(f, pos, from, typ, to)
		}
		clear(f)
		*at[bool](f, ok) = false
	})
}

//go:noinline
func (g *generator) assertInterface(from, to reflect.Type, d, x, ok uintptr, pos token.Pos) {
	conv := convertInterface(from, to)
	g.emit(func(f frame) {
		i := *at[emptyInterface](f, x)
		typ := dynamicType(from, i.typ)
		var tw unsafe.Pointer
		if typ != nil {
			tw = conv(typ)
		}
		if tw == nil {
			if ok == 0 {
				assertionFailed(f, pos, from, typ, to)
			}
			i.data = nil
		}
		*at[emptyInterface](f, d) = emptyInterface{tw, i.data}
		if ok != 0 {
			*at[bool](f, ok) = tw != nil
		}
	})
}
