package interp_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"golang.org/x/tools/go/gcexportdata"

	"github.com/dlfs-go/book/interp/bind"
)

// TestOverlays finds the generic functions and methods of bound packages, which
// have no compiled form: each has a body in the package's overlay.
func TestOverlays(t *testing.T) {
	known, found := map[string]*types.Package{}, 0
	for _, path := range bind.Paths() {
		p := bind.Lookup(path)
		if p.Export == nil {
			continue
		}
		pkg, err := gcexportdata.Read(bytes.NewReader(p.Export()), token.NewFileSet(), known, path)
		if err != nil {
			t.Fatal(err)
		}
		bodies := map[string]bool{}
		if p.Overlay != nil {
			bodies = functions(t, p.Overlay())
		}
		for _, name := range generics(pkg) {
			found++
			if !bodies[name] {
				t.Errorf("%s: %s is generic and has no body in interp/generic/overlay", path, name)
			}
		}
	}
	if found < 10 {
		t.Errorf("%d generic functions in all bound packages, want more: the test looks at the wrong thing", found)
	}
}

// generics are the generic functions of a package, and the methods of its
// generic types as an overlay names them.
func generics(pkg *types.Package) (names []string) {
	for _, name := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(name)
		if !obj.Exported() {
			continue
		}
		switch t := obj.Type().(type) {
		case *types.Signature:
			if t.TypeParams().Len() > 0 {
				names = append(names, name)
			}
		case *types.Named:
			for m := range t.Methods() {
				if t.TypeParams().Len() > 0 && m.Exported() {
					names = append(names, name+"_"+m.Name())
				}
			}
		}
	}
	return names
}

func functions(t *testing.T, files map[string]string) map[string]bool {
	names := map[string]bool{}
	for name, text := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				names[fn.Name.Name] = true
			}
		}
	}
	return names
}
