package exec

import (
	"go/token"
	"reflect"

	"golang.org/x/tools/go/ssa"
)

func (g *generator) shift(in *ssa.BinOp, o operands) op {
	count := shiftCount(g.rtype(in.Y.Type()), o.y, o.pos)
	left := in.Op == token.SHL
	switch g.rtype(in.Type()).Kind() {
	case reflect.Int, reflect.Int64:
		return shiftOp[int64](left, o, count)
	case reflect.Int8:
		return shiftOp[int8](left, o, count)
	case reflect.Int16:
		return shiftOp[int16](left, o, count)
	case reflect.Int32:
		return shiftOp[int32](left, o, count)
	case reflect.Uint8:
		return shiftOp[uint8](left, o, count)
	case reflect.Uint16:
		return shiftOp[uint16](left, o, count)
	case reflect.Uint32:
		return shiftOp[uint32](left, o, count)
	}
	return shiftOp[uint64](left, o, count)
}

//go:noinline
func shiftOp[T integer](left bool, o operands, count func(frame) uint64) op {
	d, x := o.d, o.x
	if left {
		return func(f frame) { *at[T](f, d) = *at[T](f, x) << count(f) }
	}
	return func(f frame) { *at[T](f, d) = *at[T](f, x) >> count(f) }
}

//go:noinline
func shiftCount(t reflect.Type, y uintptr, pos token.Pos) func(frame) uint64 {
	switch t.Kind() {
	case reflect.Int, reflect.Int64:
		return signedCount[int64](y, pos)
	case reflect.Int8:
		return signedCount[int8](y, pos)
	case reflect.Int16:
		return signedCount[int16](y, pos)
	case reflect.Int32:
		return signedCount[int32](y, pos)
	case reflect.Uint8:
		return func(f frame) uint64 { return uint64(*at[uint8](f, y)) }
	case reflect.Uint16:
		return func(f frame) uint64 { return uint64(*at[uint16](f, y)) }
	case reflect.Uint32:
		return func(f frame) uint64 { return uint64(*at[uint32](f, y)) }
	}
	return func(f frame) uint64 { return *at[uint64](f, y) }
}

//go:noinline
func signedCount[T signed](y uintptr, pos token.Pos) func(frame) uint64 {
	return func(f frame) uint64 {
		n := *at[T](f, y)
		if n < 0 {
			negativeShift(f, pos)
		}
		return uint64(n)
	}
}
