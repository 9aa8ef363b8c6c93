package exec

import (
	"go/types"
	"reflect"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/tools/go/ssa"
)

type stringIter struct {
	s string
	i int
}

// rangeOver begins a range over a map or a string: the iterator is a pointer
// in the slot.
//
//go:noinline
func (g *generator) rangeOver(in *ssa.Range) {
	d, x := g.iteratorSlot(in), g.slot(in.X)
	if _, ok := in.X.Type().Underlying().(*types.Map); !ok {
		g.emit(func(f frame) { *at[unsafe.Pointer](f, d) = unsafe.Pointer(&stringIter{s: *at[string](f, x)}) })
		return
	}
	t := g.rtype(in.X.Type())
	g.emit(func(f frame) {
		*at[unsafe.Pointer](f, d) = unsafe.Pointer(reflect.NewAt(t, unsafe.Add(f, x)).Elem().MapRange())
	})
}

func (g *generator) iteratorSlot(in *ssa.Range) uintptr {
	off, ok := g.slots[in]
	if !ok {
		off = g.l.alloc(reflect.TypeFor[unsafe.Pointer]())
		g.slots[in] = off
	}
	return off
}

//go:noinline
func (g *generator) next(in *ssa.Next) {
	it := g.iteratorSlot(in.Iter.(*ssa.Range))
	tuple := in.Type().(*types.Tuple)
	d := g.slot(in)
	if in.IsString {
		k, v := d+g.tupleOffset(tuple, 1), d+g.tupleOffset(tuple, 2)
		g.emit(func(f frame) { nextRune((*stringIter)(*at[unsafe.Pointer](f, it)), f, d, k, v) })
		return
	}
	mt := in.Iter.(*ssa.Range).X.Type().Underlying().(*types.Map)
	k, v := g.iterated(tuple, 1, mt.Key(), d), g.iterated(tuple, 2, mt.Elem(), d)
	m := g.slot(in.Iter.(*ssa.Range).X)
	g.emit(g.onMap(m, false, concurrentIteration, in.Iter.Pos(), func(f frame) {
		iter := (*reflect.MapIter)(*at[unsafe.Pointer](f, it))
		ok := iter.Next()
		*at[bool](f, d) = ok
		if !ok {
			return
		}
		if k.typ != nil {
			reflect.NewAt(k.typ, unsafe.Add(f, k.off)).Elem().SetIterKey(iter)
		}
		if v.typ != nil {
			reflect.NewAt(v.typ, unsafe.Add(f, v.off)).Elem().SetIterValue(iter)
		}
	}))
}

// iterated is where a range's key or value goes; without a type it is not
// wanted.
func (g *generator) iterated(tuple *types.Tuple, i int, t types.Type, d uintptr) slot {
	if b, ok := tuple.At(i).Type().(*types.Basic); ok && b.Kind() == types.Invalid {
		return slot{}
	}
	return slot{d + g.tupleOffset(tuple, i), g.rtype(t)}
}

func nextRune(it *stringIter, f frame, ok, k, v uintptr) {
	if it.i >= len(it.s) {
		*at[bool](f, ok) = false
		return
	}
	r, n := utf8.DecodeRuneInString(it.s[it.i:])
	*at[bool](f, ok) = true
	*at[int](f, k) = it.i
	*at[rune](f, v) = r
	it.i += n
}
