package exec

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Phis cost a copy on every edge, unless the values that flow together live in
// one slot. coalesce gives each phi, and as many of its operands as possible,
// one place: two values may share it if neither is alive where the other is
// set (Budimlić et al., "Fast copy coalescing and live-range identification",
// PLDI 2002, without its shortcuts).
func (g *generator) coalesce() {
	var phis []*ssa.Phi
	for _, b := range g.fn.Blocks {
		for _, in := range b.Instrs {
			phi, ok := in.(*ssa.Phi)
			if !ok {
				break
			}
			if classOf(g.rtype(phi.Type())) != classOther {
				phis = append(phis, phi)
			}
		}
	}
	if len(phis) == 0 {
		return
	}
	l := newLiveness(g)
	classes := map[ssa.Value][]ssa.Value{}
	for _, phi := range phis {
		classes[phi] = []ssa.Value{phi}
	}
	for _, phi := range phis {
		for _, e := range phi.Edges {
			l.join(classes, phi, root(e))
		}
	}
	for _, phi := range phis {
		g.place(classes[phi])
	}
}

// place gives all members of a class the same slot, that of a parameter if
// there is one.
func (g *generator) place(class []ssa.Value) {
	off, ok := uintptr(0), false
	for _, v := range class {
		if o, has := g.slots[v]; has {
			off, ok = o, true
		}
	}
	if !ok {
		off = g.newSlot(class[0].Type())
	}
	for _, v := range class {
		g.slots[v] = off
	}
}

// root is the value whose memory v is a name for.
func root(v ssa.Value) ssa.Value {
	for {
		t, ok := v.(*ssa.ChangeType)
		if !ok {
			return v
		}
		v = t.X
	}
}

// join puts v into the class of phi, with what it shares a place with already,
// if nothing speaks against it.
func (l *liveness) join(classes map[ssa.Value][]ssa.Value, phi, v ssa.Value) {
	switch v.(type) {
	case *ssa.Phi, *ssa.BinOp, *ssa.Convert, *ssa.Call, *ssa.Slice, *ssa.Parameter, *ssa.MakeInterface:
	case *ssa.UnOp:
	default:
		return
	}
	if l.g.folded[v] || classOf(l.g.rtype(v.Type())) == classOther {
		return
	}
	a, b := classes[phi], classes[v]
	if b == nil {
		b = []ssa.Value{v}
	}
	if slices.Contains(a, v) || len(a)*len(b) > maxJoin {
		return
	}
	for _, x := range a {
		for _, y := range b {
			if l.interfere(x, y) {
				return
			}
		}
	}
	all := append(slices.Clip(a), b...)
	for _, x := range all {
		classes[x] = all
	}
}

// maxJoin bounds the work of join in functions with very large switches.
const maxJoin = 1 << 12

// liveness knows where values are still needed.
type liveness struct {
	g     *generator
	order map[ssa.Instruction]int // within the block
	reads map[ssa.Value][]ssa.Instruction
	spans map[ssa.Value]*span
}

// span is where a value is alive: at the start and at the end of blocks.
type span struct{ in, out []bool }

func newLiveness(g *generator) *liveness {
	l := &liveness{g: g, order: map[ssa.Instruction]int{}, reads: map[ssa.Value][]ssa.Instruction{}, spans: map[ssa.Value]*span{}}
	for _, b := range g.fn.Blocks {
		for i, in := range b.Instrs {
			l.order[in] = i
			if v, ok := in.(ssa.Value); ok && g.partOfOther(v) {
				continue
			}
			for _, v := range operandsOf(in) {
				g.eachRead(v, func(r ssa.Value) { l.reads[r] = append(l.reads[r], in) })
			}
		}
	}
	return l
}

func operandsOf(in ssa.Instruction) []ssa.Value {
	var out []ssa.Value
	for _, p := range in.Operands(nil) {
		if *p != nil {
			out = append(out, *p)
		}
	}
	return out
}

// partOfOther reports whether v is computed by what uses it, or is another
// name for what it is made of.
func (g *generator) partOfOther(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.ChangeType, *ssa.Extract, *ssa.Field:
		return true
	case *ssa.FieldAddr, *ssa.IndexAddr:
		return g.inner(v)
	}
	return g.folded[v]
}

// eachRead calls visit with every value whose slot is read where v is used.
func (g *generator) eachRead(v ssa.Value, visit func(ssa.Value)) {
	in, ok := v.(ssa.Instruction)
	if !ok || !g.partOfOther(v) {
		visit(v)
		return
	}
	for _, x := range operandsOf(in) {
		g.eachRead(x, visit)
	}
}

func (l *liveness) span(v ssa.Value) *span {
	if s := l.spans[v]; s != nil {
		return s
	}
	n := len(l.g.fn.Blocks)
	s := &span{make([]bool, n), make([]bool, n)}
	l.spans[v] = s
	for _, r := range l.reads[v] {
		if phi, ok := r.(*ssa.Phi); ok {
			for i, e := range phi.Edges {
				l.g.eachRead(e, func(x ssa.Value) {
					if x == v {
						l.aliveAtEnd(s, v, phi.Block().Preds[i])
					}
				})
			}
		} else if r.Block() != blockOf(v) {
			l.aliveAtStart(s, v, r.Block())
		}
	}
	return s
}

func (l *liveness) aliveAtEnd(s *span, v ssa.Value, b *ssa.BasicBlock) {
	if s.out[b.Index] {
		return
	}
	s.out[b.Index] = true
	if b != blockOf(v) {
		l.aliveAtStart(s, v, b)
	}
}

func (l *liveness) aliveAtStart(s *span, v ssa.Value, b *ssa.BasicBlock) {
	if s.in[b.Index] {
		return
	}
	s.in[b.Index] = true
	for _, p := range b.Preds {
		l.aliveAtEnd(s, v, p)
	}
}

// blockOf is where v is set: nil, the entry, for a parameter.
func blockOf(v ssa.Value) *ssa.BasicBlock {
	if in, ok := v.(ssa.Instruction); ok {
		return in.Block()
	}
	return v.Parent().Blocks[0]
}

// position is where in its block v is set: -1 is before all instructions.
func (l *liveness) position(v ssa.Value) int {
	in, ok := v.(ssa.Instruction)
	if _, phi := v.(*ssa.Phi); phi || !ok {
		return -1
	}
	return l.order[in]
}

// aliveAfter reports whether a is needed after b is set.
func (l *liveness) aliveAfter(a, b ssa.Value) bool {
	block, pos := blockOf(b), l.position(b)
	if blockOf(a) == block {
		if l.position(a) > pos {
			return false // not set yet
		}
	} else if !l.span(a).in[block.Index] {
		return false
	}
	if l.span(a).out[block.Index] {
		return true
	}
	for _, r := range l.reads[a] {
		if _, phi := r.(*ssa.Phi); !phi && r.Block() == block && l.order[r] > pos {
			return true
		}
	}
	return false
}

func (l *liveness) interfere(a, b ssa.Value) bool {
	if a == b {
		return false
	}
	if blockOf(a) == blockOf(b) && l.position(a) == -1 && l.position(b) == -1 {
		return true // both are set at once
	}
	return l.aliveAfter(a, b) || l.aliveAfter(b, a)
}
