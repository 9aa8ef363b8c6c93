package exec

import (
	"go/types"
	"reflect"
	"unsafe"

	"golang.org/x/tools/go/ssa"
)

// A slot is the place of a value in the frame, by its offset. Constants,
// globals and functions have slots too, which are set in every new frame.

// slot returns the place of v in the frame.
//
//go:noinline
func (g *generator) slot(v ssa.Value) uintptr {
	switch v := v.(type) {
	case *ssa.Const:
		return g.constSlot(v)
	case *ssa.Global:
		p := g.m.global(v)
		return g.preset(reflect.TypeFor[unsafe.Pointer](), func(image frame, off uintptr) { *at[unsafe.Pointer](image, off) = p })
	case *ssa.Function:
		return g.functionSlot(v)
	case *ssa.ChangeType:
		return g.slot(v.X)
	case *ssa.Extract:
		return g.slot(v.Tuple) + g.tupleOffset(v.Tuple.Type().(*types.Tuple), v.Index)
	case *ssa.Field:
		st := g.rtype(v.X.Type())
		return g.slot(v.X) + st.Field(v.Field).Offset
	}
	if off, ok := g.slots[v]; ok {
		return off
	}
	off := g.newSlot(v.Type())
	g.slots[v] = off
	return off
}

func (g *generator) newSlot(t types.Type) uintptr {
	if tuple, ok := t.(*types.Tuple); ok {
		return g.tupleSlot(tuple)
	}
	return g.l.alloc(g.rtype(t))
}

// tupleSlot places the components of a tuple one after the other, each in
// words of its own.
func (g *generator) tupleSlot(t *types.Tuple) uintptr {
	start := g.l.size
	for v := range t.Variables() {
		g.l.alloc(g.rtype(v.Type()))
	}
	return start
}

func (g *generator) tupleOffset(t *types.Tuple, i int) uintptr {
	var off uintptr
	for k := range i {
		off += slotSize(g.rtype(t.At(k).Type()))
	}
	return off
}

//go:noinline
func (g *generator) preset(t reflect.Type, set func(image frame, off uintptr)) uintptr {
	off := g.l.alloc(t)
	g.l.funcs = append(g.l.funcs, func(image frame) { set(image, off) })
	return off
}

func (g *generator) resultSlot(call *ssa.Call) uintptr {
	if t, ok := call.Type().(*types.Tuple); ok && t.Len() == 0 {
		return 0
	}
	return g.slot(call)
}

func (g *generator) discardSlot(c *ssa.CallCommon) uintptr {
	if c.Signature().Results().Len() == 0 {
		return 0
	}
	if b, ok := c.Value.(*ssa.Builtin); ok && b.Name() == "recover" {
		return g.l.alloc(anyType)
	}
	return g.tupleSlot(c.Signature().Results())
}
