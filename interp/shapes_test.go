package interp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/dlfs-go/book/interp"
	"github.com/dlfs-go/book/interp/bind"
)

// A program's declarations can be spread over cells in many ways. What the
// program does must not depend on it, so the tests run it in several shapes.

// shapes are the ways to spread a program over cells.
var shapes = []struct {
	name  string
	cells func(*declarations) [][]int
	times int // how often each cell is run
}{
	{"one cell", func(d *declarations) [][]int { return [][]int{d.all()} }, 1},
	{"a cell for each declaration", func(d *declarations) [][]int { return d.components(nil) }, 1},
	{"types, methods and functions apart", (*declarations).apart, 1},
	{"each cell twice", func(d *declarations) [][]int { return d.components(nil) }, 2},
	{"methods merged", func(d *declarations) [][]int { return d.components(d.merged()) }, 1},
}

// declarations are those of a program, and what each needs to be declared
// before it.
type declarations struct {
	text  string
	fset  *token.FileSet
	file  *ast.File
	pkg   *types.Package
	info  *types.Info
	needs []map[int]bool
}

// parseDeclarations reads a program. Its main function is among the
// declarations, its imports are not.
func parseDeclarations(text string) (*declarations, error) {
	d := &declarations{text: text, fset: token.NewFileSet()}
	file, err := parser.ParseFile(d.fset, "main.go", text, 0)
	if err != nil {
		return nil, err
	}
	d.file = file
	imp := &exports{fset: d.fset, types: map[string]*types.Package{}}
	pkg, info, err := ssautil.BuildPackage(&types.Config{Importer: imp}, d.fset, types.NewPackage("main", "main"), []*ast.File{file}, ssa.InstantiateGenerics)
	if err != nil {
		return nil, err
	}
	d.pkg, d.info = pkg.Pkg, info
	d.findNeeds(pkg)
	return d, nil
}

// exports imports what is compiled into the test.
type exports struct {
	fset  *token.FileSet
	types map[string]*types.Package
}

func (e *exports) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	for _, p := range []string{"cmp", "iter", path} { // other packages mention the first two
		if e.types[p] == nil || !e.types[p].Complete() {
			if err := e.load(p); err != nil {
				return nil, err
			}
		}
	}
	return e.types[path], nil
}

func (e *exports) load(path string) (err error) {
	switch p := bind.Lookup(path); {
	case p == nil:
		return errors.New("no package " + path)
	case p.Source == nil:
		_, err = gcexportdata.Read(bytes.NewReader(p.Export()), e.fset, e.types, path)
	default:
		var files []*ast.File
		for name, text := range p.Source() {
			f, err := parser.ParseFile(e.fset, name, text, 0)
			if err != nil {
				return err
			}
			files = append(files, f)
		}
		if e.types[path] == nil {
			e.types[path] = types.NewPackage(path, p.Name)
		}
		e.types[path].MarkComplete() // or else its imports ask for it again
		err = types.NewChecker(&types.Config{Importer: e}, e.fset, e.types[path], nil).Files(files)
	}
	return err
}

func (d *declarations) all() (list []int) {
	for i, decl := range d.file.Decls {
		if g, ok := decl.(*ast.GenDecl); !ok || g.Tok != token.IMPORT {
			list = append(list, i)
		}
	}
	return list
}

// at is the index of the declaration that pos is in, or -1.
func (d *declarations) at(pos token.Pos) int {
	return slices.IndexFunc(d.file.Decls, func(n ast.Decl) bool { return n.Pos() <= pos && pos < n.End() })
}

// findNeeds notes for each declaration those that it mentions, with the methods
// of types that it puts into interfaces or binds to type parameters.
func (d *declarations) findNeeds(pkg *ssa.Package) {
	d.needs = make([]map[int]bool, len(d.file.Decls))
	for i := range d.needs {
		d.needs[i] = map[int]bool{}
	}
	for id, obj := range d.info.Uses {
		if f, ok := obj.(*types.Func); ok {
			obj = f.Origin()
		}
		if obj.Pkg() == d.pkg {
			d.need(id.Pos(), obj.Pos())
		}
	}
	for id, in := range d.info.Instances { // of generic functions and types
		for t := range in.TypeArgs.Types() {
			d.needMethods(id.Pos(), t, map[types.Type]bool{})
		}
	}
	for fn := range ssautil.AllFunctions(pkg.Prog) {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				if mi, ok := in.(*ssa.MakeInterface); ok {
					d.needMethods(pos(in, fn), mi.X.Type(), map[types.Type]bool{})
				}
			}
		}
	}
}

// pos is where an instruction stands, or else its function.
func pos(in ssa.Instruction, fn *ssa.Function) token.Pos {
	if in.Pos().IsValid() {
		return in.Pos()
	}
	return fn.Pos()
}

func (d *declarations) need(from, to token.Pos) {
	if i, j := d.at(from), d.at(to); i >= 0 && j >= 0 && i != j {
		d.needs[i][j] = true
	}
}

// needMethods notes that the declaration at pos needs the methods of the types
// that t is made of.
func (d *declarations) needMethods(pos token.Pos, t types.Type, seen map[types.Type]bool) {
	if seen[t] {
		return
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Alias:
		d.needMethods(pos, types.Unalias(t), seen)
	case *types.Named:
		if t.Obj().Pkg() != d.pkg {
			return
		}
		for m := range t.Methods() {
			d.need(pos, m.Origin().Pos())
		}
		for arg := range t.TypeArgs().Types() {
			d.needMethods(pos, arg, seen)
		}
		d.needMethods(pos, t.Underlying(), seen)
	case *types.Struct:
		for f := range t.Fields() {
			d.needMethods(pos, f.Type(), seen)
		}
	case *types.Map:
		d.needMethods(pos, t.Key(), seen)
		d.needMethods(pos, t.Elem(), seen)
	case interface{ Elem() types.Type }: // pointers, slices, arrays, channels
		d.needMethods(pos, t.Elem(), seen)
	}
}

// components puts declarations that need one another into one cell, and each
// cell behind those that it needs, otherwise in the order of the source. The
// pairs of more need one another, too.
func (d *declarations) components(more [][2]int) (cells [][]int) {
	needs := make([]map[int]bool, len(d.needs))
	for i := range needs {
		needs[i] = map[int]bool{i: true}
		for j := range d.needs[i] {
			needs[i][j] = true
		}
	}
	for _, p := range more {
		needs[p[0]][p[1]], needs[p[1]][p[0]] = true, true
	}
	for again := true; again; { // all that is needed, however indirectly
		again = false
		for i := range needs {
			for j := range needs[i] {
				for k := range needs[j] {
					if !needs[i][k] {
						needs[i][k], again = true, true
					}
				}
			}
		}
	}
	left := d.all()
	for len(left) > 0 {
		i := slices.IndexFunc(left, func(i int) bool {
			return !slices.ContainsFunc(left, func(j int) bool { return needs[i][j] && !needs[j][i] })
		})
		var cell []int
		for _, j := range left {
			if needs[left[i]][j] {
				cell = append(cell, j)
			}
		}
		cells = append(cells, cell)
		left = slices.DeleteFunc(left, func(j int) bool { return slices.Contains(cell, j) })
	}
	return cells
}

// merged pairs each method with the declaration of its type.
func (d *declarations) merged() (pairs [][2]int) {
	for i, decl := range d.file.Decls {
		if fd, ok := decl.(*ast.FuncDecl); ok && fd.Recv != nil {
			for j := range d.needs[i] {
				if g, ok := d.file.Decls[j].(*ast.GenDecl); ok && g.Tok == token.TYPE && strings.Contains(d.receiver(fd), d.typeName(g)) {
					pairs = append(pairs, [2]int{i, j})
				}
			}
		}
	}
	return pairs
}

func (d *declarations) receiver(fd *ast.FuncDecl) string {
	t, _, _ := strings.Cut(types.ExprString(fd.Recv.List[0].Type), "[")
	return strings.TrimPrefix(t, "*") + "\n"
}

func (d *declarations) typeName(g *ast.GenDecl) string {
	return g.Specs[0].(*ast.TypeSpec).Name.Name + "\n"
}

// apart makes three cells: types and constants, the methods that need no
// function and no variable, and the rest.
func (d *declarations) apart() [][]int {
	kind := map[int]int{}
	for _, i := range d.all() {
		switch decl := d.file.Decls[i].(type) {
		case *ast.FuncDecl:
			kind[i] = 2
			if decl.Recv != nil {
				kind[i] = 1
			}
		case *ast.GenDecl:
			if decl.Tok == token.VAR {
				kind[i] = 2
			}
		}
	}
	for again := true; again; {
		again = false
		for _, i := range d.all() {
			for j := range d.needs[i] {
				if kind[i] < kind[j] {
					kind[i], again = kind[j], true
				}
			}
		}
	}
	cells := make([][]int, 3)
	for _, i := range d.all() {
		cells[kind[i]] = append(cells[kind[i]], i)
	}
	return slices.DeleteFunc(cells, func(c []int) bool { return len(c) == 0 })
}

// source is the text of a declaration.
func (d *declarations) source(i int) string {
	n := d.file.Decls[i]
	return d.text[d.fset.Position(n.Pos()).Offset:d.fset.Position(n.End()).Offset]
}

// cellTexts returns the cells of a shape: the imports, the declarations, and the
// call of main.
func (d *declarations) cellTexts(list [][]int, times int) (cells []string) {
	imports := ""
	for i, decl := range d.file.Decls {
		if g, ok := decl.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			imports += d.source(i) + "\n"
		}
	}
	if imports != "" {
		cells = append(cells, imports)
	}
	for _, cell := range list {
		var text strings.Builder
		for _, i := range cell {
			text.WriteString(d.source(i) + "\n")
		}
		for range times {
			cells = append(cells, text.String())
		}
	}
	return append(cells, "main()")
}

// runShape runs the cells of a shape and returns what they print; a cell that
// fails ends it.
func runShape(cells []string) string {
	s := newSession()
	defer s.Close()
	var out strings.Builder
	for i, code := range cells {
		text, err := show(context.Background(), s, fmt.Sprint("In [", i+1, "]"), code)
		out.WriteString(text)
		var exit *interp.Exit
		if err != nil && !errors.As(err, &exit) {
			return out.String() + "! " + err.Error() + "\nin the cell\n" + code
		}
	}
	return out.String()
}

// inShapes runs a program in all shapes, each of which must print want.
func inShapes(t *testing.T, text, want string) {
	t.Helper()
	d, err := parseDeclarations(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, shape := range shapes {
		t.Run(shape.name, func(t *testing.T) {
			compare(t, shape.name, runShape(d.cellTexts(shape.cells(d), shape.times)), want)
		})
	}
}
