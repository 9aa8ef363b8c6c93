package interp

import (
	"go/types"
	"reflect"
	"slices"
	"sync"
	"unsafe"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"
)

// Methods of a generic type that come after the type. go/types copies the
// methods of a generic type to each of its instances, once; so the instances
// that earlier cells have made must forget theirs when there are others.

// private are the places of what go/types and go/ssa keep to themselves.
type private struct {
	methods, state, inst          uintptr // of types.Named
	expanded, context             uintptr // of what inst points to
	scope                         uintptr // of types.Signature
	index                         uintptr // of types.TypeParam
	canon, canonTypes, methodSets uintptr // of ssa.Program, and of what canon points to
	packages                      uintptr // of ssa.Program
	parent, elements, children    uintptr // of types.Scope
	objects, init                 uintptr // of ssa.Package
}

// hasMethods is the bit of Named.state_ that says that an instance has all its
// methods.
const hasMethods = 1 << 2

var privates = sync.OnceValue(func() private {
	at := func(t reflect.Type, name string, want reflect.Type) uintptr {
		f, ok := t.FieldByName(name)
		if !ok || want != nil && f.Type != want {
			panic("interp: " + t.String() + " has changed: the type private must follow it")
		}
		return f.Offset
	}
	elem := func(t reflect.Type, name string) reflect.Type {
		f, ok := t.FieldByName(name)
		if !ok || f.Type.Kind() != reflect.Pointer {
			panic("interp: " + t.String() + " has changed: the type private must follow it")
		}
		return f.Type.Elem()
	}
	named, program := reflect.TypeFor[types.Named](), reflect.TypeFor[ssa.Program]()
	instance, canon := elem(named, "inst"), elem(program, "canon")
	return private{
		methods:    at(named, "methods", reflect.TypeFor[[]*types.Func]()),
		state:      at(named, "state_", reflect.TypeFor[uint32]()),
		inst:       at(named, "inst", nil),
		expanded:   at(instance, "expandedMethods", reflect.TypeFor[int]()),
		context:    at(instance, "ctxt", reflect.TypeFor[*types.Context]()),
		index:      at(reflect.TypeFor[types.TypeParam](), "index", reflect.TypeFor[int]()),
		scope:      at(reflect.TypeFor[types.Signature](), "scope", reflect.TypeFor[*types.Scope]()),
		canon:      at(program, "canon", nil),
		canonTypes: at(canon, "types", reflect.TypeFor[typeutil.Map]()),
		methodSets: at(program, "methodSets", reflect.TypeFor[typeutil.Map]()),
		packages:   at(program, "packages", reflect.TypeFor[map[*types.Package]*ssa.Package]()),
		parent:     at(reflect.TypeFor[types.Scope](), "parent", reflect.TypeFor[*types.Scope]()),
		children:   at(reflect.TypeFor[types.Scope](), "children", reflect.TypeFor[[]*types.Scope]()),
		objects:    at(reflect.TypeFor[ssa.Package](), "objects", reflect.TypeFor[map[types.Object]ssa.Member]()),
		init:       at(reflect.TypeFor[ssa.Package](), "init", reflect.TypeFor[*ssa.Function]()),
		elements:   at(reflect.TypeFor[types.Scope](), "elems", reflect.TypeFor[map[string]types.Object]()),
	}
})

func field[T any](p unsafe.Pointer, off uintptr) *T { return (*T)(unsafe.Add(p, off)) }

// methodsOf returns the list of a type's methods, which go/types lets grow but
// not change.
func methodsOf(t *types.Named) *[]*types.Func {
	return field[[]*types.Func](unsafe.Pointer(t), privates().methods)
}

// forgetMethods makes an instance copy the methods of its generic type again.
func forgetMethods(t *types.Named) {
	p := privates()
	inst := *field[unsafe.Pointer](unsafe.Pointer(t), p.inst)
	state := field[uint32](unsafe.Pointer(t), p.state)
	if inst == nil || *state == 0 {
		return
	}
	*methodsOf(t) = nil
	*state &^= hasMethods
	*field[int](inst, p.expanded) = 0
	*field[*types.Context](inst, p.context) = types.NewContext()
}

// unbindTypeParams returns the type parameters of a signature, which is not used
// any more, ready to be those of another one: go/types binds each only once.
func unbindTypeParams(sig *types.Signature) []*types.TypeParam {
	list := slices.Collect(sig.TypeParams().TypeParams())
	for _, p := range list {
		*field[int](unsafe.Pointer(p), privates().index) = -1
	}
	return list
}

// shareScope gives method the scope of sig, of which it was made.
func shareScope(method, sig *types.Signature) {
	off := privates().scope
	*field[*types.Scope](unsafe.Pointer(method), off) = *field[*types.Scope](unsafe.Pointer(sig), off)
}

// forgetInstances does so with all instances of the generic types among list.
func (s *Session) forgetInstances(list []*types.Named) {
	generic := map[*types.Named]bool{}
	for _, t := range list {
		if t.TypeParams().Len() > 0 {
			generic[t] = true
		}
	}
	if len(generic) == 0 {
		return
	}
	w := instanceWalk{seen: map[types.Type]bool{}, visit: func(t *types.Named) {
		if generic[t.Origin()] && t.Origin() != t {
			forgetMethods(t)
		}
	}}
	for _, obj := range s.scope {
		w.walk(obj.Type())
	}
	s.m.EachType(w.walk)
	canon := *field[unsafe.Pointer](unsafe.Pointer(s.prog), privates().canon)
	field[typeutil.Map](canon, privates().canonTypes).Iterate(func(t types.Type, _ any) { w.walk(t) })
}

// instanceWalk visits the named types that types are made of.
type instanceWalk struct {
	seen  map[types.Type]bool
	visit func(*types.Named)
}

func (w *instanceWalk) walk(t types.Type) {
	if t == nil || w.seen[t] {
		return
	}
	w.seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		w.visit(t)
		for arg := range t.TypeArgs().Types() {
			w.walk(arg)
		}
		if pkg := t.Obj().Pkg(); pkg != nil && pkg.Path() == "main" {
			w.walk(t.Underlying())
		}
	case *types.Alias:
		w.walk(types.Unalias(t))
	case *types.Pointer:
		w.walk(t.Elem())
	case *types.Slice:
		w.walk(t.Elem())
	case *types.Array:
		w.walk(t.Elem())
	case *types.Chan:
		w.walk(t.Elem())
	case *types.Map:
		w.walk(t.Key())
		w.walk(t.Elem())
	case *types.Struct:
		for v := range t.Fields() {
			w.walk(v.Type())
		}
	case *types.Tuple:
		for v := range t.Variables() {
			w.walk(v.Type())
		}
	case *types.Signature:
		w.walk(t.Params())
		w.walk(t.Results())
	case *types.Interface:
		for m := range t.Methods() {
			w.walk(m.Type())
		}
	}
}

// forgetMethodSets makes go/ssa look for the methods of types again.
func (s *Session) forgetMethodSets() {
	s.m.Locked(func() {
		*field[typeutil.Map](unsafe.Pointer(s.prog), privates().methodSets) = typeutil.Map{}
	})
}
