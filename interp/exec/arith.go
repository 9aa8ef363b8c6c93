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

func (g *generator) binOp(in *ssa.BinOp) {
	if isComparison(in.Op) {
		if g.fused(in) {
			return
		}
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

func (g *generator) arithmetic(in *ssa.BinOp) op {
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
		return func(f frame) { *at[string](f, o.d) = *at[string](f, o.x) + *at[string](f, o.y) }
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

func shiftOp[T integer](left bool, o operands, count func(frame) uint64) op {
	d, x := o.d, o.x
	if left {
		return func(f frame) { *at[T](f, d) = *at[T](f, x) << count(f) }
	}
	return func(f frame) { *at[T](f, d) = *at[T](f, x) >> count(f) }
}

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

func signedCount[T signed](y uintptr, pos token.Pos) func(frame) uint64 {
	return func(f frame) uint64 {
		n := *at[T](f, y)
		if n < 0 {
			negativeShift(f, pos)
		}
		return uint64(n)
	}
}

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

func neg[T integer | float | ~complex64 | ~complex128](d, x uintptr) op {
	return func(f frame) { *at[T](f, d) = -*at[T](f, x) }
}

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

// comparison returns the condition x op y.
func (g *generator) comparison(in *ssa.BinOp) func(frame) bool {
	x, y, t := g.slot(in.X), g.slot(in.Y), g.rtype(in.X.Type())
	if xi, yi := types.IsInterface(in.X.Type()), types.IsInterface(in.Y.Type()); xi != yi {
		return g.mixedComparison(in, xi)
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int64:
		return compare[int64](in.Op, x, y)
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
	case reflect.Float64:
		return compare[float64](in.Op, x, y)
	case reflect.String:
		return compare[string](in.Op, x, y)
	}
	return g.equality(in, t, x, y)
}

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

// fused reports whether a comparison is only the condition of the branch that
// ends its block, which then makes it.
func (g *generator) fused(in *ssa.BinOp) bool {
	refs := *in.Referrers()
	if len(refs) != 1 {
		return false
	}
	_, ok := refs[0].(*ssa.If)
	return ok && refs[0].Block() == in.Block()
}

func (g *generator) branch(in *ssa.If) {
	b := in.Block()
	yes, no := g.edge(b, 0), g.edge(b, 1)
	blk := g.blocks[b.Index]
	cmp, ok := in.Cond.(*ssa.BinOp)
	if !ok || !isComparison(cmp.Op) || !g.fused(cmp) {
		c := g.slot(in.Cond)
		blk.next = func(f frame) *block {
			if *at[bool](f, c) {
				return yes(f)
			}
			return no(f)
		}
		return
	}
	if t := g.rtype(cmp.X.Type()); t.Kind() == reflect.Int || t.Kind() == reflect.Int64 {
		blk.next = g.intBranch(cmp, b, yes, no)
		return
	}
	c := g.comparison(cmp)
	blk.next = func(f frame) *block {
		if c(f) {
			return yes(f)
		}
		return no(f)
	}
}

// intBranch is a branch on two ints, the most common kind: the comparison
// costs no call.
func (g *generator) intBranch(cmp *ssa.BinOp, b *ssa.BasicBlock, yes, no func(frame) *block) func(frame) *block {
	x, y := g.slot(cmp.X), g.slot(cmp.Y)
	if t, f := g.plain(b, 0), g.plain(b, 1); t != nil && f != nil {
		return plainBranch(cmp.Op, x, y, t, f)
	}
	switch cmp.Op {
	case token.EQL:
		return func(f frame) *block {
			if *at[int](f, x) == *at[int](f, y) {
				return yes(f)
			}
			return no(f)
		}
	case token.NEQ:
		return func(f frame) *block {
			if *at[int](f, x) != *at[int](f, y) {
				return yes(f)
			}
			return no(f)
		}
	case token.GTR:
		x, y = y, x
		fallthrough
	case token.LSS:
		return func(f frame) *block {
			if *at[int](f, x) < *at[int](f, y) {
				return yes(f)
			}
			return no(f)
		}
	case token.GEQ:
		x, y = y, x
	}
	return func(f frame) *block {
		if *at[int](f, x) <= *at[int](f, y) {
			return yes(f)
		}
		return no(f)
	}
}

// plainBranch is a branch on two ints whose edges have nothing to do.
func plainBranch(tok token.Token, x, y uintptr, yes, no *block) func(frame) *block {
	switch tok {
	case token.EQL:
		return func(f frame) *block {
			if *at[int](f, x) == *at[int](f, y) {
				return yes
			}
			return no
		}
	case token.NEQ:
		return plainBranch(token.EQL, x, y, no, yes)
	case token.GTR:
		return plainBranch(token.LSS, y, x, yes, no)
	case token.GEQ:
		return plainBranch(token.LEQ, y, x, yes, no)
	case token.LSS:
		return func(f frame) *block {
			if *at[int](f, x) < *at[int](f, y) {
				return yes
			}
			return no
		}
	}
	return func(f frame) *block {
		if *at[int](f, x) <= *at[int](f, y) {
			return yes
		}
		return no
	}
}
