package exec

import (
	"go/token"
	"go/types"
	"reflect"
	"sync/atomic"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

type emptyInterface struct{ typ, data unsafe.Pointer }

func eface(x *any) *emptyInterface { return (*emptyInterface)(unsafe.Pointer(x)) }

// makeInterface puts a value in an interface.
//
//go:noinline
func (g *generator) makeInterface(in *ssa.MakeInterface) {
	d, x := g.slot(in), g.slot(in.X)
	rt, it := g.rtype(in.X.Type()), g.rtype(in.Type())
	g.m.finishTypes()
	tw := typeWord(it, rt)
	tp, pos := rtype.TypePtr(rt), in.Pos()
	switch {
	case tw == nil:
		what := "a " + rt.String() + " as a " + it.String() + ", of which it lacks a method here"
		g.emit(func(f frame) { fail(f, pos); unsupported(pos, "%s", what) })
	case rtype.PointerShaped(rt):
		g.emit(func(f frame) { *at[emptyInterface](f, d) = emptyInterface{tw, *at[unsafe.Pointer](f, x)} })
	case rt.Kind() == reflect.String:
		g.emit(func(f frame) {
			p := new(string)
			*p = *at[string](f, x)
			*at[emptyInterface](f, d) = emptyInterface{tw, unsafe.Pointer(p)}
		})
	case classOf(rt) == class64:
		g.emit(func(f frame) {
			p := new(uint64)
			*p = *at[uint64](f, x)
			*at[emptyInterface](f, d) = emptyInterface{tw, unsafe.Pointer(p)}
		})
	default:
		m, size := g.m, uint64(rt.Size())
		g.emit(func(f frame) {
			m.room(f, pos, size)
			p := rtype.New(tp)
			rtype.Move(tp, p, unsafe.Add(f, x))
			*at[emptyInterface](f, d) = emptyInterface{tw, p}
		})
	}
}

// typeWord is the first word of an interface of type it that holds an rt.
func typeWord(it, rt reflect.Type) unsafe.Pointer {
	if it.NumMethod() == 0 {
		return rtype.TypePtr(rt)
	}
	return rtype.Itab(it, rt)
}

//go:noinline
func (g *generator) changeInterface(in *ssa.ChangeInterface) {
	d, x := g.slot(in), g.slot(in.X)
	from, to := g.rtype(in.X.Type()), g.rtype(in.Type())
	conv := convertInterface(from, to)
	g.emit(func(f frame) {
		i := *at[emptyInterface](f, x)
		if i.typ != nil {
			i.typ = conv(dynamicType(from, i.typ))
		}
		*at[emptyInterface](f, d) = i
	})
}

// convertInterface returns the function from a dynamic type to the type word
// of an interface of type to, nil if it lacks methods.
func convertInterface(from, to reflect.Type) func(typ unsafe.Pointer) unsafe.Pointer {
	if to.NumMethod() == 0 {
		return func(typ unsafe.Pointer) unsafe.Pointer { return typ }
	}
	type entry struct{ typ, itab unsafe.Pointer }
	var last atomic.Pointer[entry]
	return func(typ unsafe.Pointer) unsafe.Pointer {
		if e := last.Load(); e != nil && e.typ == typ {
			return e.itab
		}
		e := &entry{typ, rtype.Itab(to, rtype.FromPtr(typ))}
		if e.itab != nil {
			last.Store(e)
		}
		return e.itab
	}
}

// dynamicType returns the type of what an interface of type it holds.
func dynamicType(it reflect.Type, typeWord unsafe.Pointer) unsafe.Pointer {
	if typeWord == nil || it.NumMethod() == 0 {
		return typeWord
	}
	return itabType(typeWord)
}

func itabType(itab unsafe.Pointer) unsafe.Pointer {
	return *at[unsafe.Pointer](itab, word) // abi.ITab.Type
}

//go:noinline
func (g *generator) typeAssert(in *ssa.TypeAssert) {
	from, to := g.rtype(in.X.Type()), g.rtype(in.AssertedType)
	g.m.finishTypes()
	d, x, pos := g.slot(in), g.slot(in.X), in.Pos()
	ok := uintptr(0)
	if in.CommaOk {
		ok = d + g.tupleOffset(in.Type().(*types.Tuple), 1)
	}
	if nilCheck(in) {
		g.emit(func(f frame) {
			if *at[unsafe.Pointer](f, x) == nil {
				nilPointer(f, pos)
			}
		})
		return
	}
	if to.Kind() == reflect.Interface {
		g.assertInterface(from, to, d, x, ok, pos)
		return
	}
	tp := rtype.TypePtr(to)
	direct := rtype.PointerShaped(to)
	clear := clearOp(to, d)
	g.emit(func(f frame) {
		i := *at[emptyInterface](f, x)
		typ := dynamicType(from, i.typ)
		if typ == tp {
			if direct {
				*at[unsafe.Pointer](f, d) = i.data
			} else {
				rtype.Move(tp, unsafe.Add(f, d), i.data)
			}
			if ok != 0 {
				*at[bool](f, ok) = true
			}
			return
		}
		if ok == 0 {
			assertionFailed(f, pos, from, typ, to)
		}
		clear(f)
		*at[bool](f, ok) = false
	})
}

// nilCheck reports whether in stands for the look at the receiver of a method
// value: go/ssa asserts the type that it has.
func nilCheck(in *ssa.TypeAssert) bool {
	return !in.CommaOk && len(*in.Referrers()) == 0 && types.Identical(in.X.Type(), in.AssertedType)
}

//go:noinline
func (g *generator) assertInterface(from, to reflect.Type, d, x, ok uintptr, pos token.Pos) {
	conv := convertInterface(from, to)
	g.emit(func(f frame) {
		i := *at[emptyInterface](f, x)
		typ := dynamicType(from, i.typ)
		var tw unsafe.Pointer
		if typ != nil {
			tw = conv(typ)
		}
		if tw == nil {
			if ok == 0 {
				assertionFailed(f, pos, from, typ, to)
			}
			i.data = nil
		}
		*at[emptyInterface](f, d) = emptyInterface{tw, i.data}
		if ok != 0 {
			*at[bool](f, ok) = tw != nil
		}
	})
}
