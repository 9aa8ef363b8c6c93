package interp

import (
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"
)

// A method of a type of an earlier cell. go/types cannot check its
// declaration, because the type is not declared in the same check. So the
// declaration is written as a function with the receiver as first parameter;
// its signature gives the method, which is added to the type before the
// cell's bodies are checked; and go/ssa is shown the function as a method.
type late struct {
	lateMethod
	named  *types.Named
	method *types.Func
	old    *types.Func // what it replaces
}

// lateEdits are the methods that a check has added to types, to be taken back
// if it fails.
type lateEdits struct {
	list  []late
	saved map[*types.Named][]*types.Func
	cell  *cellFile
	errs  []types.Error // of receivers, and of methods declared twice

	settled bool // the methods have the signatures of the check of the bodies
}

// declareLate adds the late methods of a cell to their types. It checks the
// cell without bodies, to know the signatures.
func (s *Session) declareLate(f *ast.File, methods []lateMethod, u *unit) lateEdits {
	edits := lateEdits{cell: u.cell, saved: map[*types.Named][]*types.Func{}}
	sigs := *f
	sigs.Decls = nil
	for _, d := range f.Decls {
		if fd, ok := d.(*ast.FuncDecl); ok {
			c := *fd
			c.Body = nil
			d = &c
		}
		sigs.Decls = append(sigs.Decls, d)
	}
	p := s.newPackage()
	conf := types.Config{Importer: s.imp, Error: func(error) {}, IgnoreFuncBodies: true}
	types.NewChecker(&conf, s.fset, p, nil).Files([]*ast.File{&sigs})
	for _, m := range methods {
		fn, ok := p.Scope().Lookup(m.function).(*types.Func)
		if !ok || fn.Signature().Params().Len() == 0 {
			continue
		}
		recv := fn.Signature().Params().At(0)
		named, wrong := receiverType(recv.Type(), m.receiver)
		if wrong != "" {
			edits.errs = append(edits.errs, types.Error{Pos: recv.Pos(), Msg: wrong})
		} else if named != nil {
			edits.add(late{lateMethod: m, named: named, method: asMethod(u.types, fn, m)})
		}
	}
	s.forgetInstances(edits.types())
	return edits
}

// asMethod makes the method that the function fn stands for.
func asMethod(pkg *types.Package, fn *types.Func, m lateMethod) *types.Func {
	return types.NewFunc(fn.Pos(), pkg, m.name, methodSignature(fn.Signature(), m.receiver))
}

// methodSignature makes of a function's signature that of the method. The first
// of its type parameters, so many, become those of the receiver.
func methodSignature(sig *types.Signature, receiver int) *types.Signature {
	var params []*types.Var
	for i := 1; i < sig.Params().Len(); i++ {
		params = append(params, sig.Params().At(i))
	}
	all := unbindTypeParams(sig)
	m := types.NewSignatureType(sig.Params().At(0), all[:receiver], all[receiver:], types.NewTuple(params...), sig.Results(), sig.Variadic())
	if len(all) > 0 {
		shareScope(m, sig)
	}
	return m
}

// receiverType returns the type whose methods have a receiver of type t, or says
// as go/types does why there is none; both are empty for a type that is wrong in
// itself. The receiver has params type parameters.
func receiverType(t types.Type, params int) (named *types.Named, wrong string) {
	whole, base := t, types.Unalias(t)
	if p, ok := base.(*types.Pointer); ok {
		t = p.Elem()
		base = types.Unalias(t)
	}
	name := types.TypeString(t, qualifier)
	switch b := base.(type) {
	case *types.Named:
		switch {
		case b.Obj().Pkg() == nil || b.Obj().Pkg().Path() != "main":
			return nil, "cannot define new methods on non-local type " + name
		case b.TypeArgs().Len() > 0 && params == 0:
			return nil, "cannot define new methods on instantiated type " + name
		case isAlias(t) && b.TypeArgs().Len() > 0:
			return nil, "cannot define new methods on generic alias type " + name
		}
		switch b.Underlying().(type) {
		case *types.Pointer, *types.Interface:
			return nil, "invalid receiver type " + name + " (pointer or interface type)"
		}
		return b.Origin(), ""
	case *types.Basic:
		if b.Kind() == types.Invalid {
			return nil, ""
		}
		return nil, "cannot define new methods on non-local type " + name
	}
	return nil, "invalid receiver type " + types.TypeString(whole, qualifier)
}

func isAlias(t types.Type) bool {
	_, ok := t.(*types.Alias)
	return ok
}

func (e *lateEdits) add(l late) {
	for _, m := range e.list {
		if m.named == l.named && m.name == l.name {
			e.wrong(l, "method "+l.named.Obj().Name()+"."+l.name+" already declared at "+e.cell.place(m.method.Pos()))
			return
		}
	}
	if st, ok := l.named.Underlying().(*types.Struct); ok {
		for f := range st.Fields() {
			if f.Name() == l.name {
				e.wrong(l, "field and method with the same name "+l.name)
				return
			}
		}
	}
	list := methodsOf(l.named)
	if _, ok := e.saved[l.named]; !ok {
		e.saved[l.named] = append([]*types.Func(nil), *list...)
	}
	for i, m := range *list {
		if m.Name() == l.name {
			l.old = m
			*list = append([]*types.Func(nil), *list...)
			(*list)[i] = l.method
		}
	}
	if l.old == nil {
		l.named.AddMethod(l.method)
	}
	e.list = append(e.list, l)
}

func (e *lateEdits) wrong(l late, msg string) {
	e.errs = append(e.errs, types.Error{Pos: l.method.Pos(), Msg: msg})
}

func (e *lateEdits) types() []*types.Named { return slices.Collect(maps.Keys(e.saved)) }

func (e *lateEdits) undo(s *Session) {
	for named, list := range e.saved {
		*methodsOf(named) = list
	}
	s.forgetInstances(e.types())
}

// bind gives go/ssa the late methods as such.
func (e *lateEdits) bind(s *Session, f *ast.File, u *unit) *ast.File {
	if len(e.list) == 0 {
		return f
	}
	u.late = e.list
	e.settle(s, u.types)
	byName := map[string]late{}
	for _, l := range e.list {
		byName[l.function] = l
		u.changed = append(u.changed, l.named)
	}
	out := *f
	out.Decls = nil
	for _, d := range f.Decls {
		fd, ok := d.(*ast.FuncDecl)
		if !ok || !strings.Contains(fd.Name.Name, lateInfix) {
			out.Decls = append(out.Decls, d)
			continue
		}
		l := byName[fd.Name.Name]
		params := fd.Type.Params.List
		method := &ast.FuncDecl{
			Recv: &ast.FieldList{List: params[:1]},
			Name: &ast.Ident{NamePos: fd.Name.NamePos, Name: l.name},
			Type: &ast.FuncType{Func: fd.Type.Func, TypeParams: ownTypeParams(fd, l.receiver), Params: &ast.FieldList{List: params[1:]}, Results: fd.Type.Results},
			Body: fd.Body,
		}
		u.info.Defs[method.Name] = l.method
		out.Decls = append(out.Decls, method)
	}
	return &out
}

// ownTypeParams returns what follows the receiver's type parameters, which stand
// in a field each.
func ownTypeParams(fd *ast.FuncDecl, receiver int) *ast.FieldList {
	all := fd.Type.TypeParams
	if all == nil || len(all.List) == receiver {
		return nil
	}
	return &ast.FieldList{Opening: all.Opening, List: all.List[receiver:], Closing: all.Closing}
}
