package exec

import (
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

type sliceHeader struct {
	data     unsafe.Pointer
	len, cap int
}

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
// not needed.
func (g *generator) inner(v ssa.Value) bool {
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
	return len(*v.Referrers()) == 1 || !g.failing(v)
}

// failing reports whether taking the address v may panic: then, if it is used
// more than once, it is computed once.
func (g *generator) failing(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.IndexAddr:
		return true
	case *ssa.FieldAddr:
		switch x := v.X.(type) {
		case *ssa.Alloc, *ssa.Global:
			return false
		case *ssa.FieldAddr:
			return g.failing(x)
		}
		return false // only a nil check
	}
	return false
}

func (g *generator) indexAddress(v *ssa.IndexAddr) address {
	elem := g.rtype(v.Type().(*types.Pointer).Elem())
	g.noteIndex(v.Index, v.Pos())
	a := address{size: elem.Size(), pos: v.Pos()}
	if g.folded[v.Index] {
		a.get = g.computeInt(v.Index)
	} else {
		a.index, a.word = g.slot(v.Index), indexWord(g.rtype(v.Index.Type()))
	}
	if _, ok := v.X.Type().Underlying().(*types.Slice); ok {
		a.mode = inSlice
		g.sliceBase(&a, v.X)
		return a
	}
	arr := v.X.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Array)
	a.n = uint64(arr.Len())
	if al, ok := v.X.(*ssa.Alloc); ok && !al.Heap {
		if k, ok := constIndex(v.Index, a.n); ok {
			return address{mode: inFrame, base: g.local(al), off: k * a.size, pos: v.Pos()}
		}
		a.mode, a.base = inLocal, g.local(al)
		return a
	}
	a.mode, a.base = inArray, g.slot(v.X)
	return a
}

func constIndex(v ssa.Value, n uint64) (uintptr, bool) {
	k, ok := v.(*ssa.Const)
	if !ok || k.Value == nil {
		return 0, false
	}
	u, ok := constant.Uint64Val(constant.ToInt(k.Value))
	return uintptr(u), ok && u < n
}

// indexWord reads an index as a uint64 in which a negative one is too large,
// or is nil for an int, which needs no widening.
func indexWord(t reflect.Type) func(frame, uintptr) uint64 {
	switch t.Kind() {
	case reflect.Int, reflect.Int64, reflect.Uint, reflect.Uint64, reflect.Uintptr:
		return nil
	case reflect.Int8:
		return widen[int8]
	case reflect.Int16:
		return widen[int16]
	case reflect.Int32:
		return widen[int32]
	case reflect.Uint8:
		return widen[uint8]
	case reflect.Uint16:
		return widen[uint16]
	}
	return widen[uint32]
}

func widen[T integer](f frame, off uintptr) uint64 { return uint64(int64(*at[T](f, off))) }

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

// indexReader returns what reads the index; a negative one is too large.
//
//go:noinline
func (a address) indexReader() func(f frame) uint64 {
	index, word, get := a.index, a.word, a.get
	switch {
	case get != nil:
		return func(f frame) uint64 { return uint64(get(f)) }
	case word != nil:
		return func(f frame) uint64 { return word(f, index) }
	}
	return func(f frame) uint64 { return *at[uint64](f, index) }
}

func (g *generator) local(v *ssa.Alloc) uintptr {
	off, ok := g.locals[v]
	if !ok {
		off = g.l.alloc(g.rtype(v.Type().(*types.Pointer).Elem()))
		g.locals[v] = off
	}
	return off
}

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

//go:noinline
func clearOp(t reflect.Type, off uintptr) op {
	switch classOf(t) {
	case class8, class16, class32, class64:
		return func(f frame) { *at[uint64](f, off) = 0 }
	case classPointer:
		return func(f frame) { *at[unsafe.Pointer](f, off) = nil }
	}
	tp := rtype.TypePtr(t)
	return func(f frame) { rtype.Clear(tp, unsafe.Add(f, off)) }
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

// index is x[i] of an array or string that is a value.
//
//go:noinline
func (g *generator) index(in *ssa.Index) {
	d, x, i, pos := g.slot(in), g.slot(in.X), g.slot(in.Index), in.Pos()
	g.noteIndex(in.Index, pos)
	read := indexWord(g.rtype(in.Index.Type()))
	if read == nil {
		read = func(f frame, o uintptr) uint64 { return *at[uint64](f, o) }
	}
	arr, ok := in.X.Type().Underlying().(*types.Array)
	if !ok { // a string, maybe through a type parameter
		g.emit(func(f frame) {
			s, k := *at[string](f, x), read(f, i)
			if k >= uint64(len(s)) {
				outOfRange(f, pos, k, len(s))
			}
			*at[byte](f, d) = s[k]
		})
		return
	}
	elem := g.rtype(arr.Elem())
	t, n, size := rtype.TypePtr(elem), uint64(arr.Len()), elem.Size()
	g.emit(func(f frame) {
		k := read(f, i)
		if k >= n {
			outOfRange(f, pos, k, int(n))
		}
		rtype.Move(t, unsafe.Add(f, d), unsafe.Add(f, x+uintptr(k)*size))
	})
}
