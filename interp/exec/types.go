package exec

import (
	"fmt"
	"go/types"
	"reflect"
	"strings"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

// cellType is a type with methods that has no compiled counterpart.
type cellType struct {
	typ      types.Type // a *types.Named, or a struct with embedded fields
	rt       *rtype.Type
	complete bool
}

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
			return ct.rt.Type()
		}
	}
	return reflect.StructOf(fields)
}

// register makes the methods of ct known, now and when finishTypes is called.
func (m *Machine) register(ct *cellType) {
	m.cellTypes[rtype.TypePtr(ct.rt.Type())] = ct.typ
	m.cellTypes[rtype.TypePtr(ct.rt.Pointer())] = types.NewPointer(ct.typ)
	m.pending = append(m.pending, ct)
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

// namedType returns the compiled type where there is one.
func (m *Machine) namedType(t *types.Named) reflect.Type {
	obj := t.Obj()
	if obj.Pkg() == nil { // error, comparable
		return errorType
	}
	if t.TypeArgs().Len() == 0 && obj.Parent() == obj.Pkg().Scope() {
		if sym, ok := m.symbol(obj.Pkg().Path(), obj.Name()); ok {
			return reflect.TypeOf(sym).Elem()
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

// unexported returns the compiled type of a name that a compiled package does
// not export, as far as its exported variables and functions have such
// values; or nil.
func (m *Machine) unexported(t *types.Named) reflect.Type {
	pkg := t.Obj().Pkg()
	if m.Symbols == nil || m.Symbols(pkg.Path()) == nil {
		return nil
	}
	if !m.learned[pkg] {
		m.learned[pkg] = true
		for name, sym := range m.Symbols(pkg.Path()) {
			switch obj := pkg.Scope().Lookup(name).(type) {
			case *types.Var:
				m.learn(obj.Type(), reflect.TypeOf(sym).Elem())
			case *types.Func:
				m.learn(obj.Type(), reflect.TypeOf(sym))
			case *types.TypeName:
				m.learnEmbedded(obj.Type(), reflect.TypeOf(sym).Elem())
			}
		}
	}
	return m.hidden[t.Obj()]
}

// learnEmbedded learns from the embedded fields of an exported struct.
func (m *Machine) learnEmbedded(t types.Type, rt reflect.Type) {
	st, ok := t.Underlying().(*types.Struct)
	if !ok || rt.Kind() != reflect.Struct || rt.NumField() != st.NumFields() {
		return
	}
	for i := range st.NumFields() {
		if st.Field(i).Embedded() {
			m.learn(st.Field(i).Type(), rt.Field(i).Type)
		}
	}
}

// learn notes which compiled types the unexported names in t have.
func (m *Machine) learn(t types.Type, rt reflect.Type) {
	switch t := t.(type) {
	case *types.Named:
		if obj := t.Obj(); obj.Pkg() != nil && !obj.Exported() && t.TypeArgs().Len() == 0 && rt.Name() == obj.Name() {
			m.hidden[obj] = rt
		}
	case *types.Pointer:
		if rt.Kind() == reflect.Pointer {
			m.learn(t.Elem(), rt.Elem())
		}
	case *types.Slice:
		if rt.Kind() == reflect.Slice {
			m.learn(t.Elem(), rt.Elem())
		}
	case *types.Signature:
		if rt.Kind() != reflect.Func || rt.NumOut() != t.Results().Len() {
			return
		}
		for i := range rt.NumOut() {
			m.learn(t.Results().At(i).Type(), rt.Out(i))
		}
	}
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
	s := types.TypeString(t, func(p *types.Package) string { return p.Path() })
	if i := strings.IndexByte(s, '['); i >= 0 {
		head := s[:i]
		return head[strings.LastIndexByte(head, '.')+1:] + strings.ReplaceAll(s[i:], ", ", ",")
	}
	return s[strings.LastIndexByte(s, '.')+1:]
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
			if ct.complete && (ct.typ == t || isInstance(ct.typ, t) || embeds(ct.typ, t)) {
				m.setMethods(ct)
			}
		}
	}
	m.finishTypes()
}

func isInstance(t types.Type, generic *types.Named) bool {
	named, ok := t.(*types.Named)
	return ok && named.Origin() == generic
}

func embeds(outer types.Type, inner *types.Named) bool {
	s, ok := outer.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for v := range s.Fields() {
		t := v.Type()
		if p, ok := t.(*types.Pointer); ok {
			t = p.Elem()
		}
		if v.Embedded() && (types.Identical(t, inner) || isInstance(t, inner)) {
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
		return c.callReflect(nil, m.background(), args)
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
