package exec

import (
	"go/token"
	"go/types"
	"reflect"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

// comparison returns the condition x op y.
func (g *generator) comparison(in *ssa.BinOp) func(frame) bool {
	switch g.number(in.X.Type()) {
	case reflect.Int64:
		return compareOperands(in.Op, ints(g, in.X), ints(g, in.Y))
	case reflect.Float64:
		return compareOperands(in.Op, floats(g, in.X), floats(g, in.Y))
	}
	x, y, t := g.slot(in.X), g.slot(in.Y), g.rtype(in.X.Type())
	if xi, yi := types.IsInterface(in.X.Type()), types.IsInterface(in.Y.Type()); xi != yi {
		return g.mixedComparison(in, xi)
	}
	switch t.Kind() {
	case reflect.Int8:
		return compare[int8](in.Op, x, y)
	case reflect.Int16:
		return compare[int16](in.Op, x, y)
	case reflect.Int32:
		return compare[int32](in.Op, x, y)
	case reflect.Uint, reflect.Uint64, reflect.Uintptr:
		return compare[uint64](in.Op, x, y)
	case reflect.Uint8:
		return compare[uint8](in.Op, x, y)
	case reflect.Uint16:
		return compare[uint16](in.Op, x, y)
	case reflect.Uint32:
		return compare[uint32](in.Op, x, y)
	case reflect.Float32:
		return compare[float32](in.Op, x, y)
	case reflect.String:
		return compare[string](in.Op, x, y)
	}
	return g.equality(in, t, x, y)
}

//go:noinline
func compare[T ordered](tok token.Token, x, y uintptr) func(frame) bool {
	switch tok {
	case token.EQL:
		return func(f frame) bool { return *at[T](f, x) == *at[T](f, y) }
	case token.NEQ:
		return func(f frame) bool { return *at[T](f, x) != *at[T](f, y) }
	case token.LSS:
		return func(f frame) bool { return *at[T](f, x) < *at[T](f, y) }
	case token.LEQ:
		return func(f frame) bool { return *at[T](f, x) <= *at[T](f, y) }
	case token.GTR:
		return func(f frame) bool { return *at[T](f, x) > *at[T](f, y) }
	}
	return func(f frame) bool { return *at[T](f, x) >= *at[T](f, y) }
}

//go:noinline
func (g *generator) equality(in *ssa.BinOp, t reflect.Type, x, y uintptr) func(frame) bool {
	want := in.Op == token.EQL
	switch t.Kind() {
	case reflect.Bool:
		return func(f frame) bool { return (*at[bool](f, x) == *at[bool](f, y)) == want }
	case reflect.Pointer, reflect.Chan, reflect.UnsafePointer, reflect.Map, reflect.Func:
		return func(f frame) bool { return (*at[unsafe.Pointer](f, x) == *at[unsafe.Pointer](f, y)) == want }
	case reflect.Slice: // with nil only
		return func(f frame) bool { return (at[sliceHeader](f, x).data == at[sliceHeader](f, y).data) == want }
	case reflect.Interface:
		pos := in.Pos()
		if t.NumMethod() == 0 && g.rtype(in.Y.Type()).NumMethod() == 0 {
			return func(f frame) bool { guarded(f, pos); return (*at[any](f, x) == *at[any](f, y)) == want }
		}
		return g.interfaceEquality(in, x, y)
	}
	tp, pos := rtype.TypePtr(t), in.Pos()
	return func(f frame) bool {
		guarded(f, pos)
		return rtype.Equal(tp, unsafe.Add(f, x), unsafe.Add(f, y)) == want
	}
}

// interfaceEquality compares interfaces with methods, which may be of two
// types and so have two first words for the same dynamic type.
//
//go:noinline
func (g *generator) interfaceEquality(in *ssa.BinOp, x, y uintptr) func(frame) bool {
	want, pos := in.Op == token.EQL, in.Pos()
	xt, yt := g.rtype(in.X.Type()), g.rtype(in.Y.Type())
	return func(f frame) bool {
		guarded(f, pos)
		a, b := *at[emptyInterface](f, x), *at[emptyInterface](f, y)
		a.typ, b.typ = dynamicType(xt, a.typ), dynamicType(yt, b.typ)
		return (*(*any)(unsafe.Pointer(&a)) == *(*any)(unsafe.Pointer(&b))) == want
	}
}

// mixedComparison compares an interface with a value of another type.
//
//go:noinline
func (g *generator) mixedComparison(in *ssa.BinOp, xi bool) func(frame) bool {
	a, b := in.X, in.Y
	if !xi {
		a, b = b, a
	}
	want, pos := in.Op == token.EQL, in.Pos()
	ia, it, ib, bt := g.slot(a), g.rtype(a.Type()), g.slot(b), g.rtype(b.Type())
	return func(f frame) bool {
		guarded(f, pos)
		i := reflect.NewAt(it, unsafe.Add(f, ia)).Elem().Interface()
		v := reflect.NewAt(bt, unsafe.Add(f, ib)).Elem().Interface()
		return (i == v) == want
	}
}

// compareOperands is compare for operands, evaluated in order.
//
//go:noinline
func compareOperands[T number](tok token.Token, x, y operand[T]) func(frame) bool {
	if x.get == nil && y.get == nil {
		return compare[T](tok, x.off, y.off)
	}
	p, q := x.read(), y.read()
	switch tok {
	case token.EQL:
		return func(f frame) bool { v := p(f); return v == q(f) }
	case token.NEQ:
		return func(f frame) bool { v := p(f); return v != q(f) }
	case token.LSS:
		return func(f frame) bool { v := p(f); return v < q(f) }
	case token.LEQ:
		return func(f frame) bool { v := p(f); return v <= q(f) }
	case token.GTR:
		return func(f frame) bool { v := p(f); return v > q(f) }
	}
	return func(f frame) bool { v := p(f); return v >= q(f) }
}

func isComparison(op token.Token) bool {
	switch op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return true
	}
	return false
}
