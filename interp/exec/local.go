package exec

import (
	"go/types"
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
	rt := g.rtype(in.Type().(*types.Pointer).Elem())
	t := rtype.TypePtr(rt)
	if in.Heap {
		d := g.slot(in)
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
