package exec

import (
	"go/token"
	"go/types"
	"reflect"
	"unsafe"

	"github.com/dlfs-go/book/interp/rtype"
)

var basicTypes = map[types.BasicKind]reflect.Type{
	types.Invalid: reflect.TypeFor[struct{}](), // what a range does not ask for
	types.Bool:    reflect.TypeFor[bool](), types.String: reflect.TypeFor[string](),
	types.Int: reflect.TypeFor[int](), types.Int8: reflect.TypeFor[int8](), types.Int16: reflect.TypeFor[int16](),
	types.Int32: reflect.TypeFor[int32](), types.Int64: reflect.TypeFor[int64](),
	types.Uint: reflect.TypeFor[uint](), types.Uint8: reflect.TypeFor[uint8](), types.Uint16: reflect.TypeFor[uint16](),
	types.Uint32: reflect.TypeFor[uint32](), types.Uint64: reflect.TypeFor[uint64](), types.Uintptr: reflect.TypeFor[uintptr](),
	types.Float32: reflect.TypeFor[float32](), types.Float64: reflect.TypeFor[float64](),
	types.Complex64: reflect.TypeFor[complex64](), types.Complex128: reflect.TypeFor[complex128](),
	types.UnsafePointer: reflect.TypeFor[unsafe.Pointer](),
	types.UntypedBool:   reflect.TypeFor[bool](), types.UntypedInt: reflect.TypeFor[int](),
	types.UntypedRune: reflect.TypeFor[rune](), types.UntypedFloat: reflect.TypeFor[float64](),
	types.UntypedComplex: reflect.TypeFor[complex128](), types.UntypedString: reflect.TypeFor[string](),
	types.UntypedNil: reflect.TypeFor[unsafe.Pointer](),
}

var (
	anyType   = reflect.TypeFor[any]()
	errorType = reflect.TypeFor[error]()
)

// rtype returns the Go type of t. A named type of a cell may still lack its
// methods: finishTypes adds them.
func (m *Machine) rtype(t types.Type) reflect.Type {
	if r, ok := m.byType[t]; ok {
		return r
	}
	if r, ok := m.types.At(t).(reflect.Type); ok {
		m.byType[t] = r
		return r
	}
	r := m.makeType(t)
	m.byType[t] = r
	m.types.Set(t, r)
	return r
}

func (m *Machine) makeType(t types.Type) reflect.Type {
	switch t.Underlying().(type) {
	case *types.Array, *types.Struct:
		checkSize(t)
	}
	switch t := t.(type) {
	case *types.Alias:
		return m.rtype(types.Unalias(t))
	case *types.Named:
		return m.namedType(t)
	case *types.Basic:
		return basicTypes[t.Kind()]
	case *types.Pointer:
		return reflect.PointerTo(m.rtype(t.Elem()))
	case *types.Slice:
		return reflect.SliceOf(m.rtype(t.Elem()))
	case *types.Array:
		return reflect.ArrayOf(int(t.Len()), m.rtype(t.Elem()))
	case *types.Map:
		return reflect.MapOf(m.rtype(t.Key()), m.rtype(t.Elem()))
	case *types.Chan:
		if gcSizes.Sizeof(t.Elem()) >= 1<<16 { // an error of the compiler of Go, too
			unsupported(token.NoPos, "a channel of %s, of which each takes 64 kB or more", m.rtype(t.Elem()))
		}
		return reflect.ChanOf(chanDir(t), m.rtype(t.Elem()))
	case *types.Signature:
		return m.funcType(nil, t)
	case *types.Struct:
		return m.structType(t)
	case *types.Interface:
		return m.interfaceType(t)
	case *types.Tuple:
		return m.tupleType(t)
	}
	unsupported(0, "the type %s (%T)", t, t)
	return nil
}

func chanDir(t *types.Chan) reflect.ChanDir {
	switch t.Dir() {
	case types.SendOnly:
		return reflect.SendDir
	case types.RecvOnly:
		return reflect.RecvDir
	}
	return reflect.BothDir
}

func (m *Machine) funcType(recv types.Type, sig *types.Signature) reflect.Type {
	var in, out []reflect.Type
	if recv != nil {
		in = append(in, m.rtype(recv))
	}
	for v := range sig.Params().Variables() {
		in = append(in, m.rtype(v.Type()))
	}
	for v := range sig.Results().Variables() {
		out = append(out, m.rtype(v.Type()))
	}
	return reflect.FuncOf(in, out, sig.Variadic())
}

// tupleType is a struct with the layout of consecutive slots.
func (m *Machine) tupleType(t *types.Tuple) reflect.Type {
	var fields []reflect.StructField
	for i := range t.Len() {
		fields = append(fields, reflect.StructField{Name: "F" + string(rune('A'+i)), Type: m.rtype(t.At(i).Type())})
	}
	return reflect.StructOf(fields)
}

func (m *Machine) structType(t *types.Struct) reflect.Type {
	fields, embedded := m.fields(t, m.rtype)
	for _, e := range embedded {
		if e {
			ct := &cellType{typ: t, rt: rtype.Struct(embed(fields, embedded)), complete: true}
			m.register(ct)
			m.structs = append(m.structs, ct)
			return ct.rt.Type()
		}
	}
	return reflect.StructOf(fields)
}

func embed(fields []reflect.StructField, embedded []bool) []reflect.StructField {
	for i := range fields {
		fields[i].Anonymous = embedded[i]
	}
	return fields
}

func (m *Machine) fields(t *types.Struct, typ func(types.Type) reflect.Type) (fields []reflect.StructField, embedded []bool) {
	for i := range t.NumFields() {
		v := t.Field(i)
		f := reflect.StructField{Name: v.Name(), Type: typ(v.Type()), Tag: reflect.StructTag(t.Tag(i))}
		if !v.Exported() {
			f.PkgPath = pkgPath(v.Pkg())
		}
		fields = append(fields, f)
		embedded = append(embedded, v.Embedded())
	}
	return fields, embedded
}

func pkgPath(p *types.Package) string {
	if p == nil || p.Path() == "" {
		return "main"
	}
	return p.Path()
}

func (m *Machine) interfaceType(t *types.Interface) reflect.Type {
	if t.NumMethods() == 0 {
		return anyType
	}
	var ms []rtype.InterfaceMethod
	for i := range t.NumMethods() {
		f := t.Method(i)
		im := rtype.InterfaceMethod{Name: f.Name(), Type: m.funcType(nil, f.Signature())}
		if !f.Exported() {
			im.PkgPath = pkgPath(f.Pkg())
		}
		ms = append(ms, im)
	}
	return rtype.Interface(ms)
}

// Type returns the Go type of t.
func (m *Machine) Type(t types.Type) reflect.Type {
	m.mu.Lock()
	defer m.mu.Unlock()
	defer m.finishTypes()
	return m.rtype(t)
}

// EachType calls visit with the types that there are Go types of.
func (m *Machine) EachType(visit func(types.Type)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for t := range m.byType {
		visit(t)
	}
	for _, t := range m.cellTypes {
		visit(t)
	}
}
