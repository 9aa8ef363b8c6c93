package exec

import (
	"go/token"
	"go/types"
	"math"
	"reflect"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

type sliceHeader struct {
	data     unsafe.Pointer
	len, cap int
}

//go:noinline
func (g *generator) makeSlice(in *ssa.MakeSlice) {
	d, pos := g.slot(in), in.Pos()
	n, c := g.bound(in.Len), g.bound(in.Cap)
	elem := g.rtype(in.Type().Underlying().(*types.Slice).Elem())
	t, size := rtype.TypePtr(elem), uint64(elem.Size())
	most, m := uint64(maxAlloc)/max(1, size), g.m
	if size == 0 {
		most = math.MaxInt
	}
	g.emit(func(f frame) {
		n, c := n(f), c(f)
		if uint64(n) > most {
			badMake(f, pos, false)
		}
		if c < n || uint64(c) > most {
			badMake(f, pos, true)
		}
		m.room(f, pos, uint64(c)*size)
		*at[sliceHeader](f, d) = sliceHeader{rtype.NewArray(t, c), n, c}
	})
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
	outOfBounds(f, pos, boundsError{int64(want), n, true, boundConvert})
}

func (g *generator) appendTo(c *ssa.CallCommon, d uintptr, args []uintptr, pos token.Pos) op {
	st := g.rtype(c.Args[0].Type())
	x, y := args[0], args[1]
	if st.Kind() != reflect.Slice { // append([]byte(nil)...) of a string type parameter
		unsupported(pos, "append to %s", st)
	}
	switch elem := st.Elem(); classOf(elem) {
	case class8:
		return appendOf[uint8](g.m, d, x, y, pos)
	case class32:
		return appendOf[uint32](g.m, d, x, y, pos)
	case class64:
		return appendOf[uint64](g.m, d, x, y, pos)
	case classPointer:
		return appendOf[unsafe.Pointer](g.m, d, x, y, pos)
	case classString:
		return appendOf[string](g.m, d, x, y, pos)
	case classInterface:
		return appendOf[any](g.m, d, x, y, pos)
	default:
		return g.appendSlice(st, d, x, y, pos)
	}
}

//go:noinline
func appendOf[T any](m *Machine, d, x, y uintptr, pos token.Pos) op {
	size := int(unsafe.Sizeof(*new(T)))
	return func(f frame) {
		s := at[sliceHeader](f, y) // a string has no cap: do not read it
		if to := at[sliceHeader](f, x); to.len*size >= large && to.len+s.len > to.cap {
			m.room(f, pos, uint64(to.len+s.len)*uint64(size))
		}
		*at[[]T](f, d) = append(*at[[]T](f, x), unsafe.Slice((*T)(s.data), s.len)...)
	}
}

//go:noinline
func (g *generator) appendSlice(st reflect.Type, d, x, y uintptr, pos token.Pos) op {
	elem := st.Elem()
	size, et, m := elem.Size(), rtype.TypePtr(elem), g.m
	return func(f frame) {
		s, t := *at[sliceHeader](f, x), *at[sliceHeader](f, y)
		n := s.len + t.len
		if n < 0 {
			fail(f, pos)
			panic(runtimeError("runtime error: growslice: len out of range"))
		}
		if n > s.cap {
			m.room(f, pos, uint64(n)*uint64(size))
			v := reflect.NewAt(st, unsafe.Pointer(&s)).Elem()
			v.Grow(t.len)
		}
		rtype.MoveSlice(et, unsafe.Add(s.data, uintptr(s.len)*size), t.data, t.len)
		s.len = n
		*at[sliceHeader](f, d) = s
	}
}

//go:noinline
func (g *generator) copySlice(c *ssa.CallCommon, d uintptr, args []uintptr) op {
	x, y := args[0], args[1]
	if g.rtype(c.Args[1].Type()).Kind() == reflect.String {
		return func(f frame) {
			n := copy(*at[[]byte](f, x), *at[string](f, y))
			if d != 0 {
				*at[int](f, d) = n
			}
		}
	}
	t := g.rtype(c.Args[0].Type())
	return func(f frame) {
		n := reflect.Copy(reflect.NewAt(t, unsafe.Add(f, x)).Elem(), reflect.NewAt(t, unsafe.Add(f, y)).Elem())
		if d != 0 {
			*at[int](f, d) = n
		}
	}
}
