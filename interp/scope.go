package interp

import (
	"go/token"
	"go/types"
	"unsafe"
)

// The scope of a cell. A new cell's package has what the cell declares, and
// nothing else. What earlier cells have left is in scopes around it, which all
// cells share: first the names that they declared, then those that dot imports
// have brought, then what the engine itself adds. So a cell costs what it
// declares, however many there were before.

// outerScopes puts scopes of the session's own around those of cells. Their
// names are the maps scope and dots.
func (s *Session) outerScopes() {
	dots := types.NewScope(s.engine.Scope(), 0, 0, "dot imports")
	s.outer = types.NewScope(dots, 0, 0, "cells")
	*field[[]*types.Scope](unsafe.Pointer(s.engine.Scope()), privates().children) = nil // or else it keeps those of before
	*elements(dots), *elements(s.outer) = s.dots, s.scope
}

// elements is where a scope keeps its names: go/types lets them be added, but
// not replaced or taken out.
func elements(sc *types.Scope) *map[string]types.Object {
	return field[map[string]types.Object](unsafe.Pointer(sc), privates().elements)
}

// newPackage makes the package of a new cell.
func (s *Session) newPackage() *types.Package {
	p := types.NewPackage("main", "main")
	*field[*types.Scope](unsafe.Pointer(p.Scope()), privates().parent) = s.outer
	return p
}

// innermost returns the scope of a cell's package that pos is in.
// types.Scope.Innermost finds it in packages only that have nothing around them.
func innermost(p *types.Package, pos token.Pos) *types.Scope {
	for file := range p.Scope().Children() {
		if sc := file.Innermost(pos); sc != nil {
			return sc
		}
	}
	return p.Scope()
}

// earlier returns what a name means that earlier cells have left, or nil.
// Packages are not among it.
func (s *Session) earlier(name string) types.Object {
	if obj := s.scope[name]; obj != nil {
		return obj
	}
	if s.imports[name] != "" {
		return nil
	}
	return s.dots[name]
}

// insertOld gives a cell that declares a name the one that was there before,
// under another name: x := x + 1.
func (s *Session) insertOld(p *types.Package, name string) {
	if obj := s.earlier(name); obj != nil {
		all := elements(p.Scope())
		if *all == nil {
			*all = map[string]types.Object{}
		}
		(*all)[name+oldSuffix] = obj
	}
}

// dotImport makes the exported names of a package those of the session.
func (s *Session) dotImport(path string) {
	pkg, err := s.imp.Import(path)
	if err != nil {
		return
	}
	for _, name := range pkg.Scope().Names() {
		if obj := pkg.Scope().Lookup(name); obj.Exported() {
			s.dots[name] = obj
			delete(s.scope, name)
			delete(s.imports, name)
		}
	}
}

// untyped reports whether a package has a variable whose type is not known.
func untyped(p *types.Package) bool {
	for _, n := range p.Scope().Names() {
		if v, ok := p.Scope().Lookup(n).(*types.Var); ok && v.Type() == types.Typ[types.Invalid] {
			return true
		}
	}
	return false
}
