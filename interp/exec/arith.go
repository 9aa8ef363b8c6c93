package exec

import (
	"go/constant"
	"go/token"
	"reflect"

	"golang.org/x/tools/go/ssa"
)

type signed interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64
}

type unsigned interface {
	~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

type integer interface{ signed | unsigned }

type float interface{ ~float32 | ~float64 }

type ordered interface {
	integer | float | ~string
}

//go:noinline
func (g *generator) binOp(in *ssa.BinOp) {
	if isComparison(in.Op) {
		d, c := g.slot(in), g.comparison(in)
		g.emit(func(f frame) { *at[bool](f, d) = c(f) })
		return
	}
	g.emit(g.arithmetic(in))
}

// operands are the slots of a binary operation.
type operands struct {
	d, x, y uintptr
	isConst bool
	pos     token.Pos
}

//go:noinline
func (g *generator) arithmetic(in *ssa.BinOp) op {
	if g.takesOperands(in) {
		return g.compute(in, g.slot(in))
	}
	o := operands{d: g.slot(in), x: g.slot(in.X), y: g.slot(in.Y), pos: in.Pos()}
	_, o.isConst = in.Y.(*ssa.Const)
	if in.Op == token.SHL || in.Op == token.SHR {
		return g.shift(in, o)
	}
	switch g.rtype(in.Type()).Kind() {
	case reflect.Int8:
		return intOp[int8](in.Op, o, constOf[int8](in.Y))
	case reflect.Int16:
		return intOp[int16](in.Op, o, constOf[int16](in.Y))
	case reflect.Int32:
		return intOp[int32](in.Op, o, constOf[int32](in.Y))
	case reflect.Int, reflect.Int64:
		return intOp[int64](in.Op, o, constOf[int64](in.Y))
	case reflect.Uint8:
		return intOp[uint8](in.Op, o, constOf[uint8](in.Y))
	case reflect.Uint16:
		return intOp[uint16](in.Op, o, constOf[uint16](in.Y))
	case reflect.Uint32:
		return intOp[uint32](in.Op, o, constOf[uint32](in.Y))
	case reflect.Uint, reflect.Uint64, reflect.Uintptr:
		return intOp[uint64](in.Op, o, constOf[uint64](in.Y))
	case reflect.Float32:
		return fieldOp[float32](in.Op, o)
	case reflect.Float64:
		return fieldOp[float64](in.Op, o)
	case reflect.Complex64:
		return fieldOp[complex64](in.Op, o)
	case reflect.Complex128:
		return fieldOp[complex128](in.Op, o)
	case reflect.String:
		return g.concat(o)
	case reflect.Bool:
		return boolOp(in.Op, o)
	}
	unsupported(in.Pos(), "%s", in)
	return nil
}

func constOf[T integer](v ssa.Value) T {
	k, ok := v.(*ssa.Const)
	if !ok || k.Value == nil {
		return 0
	}
	c := constant.ToInt(k.Value)
	if i, ok := constant.Int64Val(c); ok {
		return T(i)
	}
	u, _ := constant.Uint64Val(c)
	return T(u)
}

//go:noinline
func intOp[T integer](tok token.Token, o operands, k T) op {
	d, x, y := o.d, o.x, o.y
	if o.isConst {
		switch tok {
		case token.ADD:
			return func(f frame) { *at[T](f, d) = *at[T](f, x) + k }
		case token.SUB:
			return func(f frame) { *at[T](f, d) = *at[T](f, x) - k }
		case token.MUL:
			return func(f frame) { *at[T](f, d) = *at[T](f, x) * k }
		case token.AND:
			return func(f frame) { *at[T](f, d) = *at[T](f, x) & k }
		}
	}
	switch tok {
	case token.ADD:
		return func(f frame) { *at[T](f, d) = *at[T](f, x) + *at[T](f, y) }
	case token.SUB:
		return func(f frame) { *at[T](f, d) = *at[T](f, x) - *at[T](f, y) }
	case token.MUL:
		return func(f frame) { *at[T](f, d) = *at[T](f, x) * *at[T](f, y) }
	case token.AND:
		return func(f frame) { *at[T](f, d) = *at[T](f, x) & *at[T](f, y) }
	case token.OR:
		return func(f frame) { *at[T](f, d) = *at[T](f, x) | *at[T](f, y) }
	case token.XOR:
		return func(f frame) { *at[T](f, d) = *at[T](f, x) ^ *at[T](f, y) }
	case token.AND_NOT:
		return func(f frame) { *at[T](f, d) = *at[T](f, x) &^ *at[T](f, y) }
	}
	return division[T](tok, o)
}

//go:noinline
func division[T integer](tok token.Token, o operands) op {
	d, x, y, pos := o.d, o.x, o.y, o.pos
	switch tok {
	case token.QUO:
		return func(f frame) {
			n := *at[T](f, y)
			if n == 0 {
				divideByZero(f, pos)
			}
			*at[T](f, d) = *at[T](f, x) / n
		}
	case token.REM:
		return func(f frame) {
			n := *at[T](f, y)
			if n == 0 {
				divideByZero(f, pos)
			}
			*at[T](f, d) = *at[T](f, x) % n
		}
	}
	unsupported(pos, "the operator %s on integers", tok)
	return nil
}

// fieldOp is the arithmetic of numbers that can be divided by each other.
//
//go:noinline
func fieldOp[T float | ~complex64 | ~complex128](tok token.Token, o operands) op {
	d, x, y := o.d, o.x, o.y
	switch tok {
	case token.ADD:
		return func(f frame) { *at[T](f, d) = *at[T](f, x) + *at[T](f, y) }
	case token.SUB:
		return func(f frame) { *at[T](f, d) = *at[T](f, x) - *at[T](f, y) }
	case token.MUL:
		return func(f frame) { *at[T](f, d) = *at[T](f, x) * *at[T](f, y) }
	case token.QUO:
		return func(f frame) { *at[T](f, d) = *at[T](f, x) / *at[T](f, y) }
	}
	unsupported(o.pos, "the operator %s on numbers", tok)
	return nil
}

//go:noinline
func boolOp(tok token.Token, o operands) op {
	d, x, y := o.d, o.x, o.y
	switch tok {
	case token.AND, token.LAND:
		return func(f frame) { *at[bool](f, d) = *at[bool](f, x) && *at[bool](f, y) }
	case token.OR, token.LOR:
		return func(f frame) { *at[bool](f, d) = *at[bool](f, x) || *at[bool](f, y) }
	}
	unsupported(o.pos, "the operator %s on booleans", tok)
	return nil
}

//go:noinline
func (g *generator) concat(o operands) op {
	m := g.m
	return func(f frame) {
		x, y := *at[string](f, o.x), *at[string](f, o.y)
		if n := len(x) + len(y); n >= large {
			m.room(f, o.pos, uint64(n))
		}
		*at[string](f, o.d) = x + y
	}
}
