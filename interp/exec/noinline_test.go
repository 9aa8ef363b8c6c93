package exec

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// The compiler inlines nothing into a function literal that it has itself
// inlined somewhere with the function around it: in such a copy of an op,
// every access to the frame is a call. So what makes ops is marked noinline.
func TestMakersOfOpsAreNotInlined(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	makers := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || !makesOps(fn) {
				continue
			}
			makers++
			if doc := fn.Doc; doc == nil || doc.List[len(doc.List)-1].Text != "//go:noinline" {
				t.Errorf("%s: %s makes function literals: put //go:noinline above it", name, fn.Name.Name)
			}
		}
	}
	if makers < 20 {
		t.Errorf("found %d functions that make ops, want many: the test looks at the wrong thing", makers)
	}
}

// makesOps reports whether fn holds a function literal that works on a frame.
func makesOps(fn *ast.FuncDecl) bool {
	found := false
	ast.Inspect(fn, func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok {
			for _, p := range lit.Type.Params.List {
				if id, ok := p.Type.(*ast.Ident); ok && id.Name == "frame" {
					found = true
				}
			}
		}
		return true
	})
	return found
}
