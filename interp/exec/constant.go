package exec

import (
	"go/constant"
	"go/token"
	"reflect"
	"unsafe"

	"golang.org/x/tools/go/ssa"
)

type constKey struct {
	typ reflect.Type
	val string
}

//go:noinline
func (g *generator) constSlot(k *ssa.Const) uintptr {
	t := g.rtype(k.Type())
	key := constKey{t, "zero"}
	if k.Value != nil {
		key.val = k.Value.ExactString()
	}
	if off, ok := g.consts[key]; ok {
		return off
	}
	off := g.preset(t, func(image frame, off uintptr) {
		if k.Value != nil {
			setConstant(unsafe.Add(image, off), k, t)
		}
	})
	g.consts[key] = off
	return off
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
