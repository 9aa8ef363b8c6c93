package exec

import (
	"go/constant"
	"go/token"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/ssa"
)

// A value that is used once, in the block where it is computed, needs no slot
// and no op of its own: the instruction that uses it computes it. fold finds
// such values. Only numbers of 64 bits are folded, for which there are
// operands (operand.go), and comparisons into the branch they decide.
//
// A load is made later than it stands, when it is folded; nothing that it
// could notice, and no other panic, may lie between.
func (g *generator) fold() {
	for _, b := range g.fn.Blocks {
		f := folder{g: g, block: b, order: map[ssa.Instruction]int{}}
		for i, in := range b.Instrs {
			f.order[in] = i
		}
		for i := len(b.Instrs) - 1; i >= 0; i-- {
			v, ok := b.Instrs[i].(ssa.Value)
			if !ok || !g.partOfOther(v) && !f.sliceOfElements(v, i) {
				f.root = i
				f.operands(b.Instrs[i], i)
			}
		}
	}
}

// folder folds within a block.
type folder struct {
	g     *generator
	block *ssa.BasicBlock
	order map[ssa.Instruction]int // a folded value has that of what computes it
	root  int                     // the order of what is being folded into
}

// operands folds what it can of the operands of in. They are evaluated in
// order; limit is the place before which the last of them is, and the result
// the one before which the first is.
func (f *folder) operands(in ssa.Instruction, limit int) int {
	list := f.g.candidates(in)
	for i := len(list) - 1; i >= 0; i-- {
		v := list[i]
		in, ok := v.(ssa.Instruction)
		if !ok || in.Block() != f.block || len(*v.Referrers()) != 1 {
			continue
		}
		at := f.order[in]
		if !f.g.isInner(v) {
			if !f.g.computable(v) || delicate(v) && !f.quiet(at, limit) {
				continue
			}
			f.g.folded[v] = true
			f.order[in] = f.root
			if delicate(v) {
				limit = at
			}
		}
		limit = f.operands(in, limit)
	}
	return limit
}

// sliceOfElements folds a slice that is loaded only to index it, if nothing
// sets what it is loaded from before its last use. The load of a global cannot
// fail, so that it may also be made after what can.
func (f *folder) sliceOfElements(v ssa.Value, i int) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL || len(*load.Referrers()) == 0 {
		return false
	}
	if _, ok := load.Type().Underlying().(*types.Slice); !ok {
		return false
	}
	last := i
	for _, r := range *load.Referrers() {
		ia, ok := r.(*ssa.IndexAddr)
		if !ok || ia.X != v || ia.Index == v || !f.g.inner(ia) || len(*ia.Referrers()) != 1 {
			return false
		}
		use := (*ia.Referrers())[0]
		if _, ok := use.(*ssa.FieldAddr); ok || use.Block() != f.block {
			return false
		}
		last = max(last, f.order[use])
	}
	_, global := load.X.(*ssa.Global)
	for _, in := range f.block.Instrs[i+1 : last] {
		if !f.g.silent(in) && !(global && f.keepsSlices(in)) {
			return false
		}
	}
	f.g.folded[v] = true
	return true
}

// keepsSlices reports whether in leaves all slices in memory as they are.
func (f *folder) keepsSlices(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.Store:
		_, ok := in.Val.Type().Underlying().(*types.Basic)
		return ok
	case *ssa.UnOp:
		return in.Op != token.ARROW
	case *ssa.BinOp, *ssa.Convert, *ssa.Slice, *ssa.MakeInterface, *ssa.Alloc, *ssa.Index, *ssa.FieldAddr, *ssa.IndexAddr:
		return true
	}
	return false
}

// delicate reports whether it matters when v is computed.
func delicate(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.UnOp:
		return v.Op == token.MUL
	case *ssa.BinOp:
		_, basic := v.X.Type().Underlying().(*types.Basic)
		return !basic
	}
	return false
}

// quiet reports whether what stands at a place can as well be computed at
// limit.
func (f *folder) quiet(at, limit int) bool {
	if at >= limit {
		return false
	}
	for _, in := range f.block.Instrs[at+1 : limit] {
		if !f.g.silent(in) {
			return false
		}
		if v, ok := in.(ssa.Value); ok && f.g.folded[v] && f.order[in] < f.root {
			return false // made before what it stands behind
		}
	}
	return true
}

func (g *generator) isInner(v ssa.Value) bool {
	switch v.(type) {
	case *ssa.FieldAddr, *ssa.IndexAddr:
		return g.inner(v)
	}
	return false
}

// candidates are the operands of in that it could compute, in the order in
// which it would.
func (g *generator) candidates(in ssa.Instruction) []ssa.Value {
	switch in := in.(type) {
	case *ssa.BinOp:
		if isComparison(in.Op) && g.number(in.X.Type()) == g.number(in.Y.Type()) || g.takesOperands(in) {
			return []ssa.Value{in.X, in.Y}
		}
	case *ssa.Convert:
		if g.number(in.Type()) != reflect.Invalid && g.number(in.X.Type()) != reflect.Invalid {
			return []ssa.Value{in.X}
		}
	case *ssa.UnOp:
		if in.Op == token.MUL {
			return []ssa.Value{in.X}
		}
	case *ssa.Store:
		return []ssa.Value{in.Val, in.Addr}
	case *ssa.FieldAddr:
		return []ssa.Value{in.X}
	case *ssa.IndexAddr:
		if g.number(in.Index.Type()) == reflect.Int64 {
			return []ssa.Value{in.Index}
		}
	case *ssa.Return:
		if len(in.Results) == 1 {
			return in.Results
		}
	case *ssa.If:
		return []ssa.Value{in.Cond}
	case *ssa.Call:
		if fn, ok := in.Call.Value.(*ssa.Function); ok && fn.Blocks != nil {
			return in.Call.Args
		}
	}
	return nil
}

// takesOperands reports whether in is arithmetic for which there is code with
// operands.
func (g *generator) takesOperands(in *ssa.BinOp) bool {
	kind := g.number(in.Type())
	if kind == reflect.Invalid {
		return false
	}
	switch in.Op {
	case token.ADD, token.SUB, token.MUL:
		return true
	case token.QUO:
		return kind == reflect.Float64
	case token.AND, token.REM:
		return kind == reflect.Int64 && positive(in.Y)
	}
	return false
}

// number is reflect.Int64 or Float64 for the types that are folded.
func (g *generator) number(t types.Type) reflect.Kind {
	b, ok := t.Underlying().(*types.Basic)
	if !ok {
		return reflect.Invalid
	}
	switch b.Kind() {
	case types.Int, types.Int64, types.UntypedInt:
		return reflect.Int64
	case types.Float64, types.UntypedFloat:
		return reflect.Float64
	}
	return reflect.Invalid
}

// computable reports whether there is an operand that computes v.
func (g *generator) computable(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.UnOp:
		return v.Op == token.MUL && g.number(v.Type()) != reflect.Invalid && !isRangeState(v.X)
	case *ssa.Convert:
		return g.number(v.Type()) != reflect.Invalid && g.number(v.X.Type()) != reflect.Invalid
	case *ssa.BinOp:
		if isComparison(v.Op) {
			_, ok := (*v.Referrers())[0].(*ssa.If)
			return ok
		}
		return g.takesOperands(v)
	}
	return false
}

func positive(v ssa.Value) bool {
	k, ok := v.(*ssa.Const)
	return ok && k.Value != nil && constant.Sign(constant.ToInt(k.Value)) > 0
}

// silent reports whether in neither panics nor changes memory that a load
// could read.
func (g *generator) silent(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.Phi, *ssa.ChangeType, *ssa.Extract, *ssa.Field, *ssa.DebugRef:
		return true
	case *ssa.FieldAddr:
		return g.inner(in)
	case *ssa.IndexAddr:
		return g.inner(in)
	case *ssa.Convert:
		return g.number(in.Type()) != reflect.Invalid
	case *ssa.UnOp:
		return in.Op == token.SUB || in.Op == token.NOT || in.Op == token.XOR || g.folded[in]
	case *ssa.BinOp:
		return in.Op != token.QUO && in.Op != token.REM && in.Op != token.SHL && in.Op != token.SHR && !types.IsInterface(in.X.Type())
	}
	return false
}
