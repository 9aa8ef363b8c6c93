package exec

import (
	"go/token"
	"reflect"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

// A transfer copies a value from one block of memory to another: an argument
// from the caller's frame to the callee's, a result back.
type transfer struct {
	class    class
	dst, src uintptr
	typ      unsafe.Pointer        // for classOther
	k        uint64                // added, for classSum
	getInt   func(f frame) int64   // computes the value in the source frame
	getFloat func(f frame) float64 // likewise
}

func transferOf(t reflect.Type, d, s uintptr) transfer {
	tr := transfer{class: classOf(t), dst: d, src: s, typ: rtype.TypePtr(t)}
	switch tr.class {
	case class8, class16, class32:
		tr.class = classOther
		if s%word == 0 && d%word == 0 {
			tr.class = class64
		}
	}
	return tr
}

// fromMemory is a transfer to a frame from other memory, where what follows a
// small value is not to be touched.
func fromMemory(t reflect.Type, d uintptr) transfer {
	return transfer{class: classOf(t), dst: d, typ: rtype.TypePtr(t)}
}

// argument is the transfer of v, which may be computed for it.
func (g *generator) argument(v ssa.Value, p slot) transfer {
	switch {
	case !g.folded[v]:
		return transferOf(p.typ, p.off, g.slot(v))
	case g.isFloat(v.Type()):
		return transfer{class: classFloat, dst: p.off, getFloat: g.computeFloat(v)}
	}
	if x, k, ok := g.sum(v); ok {
		return transfer{class: classSum, dst: p.off, src: x, k: k}
	}
	return transfer{class: classInt, dst: p.off, getInt: g.computeInt(v)}
}

// sum tells x+k and x-k of the folded values apart, as n-1 in f(n-1).
func (g *generator) sum(v ssa.Value) (x uintptr, k uint64, ok bool) {
	in, ok := v.(*ssa.BinOp)
	if !ok || in.Op != token.ADD && in.Op != token.SUB || g.folded[in.X] {
		return 0, 0, false
	}
	if _, ok := in.Y.(*ssa.Const); !ok {
		return 0, 0, false
	}
	k = constOf[uint64](in.Y)
	if in.Op == token.SUB {
		k = -k
	}
	return g.slot(in.X), k, true
}

func (t *transfer) do(dst, src unsafe.Pointer) {
	switch t.class {
	case class64:
		*at[uint64](dst, t.dst) = *at[uint64](src, t.src)
	case classPointer:
		*at[unsafe.Pointer](dst, t.dst) = *at[unsafe.Pointer](src, t.src)
	case class8:
		*at[uint8](dst, t.dst) = *at[uint8](src, t.src)
	case class16:
		*at[uint16](dst, t.dst) = *at[uint16](src, t.src)
	case class32:
		*at[uint32](dst, t.dst) = *at[uint32](src, t.src)
	case classInt:
		*at[int64](dst, t.dst) = t.getInt(src)
	case classSum:
		*at[uint64](dst, t.dst) = *at[uint64](src, t.src) + t.k
	case classFloat:
		*at[float64](dst, t.dst) = t.getFloat(src)
	case classString:
		*at[string](dst, t.dst) = *at[string](src, t.src)
	case classSlice:
		*at[[]byte](dst, t.dst) = *at[[]byte](src, t.src)
	case classInterface:
		*at[any](dst, t.dst) = *at[any](src, t.src)
	default:
		rtype.Move(t.typ, unsafe.Add(dst, t.dst), unsafe.Add(src, t.src))
	}
}

func transferAll(list []transfer, dst, src unsafe.Pointer) {
	for i := range list {
		list[i].do(dst, src)
	}
}
