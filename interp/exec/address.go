package exec

import (
	"go/ast"
	"go/token"
	"go/types"
	"unsafe"

	"golang.org/x/tools/go/ssa"
)

// An address is not computed before the load or store that needs it: it is
// folded into that, and a slice's base and index too. What is needed as a
// pointer gets one (setPointer).

// address is where a load or store goes.
type address struct {
	mode  addressMode
	base  uintptr        // slot of the pointer or slice; for inFrame the place itself
	off   uintptr        // added to what the base gives
	abs   unsafe.Pointer // of a global
	index uintptr        // slot
	word  func(frame, uintptr) uint64
	get   func(frame) int64        // the index, if it is computed
	slice func(frame) *sliceHeader // the slice, where base does not say
	size  uintptr                  // of an element
	n     uint64                   // length of an array
	pos   token.Pos
}

type addressMode int

const (
	byPointer addressMode = iota // *(base) + off, not nil
	inFrame                      // base + off in the frame itself
	absolute                     // abs + off
	inSlice                      // base[index] + off
	inArray                      // (*base)[index] + off
	inLocal                      // an array in the frame, at index
)

// address resolves v, a pointer, as far as its parts need no op of their own.
func (g *generator) address(v ssa.Value, pos token.Pos) address {
	switch v := v.(type) {
	case *ssa.Global:
		return address{mode: absolute, abs: g.m.global(v), pos: pos}
	case *ssa.Alloc:
		if !v.Heap {
			return address{mode: inFrame, base: g.local(v), pos: pos}
		}
	case *ssa.FieldAddr:
		if g.inner(v) {
			a := g.address(v.X, v.Pos())
			st := g.rtype(v.X.Type().Underlying().(*types.Pointer).Elem())
			a.off += st.Field(v.Field).Offset
			return a
		}
	case *ssa.IndexAddr:
		if g.inner(v) {
			return g.indexAddress(v)
		}
	}
	return address{mode: byPointer, base: g.slot(v), pos: pos}
}

// inner reports whether every use of v is as an address, so that v itself is
// not needed. What a & takes is: it fails there, not where it is first used.
func (g *generator) inner(v ssa.Value) bool {
	if g.taken[v.Pos()] {
		return false
	}
	if ia, ok := v.(*ssa.IndexAddr); ok {
		if _, ok := ia.X.(*ssa.Const); ok {
			return false
		}
	}
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Val == v {
				return false
			}
		case *ssa.UnOp:
			if r.Op != token.MUL {
				return false
			}
		case *ssa.FieldAddr:
			if !g.inner(r) {
				return false
			}
		case *ssa.DebugRef:
		default:
			return false
		}
	}
	return len(*v.Referrers()) == 1 || !failing(v)
}

// addressesTaken are the places in root, as package ssa names them, of the
// elements and fields whose address a & takes.
func addressesTaken(root ast.Node) map[token.Pos]bool {
	if root == nil {
		return nil
	}
	var taken map[token.Pos]bool
	ast.Inspect(root, func(n ast.Node) bool {
		if _, ok := n.(*ast.FuncLit); ok && n != root {
			return false // it has a generator of its own
		}
		and, ok := n.(*ast.UnaryExpr)
		if !ok || and.Op != token.AND {
			return true
		}
		var pos token.Pos
		switch x := ast.Unparen(and.X).(type) {
		case *ast.IndexExpr:
			pos = x.Lbrack
		case *ast.SelectorExpr:
			pos = x.Sel.Pos()
		default:
			return true
		}
		if taken == nil {
			taken = map[token.Pos]bool{}
		}
		taken[pos] = true
		return true
	})
	return taken
}

// failing reports whether taking the address v may panic: then, if it is used
// more than once, it is computed once.
func failing(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.IndexAddr:
		return true
	case *ssa.FieldAddr:
		if x, ok := v.X.(*ssa.FieldAddr); ok {
			return failing(x)
		}
	}
	return false // or only a nil check
}

func (g *generator) fieldAddr(in *ssa.FieldAddr) {
	if g.inner(in) {
		return
	}
	a := g.address(in.X, in.Pos())
	st := g.rtype(in.X.Type().Underlying().(*types.Pointer).Elem())
	a.off += st.Field(in.Field).Offset
	g.setPointer(in, a)
}

func (g *generator) indexAddr(in *ssa.IndexAddr) {
	if g.inner(in) {
		return
	}
	g.setPointer(in, g.indexAddress(in))
}

//go:noinline
func (g *generator) setPointer(v ssa.Value, a address) {
	d, p := g.slot(v), a.pointer()
	g.emit(func(f frame) { *at[unsafe.Pointer](f, d) = p(f) })
}

// pointer computes the address at run time.
//
//go:noinline
func (a address) pointer() func(f frame) unsafe.Pointer {
	base, off, pos := a.base, a.off, a.pos
	switch a.mode {
	case inFrame:
		return func(f frame) unsafe.Pointer { return unsafe.Add(f, base+off) }
	case absolute:
		p := unsafe.Add(a.abs, off)
		return func(f frame) unsafe.Pointer { return p }
	case byPointer:
		return func(f frame) unsafe.Pointer {
			p := *at[unsafe.Pointer](f, base)
			if p == nil {
				nilPointer(f, pos)
			}
			return unsafe.Add(p, off)
		}
	}
	return a.elementPointer()
}

//go:noinline
func (a address) elementPointer() func(f frame) unsafe.Pointer {
	base, off, pos, size, n := a.base, a.off, a.pos, a.size, a.n
	read := a.indexReader()
	switch a.mode {
	case inSlice:
		slice := a.sliceReader()
		return func(f frame) unsafe.Pointer {
			i := read(f)
			s := slice(f)
			if i >= uint64(s.len) {
				outOfRange(f, pos, i, s.len)
			}
			return unsafe.Add(s.data, uintptr(i)*size+off)
		}
	case inLocal:
		return func(f frame) unsafe.Pointer {
			i := read(f)
			if i >= n {
				outOfRange(f, pos, i, int(n))
			}
			return unsafe.Add(f, base+uintptr(i)*size+off)
		}
	}
	return func(f frame) unsafe.Pointer {
		i, p := read(f), *at[unsafe.Pointer](f, base)
		if p == nil {
			nilPointer(f, pos)
		}
		if i >= n {
			outOfRange(f, pos, i, int(n))
		}
		return unsafe.Add(p, uintptr(i)*size+off)
	}
}

// sliceBase says where the slice v is: in its slot, or where it would have to
// be loaded from.
//
//go:noinline
func (g *generator) sliceBase(a *address, v ssa.Value) {
	if !g.folded[v] {
		a.base = g.slot(v)
		return
	}
	load := v.(*ssa.UnOp)
	switch from := g.address(load.X, load.Pos()); from.mode {
	case inFrame:
		a.base = from.base + from.off
	case absolute:
		a.abs = unsafe.Add(from.abs, from.off)
	default:
		p := from.pointer()
		a.slice = func(f frame) *sliceHeader { return (*sliceHeader)(p(f)) }
	}
}

//go:noinline
func (a address) sliceReader() func(f frame) *sliceHeader {
	base, global := a.base, (*sliceHeader)(a.abs)
	switch {
	case a.slice != nil:
		return a.slice
	case global != nil:
		return func(frame) *sliceHeader { return global }
	}
	return func(f frame) *sliceHeader { return at[sliceHeader](f, base) }
}
