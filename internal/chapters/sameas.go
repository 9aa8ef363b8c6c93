package chapters

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"

	"golang.org/x/tools/go/ast/astutil"

	"github.com/dlfs-go/book/notebook"
)

// sameAs begins the tag of a cell whose functions are the library's own:
// same-as:dlfs.ReLU.Backward. A cell with several functions has as many tags,
// in their order.
const sameAs = "same-as:"

// sameCode is how the text says it: the same code as `dlfs.ReLU`.
var sameCode = regexp.MustCompile("same code as `(dlfs\\.[\\w.]+)`")

// quotes wants a cell after the words “the same code as `dlfs.X`” to be tagged
// with that name. Whether it is the same is for [Library.Compare].
func quotes(nb *notebook.Notebook) []string {
	var found []string
	for i, c := range nb.Cells {
		if c.Kind != notebook.Markdown {
			continue
		}
		for _, m := range sameCode.FindAllStringSubmatch(c.Source, -1) {
			if i+1 == len(nb.Cells) || !strings.Contains(strings.Join(quoted(nb.Cells[i+1]), " ")+" ", m[1]) {
				found = append(found, at(c, "the next cell has no tag %s%s", sameAs, m[1]))
			}
		}
	}
	return found
}

// quoted returns the names in the tags of a cell.
func quoted(c *notebook.Cell) []string {
	var names []string
	tags, _ := c.Metadata["tags"].([]any)
	for _, t := range tags {
		s, _ := t.(string)
		if name, ok := strings.CutPrefix(s, sameAs); ok {
			names = append(names, name)
		}
	}
	return names
}

// A Library is the functions and methods of a package, by names such as
// dlfs.ReLU.Backward.
type Library map[string]*ast.FuncDecl

// ReadLibrary parses the package in a directory.
func ReadLibrary(dir string) (Library, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	lib := Library{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, fn := range functions(f) {
			lib[f.Name.Name+"."+qualified(fn)] = fn
		}
	}
	return lib, nil
}

func functions(f *ast.File) []*ast.FuncDecl {
	var all []*ast.FuncDecl
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			all = append(all, fn)
		}
	}
	return all
}

// qualified is F for a function and T.M for a method.
func qualified(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return fn.Name.Name
	}
	t := fn.Recv.List[0].Type
	if p, ok := t.(*ast.StarExpr); ok {
		t = p.X
	}
	return types.ExprString(t) + "." + fn.Name.Name
}

// Compare returns where the tagged cells of a notebook and the library
// disagree, and how many functions it has compared. Names of the cell's own
// may differ, as may the checks of arguments that end in a panic.
func (lib Library) Compare(nb *notebook.Notebook) (found []string, n int) {
	for _, c := range nb.Cells {
		names := quoted(c)
		if len(names) == 0 {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), c.ID, "package cell\n"+c.Source, parser.SkipObjectResolution)
		if err != nil {
			found = append(found, at(c, "only declarations can be compared: %v", err))
			continue
		}
		fns := functions(f)
		if len(fns) != len(names) {
			found = append(found, at(c, "%d functions for %d tags", len(fns), len(names)))
			continue
		}
		for i, name := range names {
			n++
			switch theirs := lib[name]; {
			case theirs == nil:
				found = append(found, at(c, "there is no %s", name))
			case normal(fns[i]) != normal(theirs):
				found = append(found, at(c, "%s is not the code of %s", qualified(fns[i]), name))
			}
		}
	}
	return found, n
}

// normal returns the tree of a function as text, with its own names numbered
// and without checks.
func normal(fn *ast.FuncDecl) string {
	fn, err := fresh(fn)
	if err != nil {
		return err.Error()
	}
	dropChecks(fn)
	names := map[string]string{}
	number := func(id *ast.Ident) *ast.Ident {
		if types.Universe.Lookup(id.Name) != nil || id.Name == "_" {
			return id
		}
		if names[id.Name] == "" {
			names[id.Name] = fmt.Sprintf("name%d", len(names)+1)
		}
		return ast.NewIdent(names[id.Name])
	}
	astutil.Apply(fn, func(cur *astutil.Cursor) bool {
		switch x := cur.Node().(type) {
		case *ast.SelectorExpr:
			if p, ok := x.X.(*ast.Ident); ok && p.Name == "dlfs" {
				cur.Replace(number(x.Sel))
				return false
			}
		case *ast.Ident:
			_, selects := cur.Parent().(*ast.SelectorExpr)
			if !selects || cur.Name() == "X" && !packages[x.Name] || cur.Name() == "Sel" && !x.IsExported() {
				cur.Replace(number(x))
				return false
			}
		}
		return true
	}, nil)
	var b bytes.Buffer
	if err := ast.Fprint(&b, nil, fn, structure); err != nil {
		return err.Error()
	}
	return b.String()
}

// dropChecks takes the checks of arguments out of a function, and the variables
// that only they have used.
func dropChecks(fn *ast.FuncDecl) {
	uses := map[string]int{}
	astutil.Apply(fn, func(cur *astutil.Cursor) bool {
		if s, ok := cur.Node().(ast.Stmt); ok && cur.Index() >= 0 && isCheck(s) {
			cur.Delete()
			return false
		}
		return true
	}, nil)
	ast.Inspect(fn, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			uses[id.Name]++
		}
		return true
	})
	astutil.Apply(fn, func(cur *astutil.Cursor) bool {
		s, ok := cur.Node().(*ast.AssignStmt)
		if !ok || s.Tok != token.DEFINE {
			return true
		}
		used := false
		for i, lhs := range s.Lhs {
			if id, ok := lhs.(*ast.Ident); ok && uses[id.Name] < 2 {
				s.Lhs[i] = ast.NewIdent("_")
			} else {
				used = used || !ok || id.Name != "_"
			}
		}
		if !used && cur.Index() >= 0 {
			cur.Delete()
			return false
		}
		return true
	}, nil)
}

// fresh returns a copy of a function, without its comments.
func fresh(fn *ast.FuncDecl) (*ast.FuncDecl, error) {
	bare := *fn
	bare.Doc = nil
	var b bytes.Buffer
	b.WriteString("package p\n")
	if err := format.Node(&b, token.NewFileSet(), &bare); err != nil {
		return nil, err
	}
	f, err := parser.ParseFile(token.NewFileSet(), "", b.Bytes(), parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return functions(f)[0], nil
}

// packages are the ones whose names mean the same in a cell and in the
// library.
var packages = map[string]bool{"fmt": true, "math": true, "rand": true, "mat": true, "floats": true, "slices": true}

// isCheck reports whether a statement does nothing but refuse bad arguments.
func isCheck(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		id, ok := call.Fun.(*ast.Ident)
		return ok && (id.Name == "panicf" || strings.HasPrefix(id.Name, "check"))
	case *ast.IfStmt:
		return s.Else == nil && len(s.Body.List) == 1 && isCheck(s.Body.List[0])
	}
	return false
}

// structure leaves out of a printed tree where things stand in the file.
func structure(_ string, v reflect.Value) bool {
	switch v.Interface().(type) {
	case token.Pos, *ast.CommentGroup:
		return false
	}
	return ast.NotNilFilter("", v)
}
