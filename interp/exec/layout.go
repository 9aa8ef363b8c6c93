package exec

import (
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

// layout gives every value of a function its place in the frame.
type layout struct {
	size  uintptr
	ptrs  []bool // by word
	funcs []func(image frame)
}

func (l *layout) alloc(t reflect.Type) uintptr {
	off := l.size
	l.size += slotSize(t)
	l.ptrs = append(l.ptrs, make([]bool, (l.size-off)/word)...)
	markPointers(t, func(o uintptr) { l.ptrs[(off+o)/word] = true })
	return off
}

// slotSize is what a value of type t takes of a frame: words of its own.
func slotSize(t reflect.Type) uintptr {
	return max(word, (t.Size()+word-1)/word*word)
}

// markPointers calls mark with the offset of every pointer in a value of
// type t.
func markPointers(t reflect.Type, mark func(uintptr)) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer, reflect.String, reflect.Slice:
		mark(0)
	case reflect.Interface:
		mark(0)
		mark(word)
	case reflect.Array:
		if t.Len() == 0 || !hasPointers(t.Elem()) {
			return
		}
		for i := range t.Len() {
			base := uintptr(i) * t.Elem().Size()
			markPointers(t.Elem(), func(o uintptr) { mark(base + o) })
		}
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			markPointers(f.Type, func(o uintptr) { mark(f.Offset + o) })
		}
	}
}

func hasPointers(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return t.Len() > 0 && hasPointers(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if hasPointers(t.Field(i).Type) {
				return true
			}
		}
		return false
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer, reflect.String, reflect.Slice, reflect.Interface:
		return true
	}
	return false
}

// headerPointers is the pointer map of header.
var headerPointers = [headerWords]bool{true, true, true, true, true, true, true}

func newLayout() *layout {
	return &layout{size: headerWords * word, ptrs: headerPointers[:headerWords:headerWords]}
}

// signatureOf lays out what the callers of c see. It depends on the types
// alone, so that it is the same after a redefinition.
func (m *Machine) signatureOf(c *code) signature {
	if c.sig.typ != nil {
		return c.sig
	}
	l := newLayout()
	s := m.layoutSignature(l, c.fn.Signature)
	if recv := c.fn.Signature.Recv(); recv != nil {
		s.typ = m.funcType(recv.Type(), c.fn.Signature)
	} else {
		s.typ = m.funcType(nil, c.fn.Signature)
	}
	for _, v := range c.fn.FreeVars {
		t := m.rtype(v.Type())
		s.free = append(s.free, slot{l.alloc(t), t})
	}
	for _, v := range s.free {
		s.capture = append(s.capture, transferOf(v.typ, v.off, v.off-s.free[0].off))
	}
	s.size = l.size
	c.sig = s
	return s
}

func (m *Machine) layoutSignature(l *layout, sig *types.Signature) (s signature) {
	add := func(list []slot, t types.Type) []slot {
		rt := m.rtype(t)
		return append(list, slot{l.alloc(rt), rt})
	}
	for v := range sig.Results().Variables() {
		s.results = add(s.results, v.Type())
	}
	if recv := sig.Recv(); recv != nil {
		s.params = add(s.params, recv.Type())
	}
	for v := range sig.Params().Variables() {
		s.params = add(s.params, v.Type())
	}
	return s
}

// calleeLayout is the layout of the frames of any function with this
// signature, for calls of function values.
func (m *Machine) calleeLayout(sig *types.Signature) signature {
	return m.layoutSignature(newLayout(), sig)
}

func (c *code) zeroResults(f frame) {
	for _, r := range c.sig.results {
		rtype.Clear(rtype.TypePtr(r.typ), unsafe.Add(f, r.off))
	}
}

// constant writes the value of k, of type t, to p.
func setConstant(p unsafe.Pointer, k *ssa.Const, t reflect.Type) {
	v := reflect.NewAt(t, p).Elem()
	if k.Value == nil {
		v.SetZero()
		return
	}
	switch t.Kind() {
	case reflect.Bool:
		v.SetBool(constant.BoolVal(k.Value))
	case reflect.String:
		v.SetString(stringVal(k.Value))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(floatVal(k.Value, t.Kind() == reflect.Float32))
	case reflect.Complex64, reflect.Complex128:
		c := constant.ToComplex(k.Value)
		single := t.Kind() == reflect.Complex64
		v.SetComplex(complex(floatVal(constant.Real(c), single), floatVal(constant.Imag(c), single)))
	case reflect.Interface: // an untyped constant handed to an interface
		setInterfaceConstant(v, k)
	default:
		setInteger(v, constant.ToInt(k.Value))
	}
}

func setInterfaceConstant(v reflect.Value, k *ssa.Const) {
	switch k.Value.Kind() {
	case constant.String:
		v.Set(reflect.ValueOf(constant.StringVal(k.Value)))
	case constant.Bool:
		v.Set(reflect.ValueOf(constant.BoolVal(k.Value)))
	default:
		unsupported(k.Pos(), "the constant %s as an interface", k)
	}
}

func stringVal(v constant.Value) string {
	if v.Kind() == constant.Int { // string(rune)
		r, _ := constant.Int64Val(v)
		return string(rune(r))
	}
	return constant.StringVal(v)
}

func floatVal(v constant.Value, single bool) float64 {
	if single {
		f, _ := constant.Float32Val(constant.ToFloat(v))
		return float64(f)
	}
	f, _ := constant.Float64Val(constant.ToFloat(v))
	return f
}

func setInteger(v reflect.Value, k constant.Value) {
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, _ := constant.Int64Val(k)
		v.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		n, _ := constant.Uint64Val(k)
		v.SetUint(n)
	case reflect.UnsafePointer:
		if n, _ := constant.Uint64Val(k); n != 0 {
			unsupported(token.NoPos, "a pointer made of the number %d", n)
		}
	default:
		unsupported(token.NoPos, "the constant %s of type %s", k, v.Type())
	}
}
