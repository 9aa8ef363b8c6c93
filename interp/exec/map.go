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
func (g *generator) makeMap(in *ssa.MakeMap) {
	d, t := g.slot(in), g.rtype(in.Type())
	n, pos, machine := g.bound(in.Reserve), in.Pos(), g.m
	each := uint64(min(t.Key().Size(), 128) + min(t.Elem().Size(), 128) + 1)
	g.emit(func(f frame) {
		size := 0
		if n != nil {
			size = max(0, n(f))
		}
		if uint64(size) < maxAlloc/each { // or else the runtime makes an empty one
			machine.room(f, pos, uint64(size)*each)
		}
		m := reflect.MakeMapWithSize(t, size)
		*at[unsafe.Pointer](f, d) = m.UnsafePointer()
	})
}

// lookup is m[k], with or without ok.
//
//go:noinline
func (g *generator) lookup(in *ssa.Lookup) {
	mt := in.X.Type().Underlying().(*types.Map)
	d, x, k, pos := g.slot(in), g.slot(in.X), g.slot(in.Index), in.Pos()
	elem := g.rtype(mt.Elem())
	tp := rtype.TypePtr(g.rtype(in.X.Type()))
	okSlot := uintptr(0)
	if in.CommaOk {
		okSlot = d + g.tupleOffset(in.Type().(*types.Tuple), 1)
	}
	get := mapGetter(g.rtype(mt.Key()), smallElem(elem), tp, k)
	copyElem := fromMemory(elem, d)
	clear := clearOp(elem, d)
	g.emit(g.onMap(x, false, concurrentRead, pos, func(f frame) {
		hdr(f).pc, hdr(f).th.top = pos, f
		p := get(f, *at[unsafe.Pointer](f, x))
		if p != nil {
			copyElem.do(f, p)
		} else {
			clear(f)
		}
		if okSlot != 0 {
			*at[bool](f, okSlot) = p != nil
		}
	}))
}

// mapGetter returns the access to a map whose key is in slot k: a pointer to
// the element or nil.
//
//go:noinline
func mapGetter(key reflect.Type, small bool, tp unsafe.Pointer, k uintptr) func(f frame, m unsafe.Pointer) unsafe.Pointer {
	get := func(f frame, m unsafe.Pointer) unsafe.Pointer {
		p, ok := mapaccess2(tp, m, unsafe.Add(f, k))
		if !ok {
			return nil
		}
		return p
	}
	switch {
	case !small:
		return get
	case key.Kind() == reflect.String:
		return func(f frame, m unsafe.Pointer) unsafe.Pointer {
			p, ok := mapaccess2_faststr(tp, m, *at[string](f, k))
			if !ok {
				return nil
			}
			return p
		}
	case isWord(key):
		return func(f frame, m unsafe.Pointer) unsafe.Pointer {
			p, ok := mapaccess2_fast64(tp, m, *at[uint64](f, k))
			if !ok {
				return nil
			}
			return p
		}
	}
	return get
}

//go:noinline
func (g *generator) mapUpdate(in *ssa.MapUpdate) {
	mt := in.Map.Type().Underlying().(*types.Map)
	x, k, v, pos := g.slot(in.Map), g.slot(in.Key), g.slot(in.Value), in.Pos()
	tp := rtype.TypePtr(g.rtype(in.Map.Type()))
	key, elem := g.rtype(mt.Key()), g.rtype(mt.Elem())
	set := memoryStore(elem, v)
	var assign func(f frame, m unsafe.Pointer) unsafe.Pointer
	switch {
	case key.Kind() == reflect.String && smallElem(elem):
		assign = func(f frame, m unsafe.Pointer) unsafe.Pointer { return mapassign_faststr(tp, m, *at[string](f, k)) }
	case isWord(key) && smallElem(elem):
		assign = func(f frame, m unsafe.Pointer) unsafe.Pointer { return mapassign_fast64(tp, m, *at[uint64](f, k)) }
	default:
		assign = func(f frame, m unsafe.Pointer) unsafe.Pointer { return mapassign(tp, m, unsafe.Add(f, k)) }
	}
	g.emit(g.onMap(x, true, concurrentWrite, pos, func(f frame) {
		hdr(f).pc, hdr(f).th.top = pos, f
		m := *at[unsafe.Pointer](f, x)
		if m == nil {
			fail(f, pos)
		}
		set(f, assign(f, m))
	}))
}

//go:noinline
func (g *generator) deleteKey(c *ssa.CallCommon, args []uintptr, pos token.Pos) op {
	t, k := g.rtype(c.Args[0].Type()), g.rtype(c.Args[1].Type())
	return g.onMap(args[0], true, concurrentWrite, pos, func(f frame) {
		hdr(f).pc, hdr(f).th.top = pos, f
		m := reflect.NewAt(t, unsafe.Add(f, args[0])).Elem()
		m.SetMapIndex(reflect.NewAt(k, unsafe.Add(f, args[1])).Elem(), reflect.Value{})
	})
}

// smallElem reports whether elements are kept in the map itself, as the fast
// access by string and 64-bit keys supposes.
func smallElem(t reflect.Type) bool { return t.Size() <= 128 }

// isWord reports whether the fast access by 64-bit keys is that of type t.
func isWord(t reflect.Type) bool {
	return t.Kind() == reflect.Int || t.Kind() == reflect.Int64 || t.Kind() == reflect.Uint64
}

// memoryStore writes the value in slot s to memory.
//
//go:noinline
func memoryStore(t reflect.Type, s uintptr) func(f frame, p unsafe.Pointer) {
	switch classOf(t) {
	case class8:
		return func(f frame, p unsafe.Pointer) { *(*uint8)(p) = *at[uint8](f, s) }
	case class16:
		return func(f frame, p unsafe.Pointer) { *(*uint16)(p) = *at[uint16](f, s) }
	case class32:
		return func(f frame, p unsafe.Pointer) { *(*uint32)(p) = *at[uint32](f, s) }
	case class64:
		return func(f frame, p unsafe.Pointer) { *(*uint64)(p) = *at[uint64](f, s) }
	case classPointer:
		return func(f frame, p unsafe.Pointer) { *(*unsafe.Pointer)(p) = *at[unsafe.Pointer](f, s) }
	}
	tp := rtype.TypePtr(t)
	return func(f frame, p unsafe.Pointer) { rtype.Move(tp, p, unsafe.Add(f, s)) }
}
