package exec

import (
	"go/types"
	"reflect"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

// local returns the place of a variable whose address does not escape: it is
// in the frame.
func (g *generator) local(v *ssa.Alloc) uintptr {
	off, ok := g.locals[v]
	if !ok {
		off = g.l.alloc(g.rtype(v.Type().(*types.Pointer).Elem()))
		g.locals[v] = off
	}
	return off
}

// alloc makes a variable, or clears a local one, with a pointer to it where
// one is needed.
//
//go:noinline
func (g *generator) alloc(in *ssa.Alloc) {
	if in.Comment == "makeslice" && g.badMakeSlice(in) {
		return
	}
	rt := g.rtype(in.Type().(*types.Pointer).Elem())
	t, size := rtype.TypePtr(rt), uint64(rt.Size())
	if in.Heap {
		d, m, pos := g.slot(in), g.m, in.Pos()
		if size >= large {
			g.emit(func(f frame) {
				m.room(f, pos, size)
				*at[unsafe.Pointer](f, d) = rtype.New(t)
			})
			return
		}
		g.emit(func(f frame) { *at[unsafe.Pointer](f, d) = rtype.New(t) })
		return
	}
	off := g.local(in)
	g.emit(clearOp(rt, off))
	for _, r := range *in.Referrers() {
		if !addressOnly(r, in) {
			d := g.slot(in)
			g.emit(func(f frame) { *at[unsafe.Pointer](f, d) = unsafe.Add(f, off) })
			return
		}
	}
}

// badMakeSlice compiles a make whose constant size is out of range; go/ssa makes
// an array of every other constant size.
//
//go:noinline
func (g *generator) badMakeSlice(in *ssa.Alloc) bool {
	arr := in.Type().(*types.Pointer).Elem().Underlying().(*types.Array)
	each := gcSizes.Sizeof(arr.Elem())
	if each == 0 {
		return false
	}
	most := int64(0)
	if each > 0 { // or else it is too large itself
		most = maxAlloc / each
	}
	if arr.Len() <= most {
		return false
	}
	g.slots[in] = g.l.alloc(reflect.TypeFor[unsafe.Pointer]())
	pos, lenIsGood := in.Pos(), false
	for _, r := range *in.Referrers() {
		if s, ok := r.(*ssa.Slice); ok {
			k, ok := s.High.(*ssa.Const)
			lenIsGood = ok && k.Int64() <= most
		}
	}
	g.emit(func(f frame) { badMake(f, pos, lenIsGood) })
	return true
}

// spill puts the variables on the heap that are too large for a frame.
func (g *generator) spill() {
	for _, b := range g.fn.Blocks {
		for _, in := range b.Instrs {
			if v, ok := in.(*ssa.Alloc); ok && !v.Heap {
				if n := gcSizes.Sizeof(v.Type().(*types.Pointer).Elem()); n < 0 || n > maxLocal {
					v.Heap = true
				}
			}
		}
	}
}

// addressOnly reports whether r uses the local v without its pointer.
func addressOnly(r ssa.Instruction, v ssa.Value) bool {
	switch r := r.(type) {
	case *ssa.Store:
		return r.Val != v
	case *ssa.UnOp, *ssa.DebugRef, *ssa.FieldAddr, *ssa.IndexAddr:
		return true
	}
	return false
}
