package exec

import (
	"go/token"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/ssa"
)

// generator compiles one function.
type generator struct {
	m      *Machine
	c      *code
	body   *body
	fn     *ssa.Function
	l      *layout
	slots  map[ssa.Value]uintptr
	locals map[*ssa.Alloc]uintptr
	consts map[constKey]uintptr
	blocks []*block
	edges  []*block           // blocks on edges, with the moves for the phis
	folded map[ssa.Value]bool // computed by the instruction that uses them
	taken  map[token.Pos]bool // where an element or field is whose address a & takes
	ops    []op               // of the current block

	defersLost bool            // see runsNoDefers
	last       ssa.Instruction // that the newest of them is for
	now        ssa.Instruction // that is being compiled
}

func newGenerator(c *code) *generator {
	sig := c.m.signatureOf(c)
	return &generator{
		m: c.m, c: c, fn: c.fn,
		body:   &body{code: c, defers: c.defers, calls: map[token.Pos]string{}},
		l:      &layout{size: sig.size, ptrs: signaturePointers(sig)},
		slots:  map[ssa.Value]uintptr{},
		locals: map[*ssa.Alloc]uintptr{},
		consts: map[constKey]uintptr{},
		folded: map[ssa.Value]bool{},
		taken:  addressesTaken(c.fn.Syntax()),

		defersLost: runsNoDefers(c.fn),
	}
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
	g.spill()
	g.fold()
	g.coalesce()
	for _, b := range fn.Blocks {
		g.block(b)
	}
	g.thread()
	if fn.Recover != nil {
		g.body.recover = g.blocks[fn.Recover.Index]
	}
	return g.blocks[0]
}

func (g *generator) block(b *ssa.BasicBlock) {
	g.ops, g.last = nil, nil
	for _, in := range b.Instrs {
		if v, ok := in.(ssa.Value); ok && g.folded[v] {
			continue
		}
		n := len(g.ops)
		g.now = in
		g.instruction(in)
		if len(g.ops) > n {
			g.last = in
		}
	}
	g.blocks[b.Index].ops = g.ops
}

// progress is where the generator of c has got to, as well as that is known.
func (g *generator) progress(c *code) token.Pos {
	switch {
	case g == nil || g.now == nil:
		return c.fn.Pos()
	case g.now.Pos().IsValid():
		return g.now.Pos()
	}
	return g.position(g.now.Block())
}

func (g *generator) emit(o op) { g.ops = append(g.ops, o) }

func (g *generator) rtype(t types.Type) reflect.Type { return g.m.rtype(t) }

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
		g.conversion(in)
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

//go:noinline
func (g *generator) panicStmt(in *ssa.Panic) {
	if g.rangePanic(in) {
		return
	}
	fails := panicWith(g.slot(in.X), in.Pos())
	g.blocks[in.Block().Index].next = func(f frame) *block {
		fails(f)
		return nil
	}
}
