package exec

import (
	"fmt"
	"go/types"
	"reflect"
	"strings"
	"unsafe"

	"github.com/dlfs-go/book/interp/rtype"
)

// Types that cells declare. A type may refer to itself, so that it is declared
// with a shape of the same layout first, and completed when what it refers to
// exists; its methods come last (methods.go).

// cellType is a type with methods that has no compiled counterpart.
type cellType struct {
	typ      types.Type // a *types.Named, or a struct with embedded fields
	rt       *rtype.Type
	complete bool
}

// namedType returns the compiled type where there is one.
func (m *Machine) namedType(t *types.Named) reflect.Type {
	obj := t.Obj()
	if obj.Pkg() == nil { // error, comparable
		return errorType
	}
	if t.TypeArgs().Len() == 0 && obj.Parent() == obj.Pkg().Scope() {
		if sym, ok := m.symbol(obj.Pkg().Path(), obj.Name()); ok {
			rt := reflect.TypeOf(sym).Elem()
			m.learnMethods(t, rt)
			return rt
		}
	}
	if rt := m.unexported(t); rt != nil {
		return rt
	}
	for _, ct := range m.named[obj] {
		if types.Identical(ct.typ, t) {
			return ct.rt.Type()
		}
	}
	return m.declare(t).rt.Type()
}

func (m *Machine) declare(t *types.Named) *cellType {
	name := typeName(t)
	ct := &cellType{typ: t, rt: rtype.Declare(pkgPath(t.Obj().Pkg()), name, m.shape(t.Underlying()))}
	m.named[t.Obj()] = append(m.named[t.Obj()], ct)
	m.byType[t] = ct.rt.Type()
	m.types.Set(t, ct.rt.Type())
	switch u := t.Underlying().(type) {
	case *types.Struct:
		fields, embedded := m.fields(u, m.rtype)
		st := reflect.StructOf(fields)
		ct.rt.Complete(st, embedded)
		if st.Comparable() {
			if eq := equalWithoutBlanks(st); eq != nil {
				ct.rt.SetEqual(eq)
			}
		}
	default:
		ct.rt.Complete(m.rtype(u), nil)
	}
	ct.complete = true
	m.register(ct)
	return ct
}

// register makes the methods of ct known, now and when finishTypes is called.
func (m *Machine) register(ct *cellType) {
	m.cellTypes[rtype.TypePtr(ct.rt.Type())] = ct.typ
	m.cellTypes[rtype.TypePtr(ct.rt.Pointer())] = types.NewPointer(ct.typ)
	m.pending = append(m.pending, ct)
}

// equalWithoutBlanks compares structs of type t field by field, but for blank
// fields; it is nil if there are none.
func equalWithoutBlanks(t reflect.Type) func(a, b unsafe.Pointer) bool {
	var fields []reflect.StructField
	for i := range t.NumField() {
		if f := t.Field(i); f.Name != "_" {
			fields = append(fields, f)
		}
	}
	if len(fields) == t.NumField() {
		return nil
	}
	return func(a, b unsafe.Pointer) bool {
		for _, f := range fields {
			if !rtype.Equal(rtype.TypePtr(f.Type), unsafe.Add(a, f.Offset), unsafe.Add(b, f.Offset)) {
				return false
			}
		}
		return true
	}
}

func typeName(t *types.Named) string {
	s := types.TypeString(plainBytes(t), func(p *types.Package) string { return p.Path() })
	if i := strings.IndexByte(s, '['); i >= 0 {
		head := s[:i]
		return head[strings.LastIndexByte(head, '.')+1:] + strings.ReplaceAll(s[i:], ", ", ",")
	}
	return s[strings.LastIndexByte(s, '.')+1:]
}

// plainBytes returns an instance with uint8 and int32 in the place of byte and
// rune among its arguments, at any depth: so the compiler names it.
func plainBytes(t types.Type) types.Type {
	switch t := t.(type) {
	case *types.Basic:
		return types.Typ[t.Kind()]
	case *types.Alias:
		return plainBytes(types.Unalias(t))
	case *types.Pointer:
		return types.NewPointer(plainBytes(t.Elem()))
	case *types.Slice:
		return types.NewSlice(plainBytes(t.Elem()))
	case *types.Array:
		return types.NewArray(plainBytes(t.Elem()), t.Len())
	case *types.Map:
		return types.NewMap(plainBytes(t.Key()), plainBytes(t.Elem()))
	case *types.Chan:
		return types.NewChan(t.Dir(), plainBytes(t.Elem()))
	case *types.Signature:
		return types.NewSignatureType(nil, nil, nil, plainTuple(t.Params()), plainTuple(t.Results()), t.Variadic())
	case *types.Named:
		if t.TypeArgs().Len() == 0 {
			return t
		}
		var args []types.Type
		for arg := range t.TypeArgs().Types() {
			args = append(args, plainBytes(arg))
		}
		if inst, err := types.Instantiate(nil, t.Origin(), args, false); err == nil {
			return inst
		}
	}
	return t
}

func plainTuple(t *types.Tuple) *types.Tuple {
	var vars []*types.Var
	for v := range t.Variables() {
		vars = append(vars, types.NewVar(v.Pos(), v.Pkg(), "", plainBytes(v.Type())))
	}
	return types.NewTuple(vars...)
}

// shape returns a type with the layout of t that refers to no named type, so
// that it can be made while t is being declared. It keeps the kinds of
// pointers that equality, hashing and interfaces depend on.
func (m *Machine) shape(t types.Type) reflect.Type {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		fields, _ := m.fields(u, m.shape)
		for i := range fields {
			if f := &fields[i]; f.Name != "_" {
				f.Name, f.PkgPath = fmt.Sprintf("F%d", i), ""
			}
			fields[i].Tag = ""
		}
		return reflect.StructOf(fields)
	case *types.Array:
		return reflect.ArrayOf(int(u.Len()), m.shape(u.Elem()))
	case *types.Pointer:
		return reflect.TypeFor[*byte]()
	case *types.Slice:
		return reflect.TypeFor[[]byte]()
	case *types.Map:
		return reflect.TypeFor[map[int]int]()
	case *types.Chan:
		return reflect.TypeFor[chan int]()
	case *types.Signature:
		return reflect.TypeFor[func()]()
	case *types.Interface:
		if u.NumMethods() == 0 {
			return anyType
		}
		return errorType
	}
	return m.rtype(t.Underlying())
}
