package plotting

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func packageDoc(t *testing.T) (p *doc.Package, examples map[string]bool) {
	t.Helper()
	fset := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files, tests []*ast.File
	for _, n := range names {
		f, err := parser.ParseFile(fset, n, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(n, "_test.go") {
			tests = append(tests, f)
		} else {
			files = append(files, f)
		}
	}
	p, err = doc.NewFromFiles(fset, files, "github.com/dlfs-go/book/plotting")
	if err != nil {
		t.Fatal(err)
	}
	examples = map[string]bool{}
	for _, e := range doc.Examples(tests...) {
		examples[e.Name] = true
	}
	return p, examples
}

// Every exported name has a comment; every function that draws says in which
// section its figure appears, stands in the table of the package comment, and
// has an example.
func TestDocs(t *testing.T) {
	p, examples := packageDoc(t)
	section := regexp.MustCompile(`(?s)\(\s*(sections?|chapters?|appendix)\s|section\s+\d\.\d`)
	funcs := p.Funcs
	for _, typ := range p.Types {
		funcs = append(funcs, typ.Funcs...)
		if typ.Doc == "" {
			t.Errorf("type %s: no comment", typ.Name)
		}
		for _, m := range typ.Methods {
			if m.Doc == "" && m.Name != "Error" {
				t.Errorf("%s.%s: no comment", typ.Name, m.Name)
			}
		}
	}
	for _, f := range funcs {
		if !section.MatchString(f.Doc) {
			t.Errorf("func %s: no section of the book in the comment %q", f.Name, f.Doc)
		}
		if f.Name == "PathOf" || f.Name == "NewGraph" {
			continue // parts of figures, with an example under another name
		}
		if !strings.Contains(p.Doc, f.Name) {
			t.Errorf("func %s is not in the table of the package comment", f.Name)
		}
		if !examples[f.Name] {
			t.Errorf("func %s has no example", f.Name)
		}
	}
	if len(funcs) < 19 {
		t.Errorf("only %d functions found", len(funcs))
	}
}
