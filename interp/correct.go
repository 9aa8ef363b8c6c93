package interp

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// Some errors are of the file that was made of a cell, not of the cell. The
// plan is corrected, and the cell checked again.

// correct mends the plan where the errors say that the file, not the cell, was
// wrong.
func (p *plan) correct(a *attempt) bool {
	for _, err := range a.errs {
		e := err.(types.Error)
		if p.result && strings.Contains(e.Msg, "(no value) used as value") && a.inResult(e.Pos, p) {
			p.result = false
			return true
		}
		if strings.HasPrefix(e.Msg, "implicit assignment to unexported field") && p.key(a, e) {
			return true
		}
	}
	return false
}

func (a *attempt) inResult(pos token.Pos, p *plan) bool {
	c := a.unit.cell
	return c.src.cellOffset(c.file.Offset(pos)) >= p.chunks[len(p.chunks)-1].start
}

// key names the fields of the positional literal that e is about.
func (p *plan) key(a *attempt, e types.Error) bool {
	var lit *ast.CompositeLit
	ast.Inspect(a.file, func(n ast.Node) bool {
		if c, ok := n.(*ast.CompositeLit); ok && c.Lbrace <= e.Pos && e.Pos <= c.Rbrace {
			lit = c
		}
		return true
	})
	if lit == nil {
		return false
	}
	t := a.unit.info.Types[lit].Type
	if t == nil {
		return false
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok || st.NumFields() != len(lit.Elts) {
		return false
	}
	c := a.unit.cell
	for i, elt := range lit.Elts {
		if _, ok := elt.(*ast.KeyValueExpr); ok {
			return false
		}
		p.keyed = append(p.keyed, insertion{c.src.cellOffset(c.file.Offset(elt.Pos())), st.Field(i).Name() + ": "})
	}
	slices.SortFunc(p.keyed, func(x, y insertion) int { return x.off - y.off })
	return true
}
