package interp

import (
	"go/token"
	"go/types"
	"os"
	"sort"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/exec"
)

// link builds a checked cell and ties it to what earlier cells declared.
func (s *Session) link(u *unit) (code exec.Code, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = s.internal(u, v)
		}
	}()
	order := u.info.InitOrder
	if u.program {
		order = nil // has Go's already
	}
	sort.SliceStable(order, func(i, j int) bool { return order[i].Rhs.Pos() < order[j].Rhs.Pos() })
	if len(u.changed) > 0 {
		s.forgetMethodSets()
	}
	u.pkg = s.prog.CreatePackage(u.types, u.files, u.info, true)
	for _, a := range u.again { // they refer to this package, and this one to them
		a.pkg = s.prog.CreatePackage(a.types, a.files, a.info, true)
	}
	u.pkg.Build()
	s.replaceFunctions(u)
	s.replaceVariables(u)
	s.linkAgain(u)
	if err := s.setEmbedded(u.pkg, os.DirFS("."), u.embeds); err != nil {
		return nil, err
	}
	init := u.pkg.Func("init")
	for _, fn := range init.AnonFuncs {
		if isStatements(fn) {
			s.m.Function(fn).Toplevel()
		}
	}
	for _, named := range u.changed {
		s.m.MethodsChanged(named)
	}
	return s.m.Function(init), nil
}

// isStatements reports whether fn is what a cell's file has around statements.
func isStatements(fn *ssa.Function) bool {
	r := fn.Signature.Results()
	return r.Len() == 1 && r.At(0).Name() == stopName
}

// internal turns a panic of the compiler side into an error.
func (s *Session) internal(u *unit, v any) error {
	switch v := v.(type) {
	case exec.Unsupported:
		return s.explain(v, nil)
	case exec.NoMemory:
		return s.explain(v, nil)
	}
	f := exec.NewFailure(token.NoPos, v)
	if u.pkg != nil && !f.Pos.IsValid() {
		f.Pos = building(u.pkg)
	}
	line, col, text := u.cell.line(0)
	return s.fault(f, Problem{Cell: u.cell.name, Line: line, Col: col, Source: text})
}

// replaceFunctions makes earlier callers call the functions and methods that
// this cell declares again.
func (s *Session) replaceFunctions(u *unit) {
	for name, m := range u.pkg.Members {
		fn, ok := m.(*ssa.Function)
		if !ok || strings.Contains(name, mark) {
			continue
		}
		old, ok := s.members[name].(*ssa.Function)
		switch {
		case !ok || !types.Identical(old.Signature, fn.Signature):
		case fn.Signature.TypeParams().Len() > 0:
			s.replaceInstances(old, u.types)
		default:
			s.m.Redefine(old, fn)
		}
	}
	for _, late := range u.late {
		switch {
		case late.old == nil:
		case late.named.TypeParams().Len() > 0:
			s.m.RedefineMethod(s.prog.FuncValue(late.old))
		case types.Identical(late.old.Signature(), late.method.Signature()):
			s.m.Redefine(s.prog.FuncValue(late.old), s.prog.FuncValue(late.method))
		}
	}
}

// replaceInstances makes callers of the instances of a generic function call
// those of the one that pkg declares in its place.
func (s *Session) replaceInstances(old *ssa.Function, pkg *types.Package) {
	for _, fn := range s.m.Instances(old) {
		if new, err := s.imp.instantiate(pkg, old.Name(), fn.TypeArgs()); err == nil {
			s.m.Redefine(fn, new)
		}
	}
}

// replaceVariables lets a variable declared again with the same type keep its
// memory, so that functions of earlier cells see it.
func (s *Session) replaceVariables(u *unit) {
	initialized := map[*types.Var]bool{}
	for _, in := range u.info.InitOrder {
		for _, v := range in.Lhs {
			initialized[v] = true
		}
	}
	for name, m := range u.pkg.Members {
		g, ok := m.(*ssa.Global)
		if !ok {
			continue
		}
		old, ok := s.members[name].(*ssa.Global)
		if !ok || !types.Identical(old.Type(), g.Type()) {
			continue
		}
		s.m.Share(old, g)
		if v, ok := g.Object().(*types.Var); ok && !initialized[v] {
			s.m.Value(g).SetZero()
		}
	}
}

// commit takes over the names of a cell that ran; of one that failed, those
// declared before the failing statement.
func (s *Session) commit(u *unit, err error, run *exec.Run) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pin(u, u.pkg.Func("init"))
	limit := len(u.cell.code) + 1
	if err != nil {
		limit = s.failedAt(u, err, run)
	}
	for _, name := range u.types.Scope().Names() {
		obj := u.types.Scope().Lookup(name)
		if obj.Pkg() != u.types || strings.Contains(name, mark) {
			continue
		}
		if _, ok := obj.(*types.Var); ok && s.offset(u, obj) >= limit {
			continue
		}
		if old := s.scope[name]; old != nil {
			s.replaced(old)
		}
		s.scope[name] = obj
		if _, ok := obj.(*types.TypeName); ok {
			s.declaredIn[name] = append(s.declaredIn[name], u.cell.name)
		}
		s.members[name] = u.pkg.Members[name]
		delete(s.imports, name)
	}
	for name, spec := range u.imports {
		s.imports[name] = spec
		delete(s.scope, name)
	}
	for _, path := range u.dots {
		s.dotImport(path)
	}
	s.commitAgain(u)
	for name, text := range u.texts {
		s.texts[name] = text
	}
}

// offset is where the cell declares obj.
func (s *Session) offset(u *unit, obj types.Object) int {
	return u.cell.src.cellOffset(s.fset.Position(obj.Pos()).Offset)
}

// failedAt returns where the statement begins that failed, or behind the cell if
// all of it has run.
func (s *Session) failedAt(u *unit, err error, run *exec.Run) int {
	stack, ended := run.Where()
	if l, ok := err.(left); ok {
		stack, ended = l.stack, false
	}
	if ended {
		return len(u.cell.code) + 1
	}
	off := 0
	for _, at := range stack {
		if c, o := s.locate(at.Pos); c == u.cell {
			off = o
		}
	}
	start := 0
	for _, c := range u.chunks {
		if c.start <= off {
			start = c.start
		}
	}
	return start
}
