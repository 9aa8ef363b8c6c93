package dlfs

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
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
	section := regexp.MustCompile(`\(sections?\s\d\.\d+(\.\d+)*`)
	table := regexp.MustCompile(`\w+`).FindAllString(p.Doc, -1)
	ours := map[string]bool{"Error": true} // not in the book
	checked := 0
	for _, name := range exported(p) {
		if !ours[name] && !slices.Contains(table, name) {
			t.Errorf("%s is not in the table of the package comment", name)
		}
	}
	for _, v := range append(p.Consts, p.Vars...) {
		if v.Doc == "" {
			t.Errorf("%v: no comment", v.Names)
		}
	}
	for _, typ := range p.Types {
		checked++
		if !section.MatchString(typ.Doc) {
			t.Errorf("type %s: no section of the book in the comment %q", typ.Name, typ.Doc)
		}
		for _, f := range append(typ.Methods, typ.Funcs...) {
			if f.Doc == "" && f.Name != "Error" {
				t.Errorf("%s.%s: no comment", typ.Name, f.Name)
			}
		}
	}
	for _, f := range append(p.Funcs, constructors(p)...) {
		checked++
		if !section.MatchString(f.Doc) {
			t.Errorf("func %s: no section of the book in the comment %q", f.Name, f.Doc)
		}
	}
	if checked < 100 {
		t.Errorf("only %d names found", checked)
	}
}

// exported returns the names of types and functions, without constructors that
// are called New and the name of their type.
func exported(p *doc.Package) []string {
	var names []string
	for _, typ := range p.Types {
		names = append(names, typ.Name)
	}
	for _, f := range append(p.Funcs, constructors(p)...) {
		if !slices.Contains(names, strings.TrimPrefix(f.Name, "New")) {
			names = append(names, f.Name)
		}
	}
	return names
}

// constructors returns the functions that go/doc lists with the type they
// return.
func constructors(p *doc.Package) []*doc.Func {
	var funcs []*doc.Func
	for _, typ := range p.Types {
		funcs = append(funcs, typ.Funcs...)
	}
	return funcs
}
