package exec

import (
	"go/token"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/ssa"
)

func (g *generator) conversion(in *ssa.Convert) {
	if g.folded[in.X] {
		g.emit(g.compute(in, g.slot(in)))
		return
	}
	g.convert(in.X, in.Type(), g.slot(in), in.Pos())
}

// convert compiles the conversion of x to a type with another representation.
func (g *generator) convert(v ssa.Value, to types.Type, d uintptr, pos token.Pos) {
	x, from, rt := g.slot(v), g.rtype(v.Type()), g.rtype(to)
	fk, tk := from.Kind(), rt.Kind()
	switch {
	case isNumber(fk) && isNumber(tk):
		g.emit(convertNumber(fk, tk, d, x))
	case isComplex(fk) && isComplex(tk):
		g.emit(convertComplex(fk, tk, d, x))
	case tk == reflect.String:
		g.emit(toString(from, d, x))
	case fk == reflect.String && tk == reflect.Slice:
		g.emit(fromString(rt, d, x))
	case fk == reflect.Slice && tk == reflect.Array:
		g.sliceToArray(rt, d, x, pos)
	case fk == tk || isPointerKind(fk) && isPointerKind(tk):
		g.emit(move{d, x, rt}.op())
	case fk == reflect.UnsafePointer && tk == reflect.Uintptr, fk == reflect.Uintptr && tk == reflect.UnsafePointer:
		g.emit(move{d, x, rt}.op()) // an integer keeps nothing alive, but what it was made of is still in the frame
	default:
		unsupported(pos, "the conversion from %s to %s", from, rt)
	}
}

func isPointerKind(k reflect.Kind) bool { return k == reflect.Pointer || k == reflect.UnsafePointer }
func isComplex(k reflect.Kind) bool     { return k == reflect.Complex64 || k == reflect.Complex128 }
func isNumber(k reflect.Kind) bool      { return k >= reflect.Int && k <= reflect.Float64 }

func convertNumber(from, to reflect.Kind, d, x uintptr) op {
	switch from {
	case reflect.Int8:
		return convertFrom[int8](to, d, x)
	case reflect.Int16:
		return convertFrom[int16](to, d, x)
	case reflect.Int32:
		return convertFrom[int32](to, d, x)
	case reflect.Int, reflect.Int64:
		return convertFrom[int64](to, d, x)
	case reflect.Uint8:
		return convertFrom[uint8](to, d, x)
	case reflect.Uint16:
		return convertFrom[uint16](to, d, x)
	case reflect.Uint32:
		return convertFrom[uint32](to, d, x)
	case reflect.Float32:
		return convertFrom[float32](to, d, x)
	case reflect.Float64:
		return convertFrom[float64](to, d, x)
	}
	return convertFrom[uint64](to, d, x)
}

func convertFrom[F integer | float](to reflect.Kind, d, x uintptr) op {
	switch to {
	case reflect.Int8:
		return convertTo[F, int8](d, x)
	case reflect.Int16:
		return convertTo[F, int16](d, x)
	case reflect.Int32:
		return convertTo[F, int32](d, x)
	case reflect.Int, reflect.Int64:
		return convertTo[F, int64](d, x)
	case reflect.Uint8:
		return convertTo[F, uint8](d, x)
	case reflect.Uint16:
		return convertTo[F, uint16](d, x)
	case reflect.Uint32:
		return convertTo[F, uint32](d, x)
	case reflect.Float32:
		return convertTo[F, float32](d, x)
	case reflect.Float64:
		return convertTo[F, float64](d, x)
	}
	return convertTo[F, uint64](d, x)
}

//go:noinline
func convertTo[F, T integer | float](d, x uintptr) op {
	return func(f frame) { *at[T](f, d) = T(*at[F](f, x)) }
}

//go:noinline
func convertComplex(from, to reflect.Kind, d, x uintptr) op {
	switch {
	case from == to && from == reflect.Complex64:
		return copyOf[complex64](d, x)
	case from == to:
		return copyOf[complex128](d, x)
	case to == reflect.Complex64:
		return func(f frame) { *at[complex64](f, d) = complex64(*at[complex128](f, x)) }
	}
	return func(f frame) { *at[complex128](f, d) = complex128(*at[complex64](f, x)) }
}

//go:noinline
func toString(from reflect.Type, d, x uintptr) op {
	switch k := from.Kind(); k {
	case reflect.String:
		return copyOf[string](d, x)
	case reflect.Slice:
		if from.Elem().Kind() == reflect.Uint8 {
			return func(f frame) { *at[string](f, d) = string(*at[[]byte](f, x)) }
		}
		return func(f frame) { *at[string](f, d) = string(*at[[]rune](f, x)) }
	default:
		get := runeOf(k, x)
		return func(f frame) { *at[string](f, d) = get(f) }
	}
}

// runeOf returns string(x) for an integer x.
//
//go:noinline
func runeOf(k reflect.Kind, x uintptr) func(frame) string {
	switch k {
	case reflect.Int8:
		return func(f frame) string { return string(rune(*at[int8](f, x))) }
	case reflect.Int16:
		return func(f frame) string { return string(rune(*at[int16](f, x))) }
	case reflect.Int32:
		return func(f frame) string { return string(*at[int32](f, x)) }
	case reflect.Uint8:
		return func(f frame) string { return string(rune(*at[uint8](f, x))) }
	case reflect.Uint16:
		return func(f frame) string { return string(rune(*at[uint16](f, x))) }
	case reflect.Uint32:
		return func(f frame) string { return wideRune(uint64(*at[uint32](f, x))) }
	}
	return func(f frame) string { return wideRune(*at[uint64](f, x)) }
}

func wideRune(n uint64) string {
	if n > 0x10ffff {
		return "\uFFFD"
	}
	return string(rune(n))
}

//go:noinline
func fromString(to reflect.Type, d, x uintptr) op {
	if to.Elem().Kind() == reflect.Uint8 {
		return func(f frame) { *at[[]byte](f, d) = []byte(*at[string](f, x)) }
	}
	return func(f frame) { *at[[]rune](f, d) = []rune(*at[string](f, x)) }
}
