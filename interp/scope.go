package interp

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// The scope of a new cell: the names that earlier cells have left, without those
// that it declares itself.

// populate puts the names of earlier cells into the scope of a new one.
func (s *Session) populate(p *types.Package, local map[string]bool) {
	for name, obj := range s.scope {
		if !local[name] {
			p.Scope().Insert(obj)
		}
	}
	for _, name := range s.engine.Scope().Names() {
		p.Scope().Insert(s.engine.Scope().Lookup(name))
	}
}

// insertOld puts an earlier cell's variable into the scope of a cell that
// declares one of the same name: the one keeps its memory, under another name.
func (s *Session) insertOld(p *types.Package, name string) {
	old, ok := s.members[name].(*ssa.Global)
	if !ok {
		return
	}
	own := types.NewPackage("main", "main")
	v := types.NewVar(old.Pos(), own, name+oldSuffix, old.Type().(*types.Pointer).Elem())
	own.Scope().Insert(v)
	own.MarkComplete()
	s.m.Share(old, s.prog.CreatePackage(own, nil, nil, false).Var(v.Name()))
	p.Scope().Insert(v)
}

func (s *Session) declaredNames(f *ast.File) map[string]bool {
	names := map[string]bool{}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names[d.Name.Name] = true
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					names[spec.Name.Name] = true
				case *ast.ValueSpec:
					for _, n := range spec.Names {
						names[n.Name] = true
					}
				case *ast.ImportSpec:
					names[s.importName(spec)] = true
				}
			}
		}
	}
	return names
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
