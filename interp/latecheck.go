package interp

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// The signatures of late methods, a second time. Those that declareLate knows
// are of a check of its own, where a type that the cell declares is another one
// than in the check of the bodies:
//
//	type I interface{ A() I }
//	func (t T) A() I { return t }
//
// So the methods get the signatures of the second check as soon as it has them:
// after the cell's types, and before the first expression that may need a
// method. go/types has no hook for this. But it takes what is not a type in the
// order of the file, and asks Config.Sizes about the length of each array. So the
// functions of the late methods come first in the file, and after them an array.

// settlingSizes are the usual sizes. They settle the late methods when they are
// asked, if the time has come.
type settlingSizes struct {
	types.Sizes
	settle func()
}

func (z settlingSizes) Sizeof(t types.Type) int64 {
	z.settle()
	return z.Sizes.Sizeof(t)
}

// checkFile checks the cell's file with bodies.
func (e *lateEdits) checkFile(s *Session, f *ast.File, u *unit, conf types.Config) {
	if len(e.list) > 0 {
		conf.Sizes = settlingSizes{types.SizesFor("gc", "amd64"), func() { e.settle(s, u.types) }}
		written := f.Decls
		f.Decls = functionsFirst(f)
		defer func() { f.Decls = written }()
	}
	types.NewChecker(&conf, s.fset, u.types, u.info).Files([]*ast.File{f})
}

// functionsFirst returns the declarations of a file in another order: imports,
// the functions of late methods, the question for a size, and the others.
func functionsFirst(f *ast.File) []ast.Decl {
	var imports, late, others []ast.Decl
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			if d.Tok == token.IMPORT {
				imports = append(imports, d)
				continue
			}
		case *ast.FuncDecl:
			if strings.Contains(d.Name.Name, lateInfix) {
				late = append(late, d)
				continue
			}
		}
		others = append(others, d)
	}
	return append(append(append(imports, late...), question(f.Name.End())), others...)
}

// question declares
//
//	var _ [1]struct{}
//
// whose length go/types compares with the size of an int. No name that the cell
// may have declared is in it.
func question(pos token.Pos) ast.Decl {
	length := &ast.BasicLit{ValuePos: pos, Kind: token.INT, Value: "1"}
	empty := &ast.StructType{Struct: pos, Fields: &ast.FieldList{Opening: pos, Closing: pos}}
	return &ast.GenDecl{TokPos: pos, Tok: token.VAR, Specs: []ast.Spec{&ast.ValueSpec{
		Names: []*ast.Ident{{NamePos: pos, Name: "_"}},
		Type:  &ast.ArrayType{Lbrack: pos, Len: length, Elt: empty},
	}}}
}

// settle gives the late methods the signatures that pkg has for their
// functions, if it has them all.
func (e *lateEdits) settle(s *Session, pkg *types.Package) {
	if e.settled {
		return
	}
	sigs := make([]*types.Signature, len(e.list))
	for i, l := range e.list {
		fn, ok := pkg.Scope().Lookup(l.function).(*types.Func)
		if !ok {
			return
		}
		sig, ok := fn.Type().(*types.Signature)
		if !ok || sig.Params().Len() == 0 {
			return // not yet known; the receiver is a parameter
		}
		sigs[i] = sig
	}
	e.settled = true
	for i, l := range e.list {
		*l.method.Signature() = *methodSignature(sigs[i], l.receiver)
	}
	s.forgetInstances(e.types())
}
