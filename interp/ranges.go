package interp

import (
	"go/ast"
	"go/token"
	"go/types"
)

// rangeOverPointers turns "range *p" over an array whose elements the loop does
// not want into "range p". Go does not read *p there, so that p may be nil;
// go/ssa would.
func rangeOverPointers(file *ast.File, info *types.Info) {
	ast.Inspect(file, func(n ast.Node) bool {
		r, ok := n.(*ast.RangeStmt)
		if !ok || r.Value != nil && !isBlank(r.Value) {
			return true
		}
		star, ok := ast.Unparen(r.X).(*ast.StarExpr)
		if !ok || calls(star) {
			return true
		}
		if _, ok := info.TypeOf(star).Underlying().(*types.Array); ok {
			r.X = star.X
		}
		return true
	})
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}

// calls reports whether e has a call or a receive operation: then it is
// evaluated whatever the loop wants.
func calls(e ast.Expr) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		}
		return !found
	})
	return found
}
