package exec

import (
	"go/token"
	"go/types"
	"reflect"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

//go:noinline
func (g *generator) makeMap(in *ssa.MakeMap) {
	d, t := g.slot(in), g.rtype(in.Type())
	n := g.bound(in.Reserve)
	g.emit(func(f frame) {
		size := 0
		if n != nil {
			size = max(0, n(f))
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
	case key.Kind() == reflect.Int || key.Kind() == reflect.Int64 || key.Kind() == reflect.Uint64:
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
	case (key.Kind() == reflect.Int || key.Kind() == reflect.Int64 || key.Kind() == reflect.Uint64) && smallElem(elem):
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

//go:noinline
func (g *generator) makeChan(in *ssa.MakeChan) {
	d, t, n, pos := g.slot(in), g.rtype(in.Type()), g.bound(in.Size), in.Pos()
	both := reflect.ChanOf(reflect.BothDir, t.Elem())
	g.emit(func(f frame) {
		size := n(f)
		if size < 0 || uint64(size) > maxAlloc/uint64(max(1, t.Elem().Size())) {
			fail(f, pos)
			_ = make(chan struct{}, min(size, -1))
		}
		*at[unsafe.Pointer](f, d) = reflect.MakeChan(both, size).UnsafePointer()
	})
}

//go:noinline
func (g *generator) send(in *ssa.Send) {
	c, x, pos := g.slot(in.Chan), g.slot(in.X), in.Pos()
	elem := g.rtype(in.X.Type())
	ct := reflect.ChanOf(reflect.BothDir, elem)
	g.emit(func(f frame) {
		h := hdr(f)
		h.pc, h.th.top = pos, f
		ch := reflect.NewAt(ct, unsafe.Add(f, c)).Elem()
		v := reflect.NewAt(elem, unsafe.Add(f, x)).Elem()
		if !ch.IsNil() && ch.TrySend(v) {
			return
		}
		h.th.wait([]reflect.SelectCase{{Dir: reflect.SelectSend, Chan: ch, Send: v}})
	})
}

//go:noinline
func (g *generator) receive(in *ssa.UnOp) {
	d, c, pos := g.slot(in), g.slot(in.X), in.Pos()
	elem := g.rtype(in.X.Type().Underlying().(*types.Chan).Elem())
	ct := reflect.ChanOf(reflect.BothDir, elem)
	okSlot := uintptr(0)
	if in.CommaOk {
		okSlot = d + g.tupleOffset(in.Type().(*types.Tuple), 1)
	}
	g.emit(func(f frame) {
		h := hdr(f)
		h.pc, h.th.top = pos, f
		ch := reflect.NewAt(ct, unsafe.Add(f, c)).Elem()
		v, ok := reflect.Value{}, false
		if !ch.IsNil() {
			v, ok = ch.TryRecv()
		}
		if !v.IsValid() {
			_, v, ok = h.th.wait([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: ch}})
		}
		reflect.NewAt(elem, unsafe.Add(f, d)).Elem().Set(v)
		if okSlot != 0 {
			*at[bool](f, okSlot) = ok
		}
	})
}

//go:noinline
func (g *generator) closeChan(c *ssa.CallCommon, args []uintptr, pos token.Pos) op {
	t := reflect.ChanOf(reflect.BothDir, g.rtype(c.Args[0].Type()).Elem())
	return func(f frame) {
		hdr(f).pc, hdr(f).th.top = pos, f
		reflect.NewAt(t, unsafe.Add(f, args[0])).Elem().Close()
	}
}

//go:noinline
func (g *generator) selectStmt(in *ssa.Select) {
	d, tuple, pos := g.slot(in), in.Type().(*types.Tuple), in.Pos()
	type arm struct {
		dir      reflect.SelectDir
		ch, x    uintptr
		ct, elem reflect.Type
		to       uintptr
	}
	var arms []arm
	recv := 2
	for _, s := range in.States {
		elem := g.rtype(s.Chan.Type().Underlying().(*types.Chan).Elem())
		a := arm{dir: reflect.SelectRecv, ch: g.slot(s.Chan), ct: reflect.ChanOf(reflect.BothDir, elem), elem: elem}
		if s.Dir == types.SendOnly {
			a.dir, a.x = reflect.SelectSend, g.slot(s.Send)
		} else {
			a.to = d + g.tupleOffset(tuple, recv)
			recv++
		}
		arms = append(arms, a)
	}
	okSlot := d + g.tupleOffset(tuple, 1)
	blocking := in.Blocking
	g.emit(func(f frame) {
		h := hdr(f)
		h.pc, h.th.top = pos, f
		cases := make([]reflect.SelectCase, len(arms), len(arms)+1)
		for i, a := range arms {
			cases[i] = reflect.SelectCase{Dir: a.dir, Chan: reflect.NewAt(a.ct, unsafe.Add(f, a.ch)).Elem()}
			if a.dir == reflect.SelectSend {
				cases[i].Send = reflect.NewAt(a.elem, unsafe.Add(f, a.x)).Elem()
			}
		}
		var i int
		var v reflect.Value
		var ok bool
		if blocking {
			i, v, ok = h.th.wait(cases)
		} else {
			i, v, ok = reflect.Select(append(cases, reflect.SelectCase{Dir: reflect.SelectDefault}))
		}
		if i == len(arms) {
			i = -1
		}
		*at[int](f, d) = i
		*at[bool](f, okSlot) = ok
		for k, a := range arms {
			if a.to == 0 {
				continue
			}
			dst := reflect.NewAt(a.elem, unsafe.Add(f, a.to)).Elem()
			if k == i {
				dst.Set(v)
			} else {
				dst.SetZero()
			}
		}
	})
}
