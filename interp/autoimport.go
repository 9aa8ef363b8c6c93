package interp

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// AutoImport sets whether a cell may use a package of the standard library that
// no cell has imported: a name before a dot, not declared, that is a package's
// is then imported as if the cell did so. At first it may not.
func (s *Session) AutoImport(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.autoImport = on
}

// addImports adds the imports to the plan that the errors ask for, and reports
// whether there were any.
func (s *Session) addImports(p *plan, a *attempt) (added bool) {
	if !s.autoImport || a.unit.types == nil {
		return false
	}
	for _, err := range a.errs {
		e := err.(types.Error)
		name, ok := strings.CutPrefix(e.Msg, "undefined: ")
		if !ok || a.selected(e.Pos) == "" {
			continue
		}
		path := s.standard(name, a.members(name))
		if spec := name + " " + strconv.Quote(path); path != "" && !slices.Contains(p.imports, spec) {
			p.imports = append(p.imports, spec)
			added = true
		}
	}
	return added
}

// members are the names that the cell selects of name.
func (a *attempt) members(name string) (list []string) {
	ast.Inspect(a.file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == name && !slices.Contains(list, sel.Sel.Name) {
				list = append(list, sel.Sel.Name)
			}
		}
		return true
	})
	return list
}

// standard returns the package of the standard library of that name that has
// the members; "" if none has all of them. Of several it is the one with the
// shortest path: math/rand before crypto/rand and math/rand/v2.
func (s *Session) standard(name string, members []string) string {
	var found []string
	for _, path := range s.pathsNamed(name, "") {
		first, _, _ := strings.Cut(path, "/")
		if strings.Contains(first, ".") || s.imp.find(path) == nil {
			continue
		}
		pkg, err := s.imp.Import(path)
		lacks := func(m string) bool { return pkg.Scope().Lookup(m) == nil }
		if err == nil && !slices.ContainsFunc(members, lacks) {
			found = append(found, path)
		}
	}
	if len(found) == 0 {
		return ""
	}
	return slices.MinFunc(found, func(x, y string) int {
		return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(y, x)) // text/template before html/template
	})
}
