package exec

import (
	"go/constant"
	"go/types"
	"reflect"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

// index is x[i] of an array or string that is a value.
//
//go:noinline
func (g *generator) index(in *ssa.Index) {
	d, x, i, pos := g.slot(in), g.slot(in.X), g.slot(in.Index), in.Pos()
	g.noteIndex(in.Index, pos)
	read := indexWord(g.rtype(in.Index.Type()))
	if read == nil {
		read = func(f frame, o uintptr) uint64 { return *at[uint64](f, o) }
	}
	arr, ok := in.X.Type().Underlying().(*types.Array)
	if !ok { // a string, maybe through a type parameter
		g.emit(func(f frame) {
			s, k := *at[string](f, x), read(f, i)
			if k >= uint64(len(s)) {
				outOfRange(f, pos, k, len(s))
			}
			*at[byte](f, d) = s[k]
		})
		return
	}
	elem := g.rtype(arr.Elem())
	t, n, size := rtype.TypePtr(elem), uint64(arr.Len()), elem.Size()
	g.emit(func(f frame) {
		k := read(f, i)
		if k >= n {
			outOfRange(f, pos, k, int(n))
		}
		rtype.Move(t, unsafe.Add(f, d), unsafe.Add(f, x+uintptr(k)*size))
	})
}

func (g *generator) indexAddress(v *ssa.IndexAddr) address {
	elem := g.rtype(v.Type().(*types.Pointer).Elem())
	g.noteIndex(v.Index, v.Pos())
	a := address{size: elem.Size(), pos: v.Pos()}
	if g.folded[v.Index] {
		a.get = g.computeInt(v.Index)
	} else {
		a.index, a.word = g.slot(v.Index), indexWord(g.rtype(v.Index.Type()))
	}
	if _, ok := v.X.Type().Underlying().(*types.Slice); ok {
		a.mode = inSlice
		g.sliceBase(&a, v.X)
		return a
	}
	arr := v.X.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Array)
	a.n = uint64(arr.Len())
	if al, ok := v.X.(*ssa.Alloc); ok && !al.Heap {
		if k, ok := constIndex(v.Index, a.n); ok {
			return address{mode: inFrame, base: g.local(al), off: k * a.size, pos: v.Pos()}
		}
		a.mode, a.base = inLocal, g.local(al)
		return a
	}
	a.mode, a.base = inArray, g.slot(v.X)
	return a
}

func constIndex(v ssa.Value, n uint64) (uintptr, bool) {
	k, ok := v.(*ssa.Const)
	if !ok || k.Value == nil {
		return 0, false
	}
	u, ok := constant.Uint64Val(constant.ToInt(k.Value))
	return uintptr(u), ok && u < n
}

// indexReader returns what reads the index; a negative one is too large.
//
//go:noinline
func (a address) indexReader() func(f frame) uint64 {
	index, word, get := a.index, a.word, a.get
	switch {
	case get != nil:
		return func(f frame) uint64 { return uint64(get(f)) }
	case word != nil:
		return func(f frame) uint64 { return word(f, index) }
	}
	return func(f frame) uint64 { return *at[uint64](f, index) }
}

// indexWord reads an index as a uint64 in which a negative one is too large,
// or is nil for an int, which needs no widening.
func indexWord(t reflect.Type) func(frame, uintptr) uint64 {
	switch t.Kind() {
	case reflect.Int, reflect.Int64, reflect.Uint, reflect.Uint64, reflect.Uintptr:
		return nil
	case reflect.Int8:
		return widen[int8]
	case reflect.Int16:
		return widen[int16]
	case reflect.Int32:
		return widen[int32]
	case reflect.Uint8:
		return widen[uint8]
	case reflect.Uint16:
		return widen[uint16]
	}
	return widen[uint32]
}

func widen[T integer](f frame, off uintptr) uint64 { return uint64(int64(*at[T](f, off))) }
