package exec

import (
	"go/token"
	"unsafe"

	"golang.org/x/tools/go/ssa"
)

// What loops over numbers do most, in one op each: x*float64(i), sum += s[i],
// s[i]*t[i], s[i] += x, total += x.

// computeConverted is compute with a converted int on one side and a slot on
// the other, or nil.
//
//go:noinline
func computeConverted[T number](tok token.Token, x, y operand[T]) func(f frame) T {
	a, b := x.off, y.off
	switch {
	case x.conv && y.get == nil:
		switch tok {
		case token.ADD:
			return func(f frame) T { return T(*at[int64](f, a)) + *at[T](f, b) }
		case token.SUB:
			return func(f frame) T { return T(*at[int64](f, a)) - *at[T](f, b) }
		case token.MUL:
			return func(f frame) T { return T(*at[int64](f, a)) * *at[T](f, b) }
		case token.QUO:
			return func(f frame) T { return T(*at[int64](f, a)) / *at[T](f, b) }
		}
	case y.conv && x.get == nil:
		switch tok {
		case token.ADD:
			return func(f frame) T { return *at[T](f, a) + T(*at[int64](f, b)) }
		case token.SUB:
			return func(f frame) T { return *at[T](f, a) - T(*at[int64](f, b)) }
		case token.MUL:
			return func(f frame) T { return *at[T](f, a) * T(*at[int64](f, b)) }
		case token.QUO:
			return func(f frame) T { return *at[T](f, a) / T(*at[int64](f, b)) }
		}
	}
	return nil
}

// addElement is d = x + s[i].
//
//go:noinline
func addElement[T number](d, x uintptr, e address) op {
	base, index, pos := e.base, e.index, e.pos
	if global := (*[]T)(e.abs); global != nil {
		return func(f frame) {
			s, i := *global, *at[uint](f, index)
			if i >= uint(len(s)) {
				outOfRange(f, pos, uint64(i), len(s))
			}
			*at[T](f, d) = *at[T](f, x) + s[i]
		}
	}
	return func(f frame) {
		s, i := at[[]T](f, base), *at[uint](f, index)
		if i >= uint(len(*s)) {
			outOfRange(f, pos, uint64(i), len(*s))
		}
		*at[T](f, d) = *at[T](f, x) + (*s)[i]
	}
}

// productOfElements is s[i]*t[j].
//
//go:noinline
func productOfElements[T number](x, y address) func(f frame) T {
	p, q := loadValue[T](x), loadValue[T](y)
	if x.abs != nil || y.abs != nil {
		return func(f frame) T { v := p(f); return v * q(f) }
	}
	s, i, t, j, xpos, ypos := x.base, x.index, y.base, y.index, x.pos, y.pos
	return func(f frame) T {
		a, k := at[[]T](f, s), *at[uint](f, i)
		if k >= uint(len(*a)) {
			outOfRange(f, xpos, uint64(k), len(*a))
		}
		b, l := at[[]T](f, t), *at[uint](f, j)
		if l >= uint(len(*b)) {
			outOfRange(f, ypos, uint64(l), len(*b))
		}
		return (*a)[k] * (*b)[l]
	}
}

// updated returns the addition in a store of p += y, for which p is computed
// once.
func (g *generator) updated(in *ssa.Store) *ssa.BinOp {
	add, ok := in.Val.(*ssa.BinOp)
	if !ok || !g.folded[add] || add.Op != token.ADD {
		return nil
	}
	if load, ok := add.X.(*ssa.UnOp); ok && g.folded[load] && g.samePlace(load.X, in.Addr) {
		return add
	}
	return nil
}

// samePlace reports whether two addresses, both parts of others, are made
// alike of the same values.
func (g *generator) samePlace(x, y ssa.Value) bool {
	switch x := x.(type) {
	case *ssa.Global:
		return x == y
	case *ssa.FieldAddr:
		y, ok := y.(*ssa.FieldAddr)
		return ok && x.X == y.X && x.Field == y.Field && g.inner(x) && g.inner(y)
	case *ssa.IndexAddr:
		y, ok := y.(*ssa.IndexAddr)
		return ok && x.X == y.X && x.Index == y.Index && g.inner(x) && g.inner(y)
	}
	return false
}

// update is *a += y.
//
//go:noinline
func update[T number](a address, y operand[T]) op {
	get, base, off, index, pos := y.read(), a.base, a.off, a.index, a.pos
	switch {
	case a.mode == absolute:
		p := (*T)(unsafe.Add(a.abs, off))
		return func(f frame) { v := *p; *p = v + get(f) }
	case a.simple(word) && a.abs != nil:
		global := (*[]T)(a.abs)
		return func(f frame) {
			s, i := *global, *at[uint](f, index)
			if i >= uint(len(s)) {
				outOfRange(f, pos, uint64(i), len(s))
			}
			p := &s[i]
			v := *p
			*p = v + get(f)
		}
	case a.simple(word):
		return func(f frame) {
			s, i := at[[]T](f, base), *at[uint](f, index)
			if i >= uint(len(*s)) {
				outOfRange(f, pos, uint64(i), len(*s))
			}
			p := &(*s)[i]
			v := *p
			*p = v + get(f)
		}
	}
	ptr := a.pointer()
	return func(f frame) {
		p := (*T)(ptr(f))
		v := *p
		*p = v + get(f)
	}
}
