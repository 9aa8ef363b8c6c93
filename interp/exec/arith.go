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

func isComparison(op token.Token) bool {
	switch op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return true
	}
	return false
}

// operands are the slots of a binary operation; k is set if y is constant.
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
	case reflect.Int:
		return intOp[int](in.Op, o, constOf[int](in.Y))
	case reflect.Int8:
		return intOp[int8](in.Op, o, constOf[int8](in.Y))
	case reflect.Int16:
		return intOp[int16](in.Op, o, constOf[int16](in.Y))
	case reflect.Int32:
		return intOp[int32](in.Op, o, constOf[int32](in.Y))
	case reflect.Int64:
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
		return floatOp[float32](in.Op, o)
	case reflect.Float64:
		return floatOp[float64](in.Op, o)
	case reflect.Complex64:
		return complexOp[complex64](in.Op, o)
	case reflect.Complex128:
		return complexOp[complex128](in.Op, o)
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

//go:noinline
func floatOp[T float](tok token.Token, o operands) op {
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
	unsupported(o.pos, "the operator %s on floats", tok)
	return nil
}

//go:noinline
func complexOp[T ~complex64 | ~complex128](tok token.Token, o operands) op {
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
	unsupported(o.pos, "the operator %s on complex numbers", tok)
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

func (g *generator) shift(in *ssa.BinOp, o operands) op {
	count := shiftCount(g.rtype(in.Y.Type()), o.y, o.pos)
	left := in.Op == token.SHL
	switch g.rtype(in.Type()).Kind() {
	case reflect.Int, reflect.Int64:
		return shiftOp[int64](left, o, count)
	case reflect.Int8:
		return shiftOp[int8](left, o, count)
	case reflect.Int16:
		return shiftOp[int16](left, o, count)
	case reflect.Int32:
		return shiftOp[int32](left, o, count)
	case reflect.Uint8:
		return shiftOp[uint8](left, o, count)
	case reflect.Uint16:
		return shiftOp[uint16](left, o, count)
	case reflect.Uint32:
		return shiftOp[uint32](left, o, count)
	}
	return shiftOp[uint64](left, o, count)
}

//go:noinline
func shiftOp[T integer](left bool, o operands, count func(frame) uint64) op {
	d, x := o.d, o.x
	if left {
		return func(f frame) { *at[T](f, d) = *at[T](f, x) << count(f) }
	}
	return func(f frame) { *at[T](f, d) = *at[T](f, x) >> count(f) }
}

//go:noinline
func shiftCount(t reflect.Type, y uintptr, pos token.Pos) func(frame) uint64 {
	switch t.Kind() {
	case reflect.Int, reflect.Int64:
		return signedCount[int64](y, pos)
	case reflect.Int8:
		return signedCount[int8](y, pos)
	case reflect.Int16:
		return signedCount[int16](y, pos)
	case reflect.Int32:
		return signedCount[int32](y, pos)
	case reflect.Uint8:
		return func(f frame) uint64 { return uint64(*at[uint8](f, y)) }
	case reflect.Uint16:
		return func(f frame) uint64 { return uint64(*at[uint16](f, y)) }
	case reflect.Uint32:
		return func(f frame) uint64 { return uint64(*at[uint32](f, y)) }
	}
	return func(f frame) uint64 { return *at[uint64](f, y) }
}

//go:noinline
func signedCount[T signed](y uintptr, pos token.Pos) func(frame) uint64 {
	return func(f frame) uint64 {
		n := *at[T](f, y)
		if n < 0 {
			negativeShift(f, pos)
		}
		return uint64(n)
	}
}

//go:noinline
func (g *generator) unOp(in *ssa.UnOp) {
	d, x := g.slot(in), uintptr(0)
	if in.Op != token.MUL {
		x = g.slot(in.X)
	}
	switch in.Op {
	case token.MUL:
		g.emit(g.load(in.X, in.Type(), d, in.Pos()))
		g.rangeExhausted(in)
	case token.NOT:
		g.emit(func(f frame) { *at[bool](f, d) = !*at[bool](f, x) })
	case token.ARROW:
		g.receive(in)
	case token.SUB:
		g.emit(negation(g.rtype(in.Type()).Kind(), d, x))
	case token.XOR:
		g.emit(complement(g.rtype(in.Type()), d, x))
	default:
		unsupported(in.Pos(), "the operator %s", in.Op)
	}
}

func negation(k reflect.Kind, d, x uintptr) op {
	switch k {
	case reflect.Float32:
		return neg[float32](d, x)
	case reflect.Float64:
		return neg[float64](d, x)
	case reflect.Complex64:
		return neg[complex64](d, x)
	case reflect.Complex128:
		return neg[complex128](d, x)
	case reflect.Int8, reflect.Uint8:
		return neg[int8](d, x)
	case reflect.Int16, reflect.Uint16:
		return neg[int16](d, x)
	case reflect.Int32, reflect.Uint32:
		return neg[int32](d, x)
	}
	return neg[int64](d, x)
}

//go:noinline
func neg[T integer | float | ~complex64 | ~complex128](d, x uintptr) op {
	return func(f frame) { *at[T](f, d) = -*at[T](f, x) }
}

//go:noinline
func complement(t reflect.Type, d, x uintptr) op {
	switch t.Size() {
	case 1:
		return func(f frame) { *at[uint8](f, d) = ^*at[uint8](f, x) }
	case 2:
		return func(f frame) { *at[uint16](f, d) = ^*at[uint16](f, x) }
	case 4:
		return func(f frame) { *at[uint32](f, d) = ^*at[uint32](f, x) }
	}
	return func(f frame) { *at[uint64](f, d) = ^*at[uint64](f, x) }
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
