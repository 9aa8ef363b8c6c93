package exec

import (
	"go/token"
	"go/types"
	"reflect"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

//go:noinline
func (g *generator) load(v ssa.Value, t types.Type, d uintptr, pos token.Pos) op {
	rt := g.rtype(t)
	a := g.address(v, pos)
	switch classOf(rt) {
	case class8:
		return load[uint8](a, d)
	case class16:
		return load[uint16](a, d)
	case class32:
		return load[uint32](a, d)
	case class64:
		return load[uint64](a, d)
	case classPointer:
		return load[unsafe.Pointer](a, d)
	case classString:
		return load[string](a, d)
	case classSlice:
		return load[[]byte](a, d)
	case classInterface:
		return load[any](a, d)
	}
	p, tp := a.pointer(), rtype.TypePtr(rt)
	if rt.Size() == 0 {
		return func(f frame) { p(f) }
	}
	return func(f frame) { rtype.Move(tp, unsafe.Add(f, d), p(f)) }
}

//go:noinline
func load[T any](a address, d uintptr) op {
	base, off, pos := a.base, a.off, a.pos
	switch {
	case a.mode == inFrame:
		return copyOf[T](d, base+off)
	case a.mode == absolute:
		p := (*T)(unsafe.Add(a.abs, off))
		return func(f frame) { *at[T](f, d) = *p }
	case a.mode == byPointer:
		return func(f frame) {
			p := *at[unsafe.Pointer](f, base)
			if p == nil {
				nilPointer(f, pos)
			}
			*at[T](f, d) = *at[T](p, off)
		}
	case a.simple(unsafe.Sizeof(*new(T))) && a.abs == nil:
		index := a.index
		return func(f frame) {
			s, i := at[[]T](f, base), *at[uint](f, index)
			if i >= uint(len(*s)) {
				outOfRange(f, pos, uint64(i), len(*s))
			}
			*at[T](f, d) = (*s)[i]
		}
	}
	p := a.pointer()
	return func(f frame) { *at[T](f, d) = *(*T)(p(f)) }
}

//go:noinline
func (g *generator) store(in *ssa.Store) {
	rt := g.rtype(in.Val.Type())
	a := g.address(in.Addr, in.Pos())
	if add := g.updated(in); add != nil {
		if g.isFloat(add.Type()) {
			g.emit(update(a, floats(g, add.Y)))
		} else {
			g.emit(update(a, ints(g, add.Y)))
		}
		return
	}
	switch {
	case isLargeZero(in.Val, rt):
		p, tp := a.pointer(), rtype.TypePtr(rt)
		g.emit(func(f frame) { rtype.Clear(tp, p(f)) })
	case !g.folded[in.Val]:
		g.emit(storeOp(rt, a, g.slot(in.Val)))
	case g.isFloat(in.Val.Type()):
		g.emit(storeValue(a, g.computeFloat(in.Val)))
	default:
		g.emit(storeValue(a, g.computeInt(in.Val)))
	}
}

// isLargeZero reports whether v is the zero value of a large type, for which no
// frame should have a slot.
func isLargeZero(v ssa.Value, t reflect.Type) bool {
	k, ok := v.(*ssa.Const)
	return ok && k.Value == nil && t.Size() > 1<<10
}

//go:noinline
func storeOp(rt reflect.Type, a address, s uintptr) op {
	switch classOf(rt) {
	case class8:
		return store[uint8](a, s)
	case class16:
		return store[uint16](a, s)
	case class32:
		return store[uint32](a, s)
	case class64:
		return store[uint64](a, s)
	case classPointer:
		return store[unsafe.Pointer](a, s)
	case classString:
		return store[string](a, s)
	case classSlice:
		return store[[]byte](a, s)
	case classInterface:
		return store[any](a, s)
	}
	p, tp := a.pointer(), rtype.TypePtr(rt)
	if rt.Size() == 0 {
		return func(f frame) { p(f) }
	}
	return func(f frame) { rtype.Move(tp, p(f), unsafe.Add(f, s)) }
}

//go:noinline
func store[T any](a address, s uintptr) op {
	base, off, pos := a.base, a.off, a.pos
	switch {
	case a.mode == inFrame:
		d := base + off
		return func(f frame) { *at[T](f, d) = *at[T](f, s) }
	case a.mode == absolute:
		p := (*T)(unsafe.Add(a.abs, off))
		return func(f frame) { *p = *at[T](f, s) }
	case a.mode == byPointer:
		return func(f frame) {
			p := *at[unsafe.Pointer](f, base)
			if p == nil {
				nilPointer(f, pos)
			}
			*at[T](p, off) = *at[T](f, s)
		}
	case a.simple(unsafe.Sizeof(*new(T))) && a.abs == nil:
		index := a.index
		return func(f frame) {
			d, i := at[[]T](f, base), *at[uint](f, index)
			if i >= uint(len(*d)) {
				outOfRange(f, pos, uint64(i), len(*d))
			}
			(*d)[i] = *at[T](f, s)
		}
	}
	p := a.pointer()
	return func(f frame) { *(*T)(p(f)) = *at[T](f, s) }
}

// simple reports whether a is s[i] with i in a slot, s in one or, if a.abs is
// set, in a global variable, and elements of the size given.
func (a address) simple(size uintptr) bool {
	return a.mode == inSlice && a.slice == nil && a.word == nil && a.get == nil && a.off == 0 && a.size == size
}

// computed reports whether a is s[i] with s in a slot and a computed index.
func (a address) computed(size uintptr) bool {
	return a.mode == inSlice && a.slice == nil && a.abs == nil && a.get != nil && a.off == 0 && a.size == size
}

// loadValue returns what reads a number.
//
//go:noinline
func loadValue[T number](a address) func(f frame) T {
	base, off, pos, index, get := a.base, a.off, a.pos, a.index, a.get
	switch {
	case a.mode == inFrame:
		return func(f frame) T { return *at[T](f, base+off) }
	case a.mode == absolute:
		p := (*T)(unsafe.Add(a.abs, off))
		return func(frame) T { return *p }
	case a.mode == byPointer:
		return func(f frame) T {
			p := *at[unsafe.Pointer](f, base)
			if p == nil {
				nilPointer(f, pos)
			}
			return *at[T](p, off)
		}
	case a.simple(word) && a.abs != nil:
		global := (*[]T)(a.abs)
		return func(f frame) T {
			s, i := *global, *at[uint](f, index)
			if i >= uint(len(s)) {
				outOfRange(f, pos, uint64(i), len(s))
			}
			return s[i]
		}
	case a.simple(word):
		return func(f frame) T {
			s, i := at[[]T](f, base), *at[uint](f, index)
			if i >= uint(len(*s)) {
				outOfRange(f, pos, uint64(i), len(*s))
			}
			return (*s)[i]
		}
	case a.computed(word):
		return func(f frame) T {
			i := uint(get(f))
			s := at[[]T](f, base)
			if i >= uint(len(*s)) {
				outOfRange(f, pos, uint64(i), len(*s))
			}
			return (*s)[i]
		}
	}
	p := a.pointer()
	return func(f frame) T { return *(*T)(p(f)) }
}

// storeValue stores a number that val computes.
//
//go:noinline
func storeValue[T number](a address, val func(f frame) T) op {
	base, off, pos, index := a.base, a.off, a.pos, a.index
	switch {
	case a.mode == inFrame:
		d := base + off
		return setTo(d, val)
	case a.mode == absolute:
		p := (*T)(unsafe.Add(a.abs, off))
		return func(f frame) { *p = val(f) }
	case a.mode == byPointer:
		return func(f frame) {
			v, p := val(f), *at[unsafe.Pointer](f, base)
			if p == nil {
				nilPointer(f, pos)
			}
			*at[T](p, off) = v
		}
	case a.simple(word) && a.abs == nil:
		return func(f frame) {
			v := val(f)
			d, i := at[[]T](f, base), *at[uint](f, index)
			if i >= uint(len(*d)) {
				outOfRange(f, pos, uint64(i), len(*d))
			}
			(*d)[i] = v
		}
	}
	p := a.pointer()
	return func(f frame) { v := val(f); *(*T)(p(f)) = v }
}
