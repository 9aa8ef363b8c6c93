package exec

import (
	"go/token"
	"golang.org/x/tools/go/ssa"
)

//go:noinline
func (g *generator) ret(in *ssa.Return) {
	b := g.blocks[in.Block().Index]
	if g.defersLost && in.Block() != g.fn.Recover {
		// The block that follows a recovered panic reads the results, too.
		to := g.blocks[g.fn.Recover.Index]
		g.emit(runDefers)
		b.jump, b.next = to, func(frame) *block { return to }
		return
	}
	if len(in.Results) == 1 && g.folded[in.Results[0]] {
		g.emit(g.compute(in.Results[0], g.c.sig.results[0].off))
		return // without next
	}
	var moves []move
	for i, v := range in.Results {
		r := g.c.sig.results[i]
		moves = append(moves, move{r.off, g.slot(v), r.typ})
	}
	// Results may be read by other results' sources only through registers,
	// never through result slots, so that the order does not matter.
	switch {
	case len(moves) == 0:
		b.next = func(frame) *block { return nil }
	case len(moves) == 1 && classOf(moves[0].typ) == class64:
		d, s := moves[0].dst, moves[0].src
		b.next = func(f frame) *block { *at[uint64](f, d) = *at[uint64](f, s); return nil }
	default:
		mv := sequence(moves)
		b.next = func(f frame) *block { mv(f); return nil }
	}
}

//go:noinline
func (g *generator) jump(in *ssa.Jump) {
	b := in.Block()
	if isHeader(b) {
		g.emit(g.checkStop(b))
	}
	to := g.edge(b, 0)
	blk := g.blocks[b.Index]
	blk.jump, blk.next = to, func(frame) *block { return to }
}

// edge returns where b's i-th edge leads: to the successor, or to a block of
// its own that sets the successor's phis.
//
//go:noinline
func (g *generator) edge(b *ssa.BasicBlock, i int) *block {
	succ := b.Succs[i]
	to := g.blocks[succ.Index]
	phis := g.phis(b, succ, i)
	if phis == nil {
		return to
	}
	e := &block{ops: []op{phis}, jump: to, next: func(frame) *block { return to }}
	g.edges = append(g.edges, e)
	return e
}

// isHeader reports whether an edge goes back to b: every loop has one. There
// the run looks whether it was stopped.
func isHeader(b *ssa.BasicBlock) bool {
	for _, p := range b.Preds {
		if p.Index >= b.Index {
			return true
		}
	}
	return false
}

// position returns a place in the text that b, or what comes before it, stands
// for.
func (g *generator) position(b *ssa.BasicBlock) token.Pos {
	for ; b != nil; b = b.Idom() {
		for _, in := range b.Instrs {
			if in.Pos().IsValid() {
				return in.Pos()
			}
		}
	}
	return g.fn.Pos()
}

// checkStop ends a thread whose run was stopped.
//
//go:noinline
func (g *generator) checkStop(b *ssa.BasicBlock) op {
	stop, pos := &g.m.stop, g.position(b)
	return func(f frame) {
		if stop.Load() != 0 {
			checkStop(f, pos)
		}
	}
}

// maxThread is how many ops of a block are worth being copied to save a jump.
const maxThread = 8

// thread lets a block that ends in a jump go on with the ops of the target at
// once. Ops know no place, so they can be shared.
func (g *generator) thread() {
	for _, b := range append(g.edges, g.blocks...) {
		for n := 0; b.jump != nil && n < 2 && len(b.jump.ops) <= maxThread; n++ {
			to := b.jump
			b.ops = append(b.ops[:len(b.ops):len(b.ops)], to.ops...)
			b.jump, b.next = to.jump, to.next
		}
	}
	for _, b := range append(g.edges, g.blocks...) {
		b.seal()
	}
}

// phis returns the moves of the edge from b to succ, or nil.
func (g *generator) phis(b, succ *ssa.BasicBlock, edge int) op {
	pred := predIndex(b, succ, edge)
	var moves []move
	for _, in := range succ.Instrs {
		phi, ok := in.(*ssa.Phi)
		if !ok {
			break
		}
		if d, s := g.slot(phi), g.slot(phi.Edges[pred]); d != s {
			moves = append(moves, move{d, s, g.rtype(phi.Type())})
		}
	}
	if len(moves) == 0 {
		return nil
	}
	return g.parallel(moves)
}

// predIndex finds which predecessor of succ the edge is: a conditional branch
// may have both of its edges to the same block.
func predIndex(b, succ *ssa.BasicBlock, edge int) int {
	nth := 0
	for _, s := range b.Succs[:edge] {
		if s == succ {
			nth++
		}
	}
	for i, p := range succ.Preds {
		if p == b {
			if nth == 0 {
				return i
			}
			nth--
		}
	}
	panic("interp/exec: an edge without a predecessor")
}

// parallel makes moves that all read before any writes.
func (g *generator) parallel(moves []move) op {
	if ordered, ok := order(moves); ok {
		return sequence(ordered)
	}
	var in, out []move
	for _, mv := range moves {
		tmp := g.l.alloc(mv.typ)
		in = append(in, move{tmp, mv.src, mv.typ})
		out = append(out, move{mv.dst, tmp, mv.typ})
	}
	return sequence(append(in, out...))
}

// order sorts moves such that none overwrites what a later one reads.
func order(moves []move) ([]move, bool) {
	var out []move
	left := append([]move(nil), moves...)
	for len(left) > 0 {
		found := false
		for i, mv := range left {
			if !readByOther(left, i) {
				out = append(out, mv)
				left = append(left[:i:i], left[i+1:]...)
				found = true
				break
			}
		}
		if !found {
			return nil, false
		}
	}
	return out, true
}

func readByOther(moves []move, i int) bool {
	lo, hi := moves[i].dst, moves[i].dst+moves[i].typ.Size()
	for k, mv := range moves {
		if k != i && mv.src < hi && lo < mv.src+max(1, mv.typ.Size()) {
			return true
		}
	}
	return false
}
