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

	// For the call site:
	self transfer   // of the receiver, from where the data word points to
	args []transfer // to the frame of code
	call op         // of method, where that needs no reflection
}

// invocation is a call site of an interface method. It remembers its targets.
type invocation struct {
	g       *generator
	x, d    uintptr // the interface, the results
	pos     token.Pos
	args    []slot
	results []transfer
	empty   bool
	method  *types.Func
	targets atomic.Pointer[[]*target]
}

// maxTargets is how many targets a call site looks through before it asks the
// machine again.
const maxTargets = 32

// invoke compiles the call of an interface method.
//
//go:noinline
func (g *generator) invoke(c *ssa.CallCommon, d uintptr, pos token.Pos) op {
	sig := g.m.calleeLayout(withoutReceiver(c.Signature()))
	in := &invocation{g: g, x: g.slot(c.Value), d: d, pos: pos, empty: g.rtype(c.Value.Type()).NumMethod() == 0, method: c.Method}
	in.targets.Store(new([]*target))
	for i, a := range c.Args {
		in.args = append(in.args, slot{g.slot(a), sig.params[i].typ})
	}
	in.results = g.site(sig, nil, nil, d, pos).results
	g.body.calls[pos] = "the method " + c.Method.Name() + " of a compiled type"
	return func(f frame) {
		i := at[emptyInterface](f, in.x)
		typ := i.typ
		if typ == nil {
			nilPointer(f, in.pos)
		}
		if !in.empty {
			typ = itabType(typ)
		}
		var t *target
		for _, known := range *in.targets.Load() {
			if known.typ == typ {
				t = known
				break
			}
		}
		if t == nil {
			t = in.learn(f, typ)
		}
		switch {
		case t.code != nil:
			in.interpreted(f, t, i.data)
		case t.call != nil:
			h := hdr(f)
			h.pc, h.th.top = in.pos, f
			t.call(f)
		default:
			h := hdr(f)
			h.pc, h.th.top = in.pos, f
			t.callCompiled(f, i.data, in.args, resultSlots(t.method.Type(), in.d))
		}
	}
}

// learn finds a target and remembers it. The receiver's size shifts the
// parameters, so that their places are known only with it.
func (in *invocation) learn(f frame, typ unsafe.Pointer) *target {
	hdr(f).pc, hdr(f).th.top = in.pos, f
	t := in.g.m.target(typ, in.method)
	if t.code != nil {
		params := t.code.sig.params
		t.self = fromMemory(params[0].typ, params[0].off)
		for i, a := range in.args {
			t.args = append(t.args, transferOf(a.typ, params[i+1].off, a.off))
		}
	} else if t.direct && t.native == nil && !t.method.Type().IsVariadic() {
		fn := t.method.Interface()
		args := append([]slot{{off: in.x + word}}, in.args...) // the data word is the receiver
		t.call = direct(t.method.Type(), eface(&fn).data, args, in.d)
	}
	old := *in.targets.Load()
	if len(old) < maxTargets {
		list := append(old[:len(old):len(old)], t)
		in.targets.Store(&list) // another goroutine's newest may be lost: it learns again
	}
	return t
}

func (in *invocation) interpreted(f frame, t *target, data unsafe.Pointer) {
	h := hdr(f)
	h.pc = in.pos
	b := t.code.compiled()
	nf := h.th.enter(b)
	if t.direct {
		*at[unsafe.Pointer](nf, t.self.dst) = data
	} else {
		t.self.do(nf, data)
	}
	for i := range t.args {
		t.args[i].do(nf, f)
	}
	b.call(nf, f)
	for i := range in.results {
		in.results[i].do(f, nf)
	}
	leave(nf)
}

func (t *target) callCompiled(f frame, data unsafe.Pointer, args, out []slot) {
	in := make([]reflect.Value, 1, len(args)+1)
	if t.direct {
		in[0] = reflect.NewAt(t.recv, unsafe.Pointer(&data)).Elem()
	} else {
		in[0] = reflect.NewAt(t.recv, data).Elem()
	}
	in = appendValues(in, f, args)
	if t.native != nil {
		t.native(hdr(f).th, in, slotValues(f, out))
		return
	}
	setResults(f, out, applyTo(t.method, in))
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
		panic(runtimeError("interface conversion: " + rt.String() + " has no method " + method.Name() + " any more: it was declared again, for a pointer, since the value was put in the interface"))
	}
	if !method.Exported() {
		t.method, t.recv, t.direct = m.unexportedMethod(rt, method), reflect.TypeFor[unsafe.Pointer](), true
		return t
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

// unexportedMethod returns the function behind a method of the compiled type rt
// that its package does not export. Its receiver is the data word of an
// interface.
func (m *Machine) unexportedMethod(rt reflect.Type, method *types.Func) reflect.Value {
	code := rtype.Unexported(rt, pkgPath(method.Pkg()), method.Name())
	if code == nil {
		panic(Unsupported{method.Pos(), "the method " + method.Name() + " of " + rt.String() + ", which its package does not export"})
	}
	in, out := funcParts(m.funcType(nil, method.Signature()))
	t := reflect.FuncOf(append([]reflect.Type{reflect.TypeFor[unsafe.Pointer]()}, in...), out, method.Signature().Variadic())
	fv := unsafe.Pointer(&struct{ code unsafe.Pointer }{code})
	return reflect.NewAt(t, unsafe.Pointer(&fv)).Elem()
}

// nativeName is what a method of a compiled type is called in Config.Native.
func nativeName(t reflect.Type, method string) string {
	if t.Kind() == reflect.Pointer {
		return "(*" + t.Elem().PkgPath() + "." + t.Elem().Name() + ")." + method
	}
	return "(" + t.PkgPath() + "." + t.Name() + ")." + method
}
