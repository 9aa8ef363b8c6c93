package exec

import (
	"go/token"
	"reflect"

	"golang.org/x/tools/go/ssa"
)

//go:noinline
func (g *generator) unOp(in *ssa.UnOp) {
	d, x := g.slot(in), uintptr(0)
	if in.Op != token.MUL {
		x = g.slot(in.X)
	}
	switch in.Op {
	case token.MUL:
		g.emit(g.load(in.X, in.Type(), d, in.Pos()))
		g.rangeExhausted(in)
	case token.NOT:
		g.emit(func(f frame) { *at[bool](f, d) = !*at[bool](f, x) })
	case token.ARROW:
		g.receive(in)
	case token.SUB:
		g.emit(negation(g.rtype(in.Type()).Kind(), d, x))
	case token.XOR:
		g.emit(complement(g.rtype(in.Type()), d, x))
	default:
		unsupported(in.Pos(), "the operator %s", in.Op)
	}
}

func negation(k reflect.Kind, d, x uintptr) op {
	switch k {
	case reflect.Float32:
		return neg[float32](d, x)
	case reflect.Float64:
		return neg[float64](d, x)
	case reflect.Complex64:
		return neg[complex64](d, x)
	case reflect.Complex128:
		return neg[complex128](d, x)
	case reflect.Int8, reflect.Uint8:
		return neg[int8](d, x)
	case reflect.Int16, reflect.Uint16:
		return neg[int16](d, x)
	case reflect.Int32, reflect.Uint32:
		return neg[int32](d, x)
	}
	return neg[int64](d, x)
}

//go:noinline
func neg[T integer | float | ~complex64 | ~complex128](d, x uintptr) op {
	return func(f frame) { *at[T](f, d) = -*at[T](f, x) }
}

//go:noinline
func complement(t reflect.Type, d, x uintptr) op {
	switch t.Size() {
	case 1:
		return func(f frame) { *at[uint8](f, d) = ^*at[uint8](f, x) }
	case 2:
		return func(f frame) { *at[uint16](f, d) = ^*at[uint16](f, x) }
	case 4:
		return func(f frame) { *at[uint32](f, d) = ^*at[uint32](f, x) }
	}
	return func(f frame) { *at[uint64](f, d) = ^*at[uint64](f, x) }
}
