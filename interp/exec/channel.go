package exec

import (
	"go/token"
	"go/types"
	"reflect"
	"unsafe"

	"golang.org/x/tools/go/ssa"
)

//go:noinline
func (g *generator) makeChan(in *ssa.MakeChan) {
	d, t, n, pos := g.slot(in), g.rtype(in.Type()), g.bound(in.Size), in.Pos()
	each, m := uint64(t.Elem().Size()), g.m
	both := reflect.ChanOf(reflect.BothDir, t.Elem())
	g.emit(func(f frame) {
		size := n(f)
		if size < 0 || uint64(size) > maxAlloc/uint64(max(1, t.Elem().Size())) {
			fail(f, pos)
			_ = make(chan struct{}, min(size, -1))
		}
		m.room(f, pos, uint64(size)*each)
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

// arm is a case of a select.
type arm struct {
	dir      reflect.SelectDir
	ch, x    uintptr // slots of the channel, and of what is sent
	ct, elem reflect.Type
	to       uintptr // where goes what is received; 0 for a send
}

func (g *generator) arms(in *ssa.Select, d uintptr) (arms []arm) {
	recv := 2 // the tuple begins with the index and ok
	for _, s := range in.States {
		elem := g.rtype(s.Chan.Type().Underlying().(*types.Chan).Elem())
		a := arm{dir: reflect.SelectRecv, ch: g.slot(s.Chan), ct: reflect.ChanOf(reflect.BothDir, elem), elem: elem}
		if s.Dir == types.SendOnly {
			a.dir, a.x = reflect.SelectSend, g.slot(s.Send)
		} else {
			a.to = d + g.tupleOffset(in.Type().(*types.Tuple), recv)
			recv++
		}
		arms = append(arms, a)
	}
	return arms
}

func (a *arm) selectCase(f frame) reflect.SelectCase {
	c := reflect.SelectCase{Dir: a.dir, Chan: reflect.NewAt(a.ct, unsafe.Add(f, a.ch)).Elem()}
	if a.dir == reflect.SelectSend {
		c.Send = reflect.NewAt(a.elem, unsafe.Add(f, a.x)).Elem()
	}
	return c
}

// received sets what the case gives: v if it was chosen, else zero.
func (a *arm) received(f frame, v reflect.Value, chosen bool) {
	if a.to == 0 {
		return
	}
	dst := reflect.NewAt(a.elem, unsafe.Add(f, a.to)).Elem()
	if chosen {
		dst.Set(v)
	} else {
		dst.SetZero()
	}
}

//go:noinline
func (g *generator) selectStmt(in *ssa.Select) {
	d, pos, blocking := g.slot(in), in.Pos(), in.Blocking
	arms := g.arms(in, d)
	okSlot := d + g.tupleOffset(in.Type().(*types.Tuple), 1)
	g.emit(func(f frame) {
		h := hdr(f)
		h.pc, h.th.top = pos, f
		cases := make([]reflect.SelectCase, len(arms), len(arms)+1)
		for i := range arms {
			cases[i] = arms[i].selectCase(f)
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
		for k := range arms {
			arms[k].received(f, v, k == i)
		}
	})
}
