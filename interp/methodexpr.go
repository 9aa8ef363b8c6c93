package interp

import (
	"go/ast"
	"go/types"
)

// methodExpressions returns an error for each method expression of a generic
// method inside a generic function or method, where go/ssa loses the method's
// type parameters (golang/go#81385). Outside, and on a type that is not generic
// itself, it does not.
func methodExpressions(f *ast.File, info *types.Info) (errs []error) {
	for _, d := range f.Decls {
		fd, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		fn, ok := info.Defs[fd.Name].(*types.Func)
		if !ok || fn.Signature().TypeParams().Len()+fn.Signature().RecvTypeParams().Len() == 0 {
			continue
		}
		ast.Inspect(fd, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if s := info.Selections[sel]; s != nil && s.Kind() == types.MethodExpr && losesTypeParams(s) {
				errs = append(errs, types.Error{Pos: sel.Sel.Pos(), Msg: "the method expression of a generic method of a generic type is not supported inside a generic function (golang/go#81385): " +
					"write a function literal that calls the method, or use a method value"})
			}
			return true
		})
	}
	return errs
}

// losesTypeParams reports whether a method has type parameters of its own and
// those of its receiver's type.
func losesTypeParams(s *types.Selection) bool {
	sig := s.Obj().(*types.Func).Origin().Signature()
	return sig.TypeParams().Len() > 0 && sig.RecvTypeParams().Len() > 0
}
