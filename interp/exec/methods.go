package exec

import (
	"go/types"
	"reflect"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

// The method tables of the types of cells, which compiled code reads: in them
// is code that compiled code can call.

// finishTypes gives the types made since the last call their methods.
func (m *Machine) finishTypes() {
	for len(m.pending) > 0 {
		ct := m.pending[0]
		m.pending = m.pending[1:]
		m.setMethods(ct)
	}
}

// MethodsChanged renews the method table of t, to which methods were added.
func (m *Machine) MethodsChanged(t *types.Named) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, cts := range m.named {
		for _, ct := range cts {
			m.renew(ct, t)
		}
	}
	for _, ct := range m.structs {
		m.renew(ct, t)
	}
	m.finishTypes()
}

// renew sets the methods of ct if those of t are among them.
func (m *Machine) renew(ct *cellType, t *types.Named) {
	if ct.complete && (isInstance(ct.typ, t) || embeds(ct.typ, t, map[types.Type]bool{})) {
		m.setMethods(ct)
	}
}

// isInstance reports whether t is the type generic or an instance of it.
func isInstance(t types.Type, generic *types.Named) bool {
	named, ok := t.(*types.Named)
	return ok && named.Origin() == generic
}

// embeds reports whether the struct outer embeds inner or an instance of it, or
// a struct that does.
func embeds(outer types.Type, inner *types.Named, seen map[types.Type]bool) bool {
	s, ok := outer.Underlying().(*types.Struct)
	if !ok || seen[outer] {
		return false
	}
	seen[outer] = true
	for v := range s.Fields() {
		if !v.Embedded() {
			continue
		}
		t := types.Unalias(v.Type())
		if p, ok := t.(*types.Pointer); ok {
			t = types.Unalias(p.Elem())
		}
		if isInstance(t, inner) || embeds(t, inner, seen) {
			return true
		}
	}
	return false
}

func (m *Machine) setMethods(ct *cellType) {
	if types.IsInterface(ct.typ) {
		return
	}
	v := m.methods(ct.typ)
	p := m.methods(types.NewPointer(ct.typ))
	if len(v)+len(p) == 0 {
		return
	}
	if err := ct.rt.SetMethods(v, p); err != nil {
		panic(Unsupported{What: err.Error()})
	}
}

func (m *Machine) methods(t types.Type) []rtype.Method {
	var out []rtype.Method
	set := types.NewMethodSet(t)
	for sel := range set.Methods() {
		fn := m.Prog.MethodValue(sel)
		if fn == nil || fn.Blocks == nil && m.compiledType(t) && m.instance(fn) == nil {
			continue // a method of a compiled type that is not exported: it has no body here
		}
		out = append(out, m.method(sel.Obj().(*types.Func), fn))
	}
	return out
}

// compiledType reports whether t, or what it points to, is declared in a
// compiled package.
func (m *Machine) compiledType(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := t.(*types.Named)
	return ok && named.Obj().Pkg() != nil && m.Symbols != nil && m.Symbols(named.Obj().Pkg().Path()) != nil
}

func (m *Machine) method(obj *types.Func, fn *ssa.Function) rtype.Method {
	c := m.code(fn)
	sig := m.signatureOf(c)
	meth := rtype.Method{Name: obj.Name(), Type: m.funcType(nil, obj.Signature())}
	if !obj.Exported() {
		meth.PkgPath = pkgPath(obj.Pkg())
	}
	word := []reflect.Type{reflect.TypeFor[unsafe.Pointer]()}
	in, out := funcParts(sig.typ)
	wordType := reflect.FuncOf(append(word, in[1:]...), out, sig.typ.IsVariadic())
	direct := rtype.PointerShaped(in[0])
	meth.Word = reflect.MakeFunc(wordType, func(args []reflect.Value) []reflect.Value {
		p := args[0].UnsafePointer()
		if direct {
			args[0] = reflect.NewAt(in[0], unsafe.Pointer(&p)).Elem()
		} else {
			args[0] = reflect.NewAt(in[0], p).Elem()
		}
		return c.callReflect(nil, nil, args)
	})
	return meth
}

func funcParts(t reflect.Type) (in, out []reflect.Type) {
	for p := range t.Ins() {
		in = append(in, p)
	}
	for p := range t.Outs() {
		out = append(out, p)
	}
	return in, out
}
