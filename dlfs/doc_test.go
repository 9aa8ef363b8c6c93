package dlfs

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestDocSections checks that every exported function and type says where the
// book introduces it.
func TestDocSections(t *testing.T) {
	names, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, n := range names {
		if !strings.HasSuffix(n.Name(), ".go") || strings.HasSuffix(n.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, n.Name(), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	p, err := doc.NewFromFiles(fset, files, "github.com/dlfs-go/book/dlfs")
	if err != nil {
		t.Fatal(err)
	}
	section := regexp.MustCompile(`\(sections? \d\.\d+(\.\d+)*`)
	ours := map[string]bool{"Error": true} // not in the book
	checked := 0
	for _, typ := range p.Types {
		checked++
		if !ours[typ.Name] && !section.MatchString(typ.Doc) {
			t.Errorf("type %s: no section of the book in the comment %q", typ.Name, typ.Doc)
		}
		for _, f := range append(typ.Methods, typ.Funcs...) {
			if f.Doc == "" && f.Name != "Error" {
				t.Errorf("%s.%s: no comment", typ.Name, f.Name)
			}
		}
	}
	for _, f := range p.Funcs {
		checked++
		if !section.MatchString(f.Doc) {
			t.Errorf("func %s: no section of the book in the comment %q", f.Name, f.Doc)
		}
	}
	if checked < 15 {
		t.Errorf("only %d names found", checked)
	}
}
