package exec

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

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
	case fk == reflect.UnsafePointer || tk == reflect.UnsafePointer:
		unsupported(pos, "a conversion between an integer and a pointer")
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

//go:noinline
func (g *generator) sliceToArray(to reflect.Type, d, x uintptr, pos token.Pos) {
	n, t := to.Len(), rtype.TypePtr(to)
	g.emit(func(f frame) {
		s := at[sliceHeader](f, x)
		if s.len < n {
			shortSlice(f, pos, s.len, n)
		}
		if n > 0 {
			rtype.Move(t, unsafe.Add(f, d), s.data)
		}
	})
}

//go:noinline
func (g *generator) sliceToArrayPointer(in *ssa.SliceToArrayPointer) {
	d, x, pos := g.slot(in), g.slot(in.X), in.Pos()
	n := g.rtype(in.Type()).Elem().Len()
	g.emit(func(f frame) {
		s := at[sliceHeader](f, x)
		if s.len < n {
			shortSlice(f, pos, s.len, n)
		}
		*at[unsafe.Pointer](f, d) = s.data
	})
}

func shortSlice(f frame, pos token.Pos, n, want int) {
	fail(f, pos)
	panic(runtimeError(fmt.Sprintf("runtime error: cannot convert slice with length %d to array or pointer to array with length %d", n, want)))
}

// slice is x[lo:hi:max] of a slice, a string or a pointer to an array.
//
//go:noinline
func (g *generator) slice(in *ssa.Slice) {
	d, x, pos := g.slot(in), g.slot(in.X), in.Pos()
	_, isSlice := in.X.Type().Underlying().(*types.Slice)
	b := g.bounds(in, !isSlice)
	switch t := in.X.Type().Underlying().(type) {
	case *types.Pointer:
		arr := t.Elem().Underlying().(*types.Array)
		n, size := int(arr.Len()), g.rtype(arr.Elem()).Size()
		g.emit(func(f frame) {
			p := *at[unsafe.Pointer](f, x)
			if p == nil {
				nilPointer(f, pos)
			}
			*at[sliceHeader](f, d) = b.cut(f, pos, sliceHeader{p, n, n}, size)
		})
	case *types.Slice:
		size := g.rtype(t.Elem()).Size()
		g.emit(func(f frame) { *at[sliceHeader](f, d) = b.cut(f, pos, *at[sliceHeader](f, x), size) })
	default: // a string, or bytes and strings through a type parameter
		if _, ok := in.Type().Underlying().(*types.Slice); ok {
			g.emit(func(f frame) { *at[sliceHeader](f, d) = b.cut(f, pos, *at[sliceHeader](f, x), 1) })
			return
		}
		g.emit(func(f frame) { *at[string](f, d) = b.cutString(f, pos, *at[string](f, x)) })
	}
}

// bound reads a slice index; nil stands for none.
//
//go:noinline
func (g *generator) bound(v ssa.Value) func(frame) int {
	if v == nil {
		return nil
	}
	o := g.slot(v)
	if w := indexWord(g.rtype(v.Type())); w != nil {
		return func(f frame) int { return int(w(f, o)) }
	}
	return func(f frame) int { return *at[int](f, o) }
}

func (b *bounds) cut(f frame, pos token.Pos, s sliceHeader, size uintptr) sliceHeader {
	lo, hi, m := b.of(f, pos, s.len, s.cap)
	out := sliceHeader{s.data, hi - lo, m - lo}
	if out.cap > 0 {
		out.data = unsafe.Add(s.data, uintptr(lo)*size)
	}
	return out
}

func (b *bounds) cutString(f frame, pos token.Pos, s string) string {
	lo, hi, _ := b.of(f, pos, len(s), len(s))
	return s[lo:hi]
}

//go:noinline
func (g *generator) makeSlice(in *ssa.MakeSlice) {
	d, pos := g.slot(in), in.Pos()
	n, c := g.bound(in.Len), g.bound(in.Cap)
	elem := g.rtype(in.Type().Underlying().(*types.Slice).Elem())
	t, size := rtype.TypePtr(elem), max(1, elem.Size())
	m := g.m
	g.emit(func(f frame) {
		n, c := n(f), c(f)
		if n < 0 || uint64(n) > maxAlloc/uint64(size) {
			badMake(f, pos, false)
		}
		if c < n || uint64(c) > maxAlloc/uint64(size) {
			badMake(f, pos, true)
		}
		m.room(f, pos, uint64(c)*uint64(size))
		*at[sliceHeader](f, d) = sliceHeader{rtype.NewArray(t, c), n, c}
	})
}
