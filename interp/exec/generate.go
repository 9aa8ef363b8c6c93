package exec

import (
	"go/token"
	"go/types"
	"reflect"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/rtype"
)

// generator compiles one function.
type generator struct {
	m      *Machine
	c      *code
	fn     *ssa.Function
	l      *layout
	slots  map[ssa.Value]uintptr
	locals map[*ssa.Alloc]uintptr
	consts map[constKey]uintptr
	blocks []*block
	skip   map[ssa.Instruction]bool // done as part of another instruction
	ops    []op                     // of the current block

	unsigned map[token.Pos]bool // for code.unsigned
}

type constKey struct {
	typ reflect.Type
	val string
}

// compile makes the closures of c. The caller has seen that there are none.
func (c *code) compile() {
	m := c.m
	m.mu.Lock()
	defer m.mu.Unlock()
	if c.entry.Load() != nil {
		return
	}
	sig := m.signatureOf(c)
	g := &generator{
		m: m, c: c, fn: c.fn,
		l:      &layout{size: sig.size, ptrs: signaturePointers(sig)},
		slots:  map[ssa.Value]uintptr{},
		locals: map[*ssa.Alloc]uintptr{},
		consts: map[constKey]uintptr{},
		skip:   map[ssa.Instruction]bool{},
	}
	entry := g.function()
	m.finishTypes()
	c.frameType = rtype.Frame(len(g.l.ptrs), func(i int) bool { return g.l.ptrs[i] })
	c.image = rtype.New(c.frameType)
	for _, set := range g.l.funcs {
		set(c.image)
	}
	m.indices++
	c.index, c.unsigned = m.indices, g.unsigned
	c.entry.Store(entry)
}

func signaturePointers(s signature) []bool {
	ptrs := make([]bool, s.size/word)
	copy(ptrs, headerPointers[:])
	for _, list := range [][]slot{s.results, s.params, s.free} {
		for _, v := range list {
			markPointers(v.typ, func(o uintptr) { ptrs[(v.off+o)/word] = true })
		}
	}
	return ptrs
}

func (g *generator) function() *block {
	fn, sig := g.fn, g.c.sig
	if fn.Blocks == nil {
		return g.external()
	}
	for i, p := range fn.Params {
		g.slots[p] = sig.params[i].off
	}
	for i, v := range fn.FreeVars {
		g.slots[v] = sig.free[i].off
	}
	for range fn.Blocks {
		g.blocks = append(g.blocks, &block{})
	}
	for _, b := range fn.Blocks {
		g.block(b)
	}
	if fn.Recover != nil {
		g.c.recover = g.blocks[fn.Recover.Index]
	}
	return g.blocks[0]
}

func (g *generator) block(b *ssa.BasicBlock) {
	g.ops = nil
	for _, in := range b.Instrs {
		if !g.skip[in] {
			g.instruction(in)
		}
	}
	g.blocks[b.Index].ops = g.ops
}

func (g *generator) emit(o op) { g.ops = append(g.ops, o) }

func (g *generator) rtype(t types.Type) reflect.Type { return g.m.rtype(t) }

// slot returns the place of v in the frame.
func (g *generator) slot(v ssa.Value) uintptr {
	switch v := v.(type) {
	case *ssa.Const:
		return g.constSlot(v)
	case *ssa.Global:
		p := g.m.global(v)
		return g.preset(reflect.TypeFor[unsafe.Pointer](), func(image frame, off uintptr) { *at[unsafe.Pointer](image, off) = p })
	case *ssa.Function:
		return g.functionSlot(v)
	case *ssa.ChangeType:
		return g.slot(v.X)
	case *ssa.Extract:
		return g.slot(v.Tuple) + g.tupleOffset(v.Tuple.Type().(*types.Tuple), v.Index)
	case *ssa.Field:
		st := g.rtype(v.X.Type())
		return g.slot(v.X) + st.Field(v.Field).Offset
	}
	if off, ok := g.slots[v]; ok {
		return off
	}
	off := g.newSlot(v.Type())
	g.slots[v] = off
	return off
}

func (g *generator) newSlot(t types.Type) uintptr {
	if tuple, ok := t.(*types.Tuple); ok {
		return g.tupleSlot(tuple)
	}
	return g.l.alloc(g.rtype(t))
}

// tupleSlot places the components of a tuple one after the other, each in
// words of its own.
func (g *generator) tupleSlot(t *types.Tuple) uintptr {
	start := g.l.size
	for v := range t.Variables() {
		g.l.alloc(g.rtype(v.Type()))
	}
	return start
}

func (g *generator) tupleOffset(t *types.Tuple, i int) uintptr {
	var off uintptr
	for k := range i {
		off += max(word, (g.rtype(t.At(k).Type()).Size()+word-1)/word*word)
	}
	return off
}

func (g *generator) preset(t reflect.Type, set func(image frame, off uintptr)) uintptr {
	off := g.l.alloc(t)
	g.l.funcs = append(g.l.funcs, func(image frame) { set(image, off) })
	return off
}

func (g *generator) constSlot(k *ssa.Const) uintptr {
	t := g.rtype(k.Type())
	key := constKey{t, "zero"}
	if k.Value != nil {
		key.val = k.Value.ExactString()
	}
	if off, ok := g.consts[key]; ok {
		return off
	}
	off := g.preset(t, func(image frame, off uintptr) {
		if k.Value != nil {
			setConstant(unsafe.Add(image, off), k, t)
		}
	})
	g.consts[key] = off
	return off
}

// functionSlot holds a function as a value.
func (g *generator) functionSlot(fn *ssa.Function) uintptr {
	p := g.m.functionValue(fn)
	return g.preset(reflect.TypeFor[func()](), func(image frame, off uintptr) { *at[unsafe.Pointer](image, off) = p })
}

// functionValue returns fn as a func value.
func (m *Machine) functionValue(fn *ssa.Function) unsafe.Pointer {
	if fn.Blocks == nil {
		if ext := m.externalFunc(fn); ext != nil {
			return ext
		}
	}
	c := m.code(fn)
	return newClosure(prototype(m.signatureOf(c).typ), c, nil, nil)
}

func (g *generator) instruction(in ssa.Instruction) {
	switch in := in.(type) {
	case *ssa.DebugRef, *ssa.Phi, *ssa.ChangeType, *ssa.Extract, *ssa.Field:
		// aliases, or done on the edges
	case *ssa.Alloc:
		g.alloc(in)
	case *ssa.BinOp:
		g.binOp(in)
	case *ssa.UnOp:
		g.unOp(in)
	case *ssa.Store:
		g.store(in)
	case *ssa.FieldAddr:
		g.fieldAddr(in)
	case *ssa.IndexAddr:
		g.indexAddr(in)
	case *ssa.Index:
		g.index(in)
	case *ssa.Call:
		g.emit(g.call(in.Common(), g.resultSlot(in), in.Pos()))
	case *ssa.Go:
		g.goStmt(in)
	case *ssa.Defer:
		g.deferStmt(in)
	case *ssa.RunDefers:
		g.emit(runDefers)
	case *ssa.Panic:
		g.panicStmt(in)
	case *ssa.Return:
		g.ret(in)
	case *ssa.Jump:
		g.jump(in)
	case *ssa.If:
		g.branch(in)
	default:
		g.value(in)
	}
}

// value emits the instructions that make a value out of others.
func (g *generator) value(in ssa.Instruction) {
	switch in := in.(type) {
	case *ssa.Convert:
		g.convert(in.X, in.Type(), g.slot(in), in.Pos())
	case *ssa.MultiConvert:
		g.convert(in.X, in.Type(), g.slot(in), in.Pos())
	case *ssa.ChangeInterface:
		g.changeInterface(in)
	case *ssa.MakeInterface:
		g.makeInterface(in)
	case *ssa.TypeAssert:
		g.typeAssert(in)
	case *ssa.MakeClosure:
		g.makeClosure(in)
	case *ssa.MakeSlice:
		g.makeSlice(in)
	case *ssa.MakeMap:
		g.makeMap(in)
	case *ssa.MakeChan:
		g.makeChan(in)
	case *ssa.Slice:
		g.slice(in)
	case *ssa.SliceToArrayPointer:
		g.sliceToArrayPointer(in)
	case *ssa.Lookup:
		g.lookup(in)
	case *ssa.MapUpdate:
		g.mapUpdate(in)
	case *ssa.Range:
		g.rangeOver(in)
	case *ssa.Next:
		g.next(in)
	case *ssa.Send:
		g.send(in)
	case *ssa.Select:
		g.selectStmt(in)
	default:
		unsupported(in.Pos(), "the instruction %s", in)
	}
}

func (g *generator) resultSlot(call *ssa.Call) uintptr {
	if t, ok := call.Type().(*types.Tuple); ok && t.Len() == 0 {
		return 0
	}
	return g.slot(call)
}

func (g *generator) ret(in *ssa.Return) {
	var moves []move
	for i, v := range in.Results {
		r := g.c.sig.results[i]
		moves = append(moves, move{r.off, g.slot(v), r.typ})
	}
	b := g.blocks[in.Block().Index]
	// Results may be read by other results' sources only through registers,
	// never through result slots, so that the order does not matter.
	switch len(moves) {
	case 0:
		b.next = func(frame) *block { return nil }
	case 1:
		mv := moves[0].op()
		b.next = func(f frame) *block { mv(f); return nil }
	default:
		mv := sequence(moves)
		b.next = func(f frame) *block { mv(f); return nil }
	}
}

func (g *generator) jump(in *ssa.Jump) {
	b := in.Block()
	g.blocks[b.Index].next = g.edge(b, 0)
}

// edge returns what goes from b to its i-th successor: the phis, a look at
// whether the run was stopped where the edge goes back, and the target.
func (g *generator) edge(b *ssa.BasicBlock, i int) func(f frame) *block {
	succ := b.Succs[i]
	to := g.blocks[succ.Index]
	phis := g.phis(b, succ, i)
	back := succ.Index <= b.Index
	stop := &g.m.stop
	switch {
	case !back && phis == nil:
		return func(frame) *block { return to }
	case !back:
		return func(f frame) *block { phis(f); return to }
	case phis == nil:
		return func(f frame) *block {
			if stop.Load() != 0 {
				hdr(f).th.checkStop()
			}
			return to
		}
	}
	return func(f frame) *block {
		phis(f)
		if stop.Load() != 0 {
			hdr(f).th.checkStop()
		}
		return to
	}
}

// plain returns the target of an edge on which there is nothing to do, or nil.
func (g *generator) plain(b *ssa.BasicBlock, i int) *block {
	succ := b.Succs[i]
	if _, ok := succ.Instrs[0].(*ssa.Phi); ok || succ.Index <= b.Index {
		return nil
	}
	return g.blocks[succ.Index]
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

func (g *generator) panicStmt(in *ssa.Panic) {
	if g.rangePanic(in) {
		return
	}
	x, pos := g.slot(in.X), in.Pos()
	g.blocks[in.Block().Index].next = func(f frame) *block {
		v := *at[any](f, x)
		fail(f, pos)
		panic(v)
	}
}
