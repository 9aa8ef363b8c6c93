package exec

import (
	"go/token"
	"reflect"

	"golang.org/x/tools/go/ssa"
)

func (g *generator) branch(in *ssa.If) {
	b := in.Block()
	yes, no := g.edge(b, 0), g.edge(b, 1)
	g.blocks[b.Index].next = g.decide(in, yes, no)
}

// decide returns the branch itself. In a loop it looks whether the run was
// stopped, too.
//
//go:noinline
func (g *generator) decide(in *ssa.If, yes, no *block) func(frame) *block {
	loop := isHeader(in.Block())
	cmp, ok := in.Cond.(*ssa.BinOp)
	if !ok || !g.folded[cmp] {
		if loop {
			g.emit(g.checkStop(in.Block()))
		}
		c := g.slot(in.Cond)
		return func(f frame) *block {
			if *at[bool](f, c) {
				return yes
			}
			return no
		}
	}
	if loop {
		if next := g.countingLoop(cmp, yes, no); next != nil {
			return next
		}
		g.emit(g.checkStop(in.Block()))
	}
	switch g.number(cmp.X.Type()) {
	case reflect.Int64:
		return branchOn(cmp.Op, ints(g, cmp.X), ints(g, cmp.Y), yes, no)
	case reflect.Float64:
		return branchOn(cmp.Op, floats(g, cmp.X), floats(g, cmp.Y), yes, no)
	}
	c := g.comparison(cmp)
	return func(f frame) *block {
		if c(f) {
			return yes
		}
		return no
	}
}

// countingLoop is the branch i < n at the head of a loop, with the i++ before
// it if that is the last op.
//
//go:noinline
func (g *generator) countingLoop(cmp *ssa.BinOp, yes, no *block) func(frame) *block {
	if g.number(cmp.X.Type()) != reflect.Int64 || cmp.Op != token.LSS || g.folded[cmp.X] || g.folded[cmp.Y] {
		return nil
	}
	pos := g.position(cmp.Block())
	stop, x, y := &g.m.stop, g.slot(cmp.X), g.slot(cmp.Y)
	inc, ok := cmp.X.(*ssa.BinOp)
	if !ok || g.last != inc || inc.Op != token.ADD || g.folded[inc.X] {
		return func(f frame) *block {
			if stop.Load() != 0 {
				checkStop(f, pos)
			}
			if *at[int](f, x) < *at[int](f, y) {
				return yes
			}
			return no
		}
	}
	k, ok := inc.Y.(*ssa.Const)
	if !ok {
		return nil
	}
	g.ops = g.ops[:len(g.ops)-1]
	step, from := constOf[int](k), g.slot(inc.X)
	return func(f frame) *block {
		if stop.Load() != 0 {
			checkStop(f, pos)
		}
		i := *at[int](f, from) + step
		*at[int](f, x) = i
		if i < *at[int](f, y) {
			return yes
		}
		return no
	}
}

// branchOn is a branch on two numbers, the most common kind: where both are in
// slots, the comparison costs no call.
//
//go:noinline
func branchOn[T number](tok token.Token, a, b operand[T], yes, no *block) func(frame) *block {
	if a.get != nil || b.get != nil {
		c := compareOperands(tok, a, b)
		return func(f frame) *block {
			if c(f) {
				return yes
			}
			return no
		}
	}
	x, y := a.off, b.off
	switch tok {
	case token.NEQ:
		yes, no = no, yes
		fallthrough
	case token.EQL:
		return func(f frame) *block {
			if *at[T](f, x) == *at[T](f, y) {
				return yes
			}
			return no
		}
	case token.GTR:
		x, y = y, x
		fallthrough
	case token.LSS:
		return func(f frame) *block {
			if *at[T](f, x) < *at[T](f, y) {
				return yes
			}
			return no
		}
	case token.GEQ:
		x, y = y, x
	}
	return func(f frame) *block {
		if *at[T](f, x) <= *at[T](f, y) {
			return yes
		}
		return no
	}
}
