package exec

import (
	"go/token"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/ssa"
)

// An operand is a number that an instruction reads from a slot, or computes.
type operand[T number] struct {
	off uintptr
	get func(f frame) T // nil for what is in a slot
	k   T               // the value, if constant
	is  bool            // constant; the slot at off has the value too

	// What get computes, where it is worth code of its own:
	conv bool     // the int at off as a float64
	elem *address // an element of a slice
}

// number are the types of operands: int64 stands for int too.
type number interface{ int64 | float64 }

func ints(g *generator, v ssa.Value) operand[int64] {
	if g.folded[v] {
		return operand[int64]{get: g.computeInt(v), elem: g.element(v)}
	}
	o := operand[int64]{off: g.slot(v)}
	if _, ok := v.(*ssa.Const); ok {
		o.k, o.is = constOf[int64](v), true
	}
	return o
}

func floats(g *generator, v ssa.Value) operand[float64] {
	if g.folded[v] {
		o := operand[float64]{get: g.computeFloat(v), elem: g.element(v)}
		if c, ok := v.(*ssa.Convert); ok && g.number(c.X.Type()) == reflect.Int64 && !g.folded[c.X] {
			o.conv, o.off = true, g.slot(c.X)
		}
		return o
	}
	return operand[float64]{off: g.slot(v)}
}

// element returns the address of v if it is s[i] with both in slots.
func (g *generator) element(v ssa.Value) *address {
	u, ok := v.(*ssa.UnOp)
	if !ok {
		return nil
	}
	if a := g.address(u.X, u.Pos()); a.simple(word) {
		return &a
	}
	return nil
}

// read returns a function that gives the operand's value.
//
//go:noinline
func (o operand[T]) read() func(f frame) T {
	if o.get != nil {
		return o.get
	}
	off := o.off
	return func(f frame) T { return *at[T](f, off) }
}

func (g *generator) computeInt(v ssa.Value) func(f frame) int64 {
	switch v := v.(type) {
	case *ssa.UnOp:
		return loadValue[int64](g.address(v.X, v.Pos()))
	case *ssa.Convert:
		if g.number(v.X.Type()) == reflect.Int64 {
			return ints(g, v.X).read()
		}
		return converted[float64, int64](floats(g, v.X))
	}
	in := v.(*ssa.BinOp)
	x, y := ints(g, in.X), ints(g, in.Y)
	switch in.Op {
	case token.AND, token.REM:
		return maskOrRest(in.Op, x, y.k)
	}
	return compute(in.Op, x, y)
}

func (g *generator) computeFloat(v ssa.Value) func(f frame) float64 {
	switch v := v.(type) {
	case *ssa.UnOp:
		return loadValue[float64](g.address(v.X, v.Pos()))
	case *ssa.Convert:
		if g.number(v.X.Type()) == reflect.Float64 {
			return floats(g, v.X).read()
		}
		return converted[int64, float64](ints(g, v.X))
	}
	in := v.(*ssa.BinOp)
	return compute(in.Op, floats(g, in.X), floats(g, in.Y))
}

// compute stores in d what v, a folded value or one about to be made, is.
func (g *generator) compute(v ssa.Value, d uintptr) op {
	in, ok := v.(*ssa.BinOp)
	switch float := g.isFloat(v.Type()); {
	case ok && float:
		return set(in.Op, d, floats(g, in.X), floats(g, in.Y))
	case ok && in.Op != token.AND && in.Op != token.REM:
		return set(in.Op, d, ints(g, in.X), ints(g, in.Y))
	case float:
		return setTo(d, g.computeFloat(v))
	}
	return setTo(d, g.computeInt(v))
}

//go:noinline
func converted[F, T number](o operand[F]) func(f frame) T {
	if get := o.get; get != nil {
		return func(f frame) T { return T(get(f)) }
	}
	x := o.off
	return func(f frame) T { return T(*at[F](f, x)) }
}

//go:noinline
func maskOrRest(tok token.Token, o operand[int64], k int64) func(f frame) int64 {
	x, get := o.off, o.get
	switch {
	case tok == token.AND && get == nil:
		return func(f frame) int64 { return *at[int64](f, x) & k }
	case tok == token.AND:
		return func(f frame) int64 { return get(f) & k }
	case get == nil:
		return func(f frame) int64 { return *at[int64](f, x) % k }
	}
	return func(f frame) int64 { return get(f) % k }
}

// compute returns x tok y. The operands are evaluated in order.
//
//go:noinline
func compute[T number](tok token.Token, x, y operand[T]) func(f frame) T {
	a, b, p, q, k := x.off, y.off, x.get, y.get, y.k
	if x.conv != y.conv {
		if get := computeConverted(tok, x, y); get != nil {
			return get
		}
	}
	if tok == token.MUL && x.elem != nil && y.elem != nil {
		return productOfElements[T](*x.elem, *y.elem)
	}
	switch tok {
	case token.ADD:
		switch {
		case p != nil && q != nil:
			return func(f frame) T { v := p(f); return v + q(f) }
		case p != nil:
			return func(f frame) T { return p(f) + *at[T](f, b) }
		case q != nil:
			return func(f frame) T { v := *at[T](f, a); return v + q(f) }
		case y.is:
			return func(f frame) T { return *at[T](f, a) + k }
		}
		return func(f frame) T { return *at[T](f, a) + *at[T](f, b) }
	case token.SUB:
		switch {
		case p != nil && q != nil:
			return func(f frame) T { v := p(f); return v - q(f) }
		case p != nil:
			return func(f frame) T { return p(f) - *at[T](f, b) }
		case q != nil:
			return func(f frame) T { v := *at[T](f, a); return v - q(f) }
		case y.is:
			return func(f frame) T { return *at[T](f, a) - k }
		}
		return func(f frame) T { return *at[T](f, a) - *at[T](f, b) }
	case token.MUL:
		switch {
		case p != nil && q != nil:
			return func(f frame) T { v := p(f); return v * q(f) }
		case p != nil:
			return func(f frame) T { return p(f) * *at[T](f, b) }
		case q != nil:
			return func(f frame) T { v := *at[T](f, a); return v * q(f) }
		case y.is:
			return func(f frame) T { return *at[T](f, a) * k }
		}
		return func(f frame) T { return *at[T](f, a) * *at[T](f, b) }
	}
	read, other := x.read(), y.read()
	return func(f frame) T { v := read(f); return v / other(f) }
}

// set returns d = x tok y.
//
//go:noinline
func set[T number](tok token.Token, d uintptr, x, y operand[T]) op {
	a, b, p, q, k := x.off, y.off, x.get, y.get, y.k
	if tok == token.ADD && p == nil && y.elem != nil {
		return addElement[T](d, a, *y.elem)
	}
	switch tok {
	case token.ADD:
		switch {
		case p != nil && q != nil:
			return func(f frame) { v := p(f); *at[T](f, d) = v + q(f) }
		case p != nil:
			return func(f frame) { *at[T](f, d) = p(f) + *at[T](f, b) }
		case q != nil:
			return func(f frame) { v := *at[T](f, a); *at[T](f, d) = v + q(f) }
		case y.is:
			return func(f frame) { *at[T](f, d) = *at[T](f, a) + k }
		}
		return func(f frame) { *at[T](f, d) = *at[T](f, a) + *at[T](f, b) }
	case token.SUB:
		switch {
		case p != nil && q != nil:
			return func(f frame) { v := p(f); *at[T](f, d) = v - q(f) }
		case p != nil:
			return func(f frame) { *at[T](f, d) = p(f) - *at[T](f, b) }
		case q != nil:
			return func(f frame) { v := *at[T](f, a); *at[T](f, d) = v - q(f) }
		case y.is:
			return func(f frame) { *at[T](f, d) = *at[T](f, a) - k }
		}
		return func(f frame) { *at[T](f, d) = *at[T](f, a) - *at[T](f, b) }
	case token.MUL:
		switch {
		case p != nil && q != nil:
			return func(f frame) { v := p(f); *at[T](f, d) = v * q(f) }
		case p != nil:
			return func(f frame) { *at[T](f, d) = p(f) * *at[T](f, b) }
		case q != nil:
			return func(f frame) { v := *at[T](f, a); *at[T](f, d) = v * q(f) }
		}
		return func(f frame) { *at[T](f, d) = *at[T](f, a) * *at[T](f, b) }
	}
	if p == nil && q == nil {
		return func(f frame) { *at[T](f, d) = *at[T](f, a) / *at[T](f, b) }
	}
	return setTo(d, compute(tok, x, y))
}

// setTo stores what get computes.
//
//go:noinline
func setTo[T number](d uintptr, get func(f frame) T) op {
	return func(f frame) { *at[T](f, d) = get(f) }
}

// isFloat reports whether t is folded as a float64, not as an int64.
func (g *generator) isFloat(t types.Type) bool { return g.number(t) == reflect.Float64 }
