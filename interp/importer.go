package interp

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/ssa"
)

// importer finds the packages that cells import.
type importer struct {
	s      *Session
	types  map[string]*types.Package // as far as export data has mentioned them
	loaded map[string]bool
	syms   map[string]map[string]any

	fetched  map[string]*Source // of packages that cells import
	missing  map[string]error   // why there is none for the running cell
	building []*Source          // the packages being made, the innermost last
	failed   *importError       // the last import that did not succeed

	mu       sync.Mutex // guards overlays
	overlays map[string]*types.Package
}

func newImporter(s *Session) *importer {
	return &importer{
		s: s, types: map[string]*types.Package{}, loaded: map[string]bool{},
		syms: map[string]map[string]any{}, fetched: map[string]*Source{}, overlays: map[string]*types.Package{},
	}
}

func (im *importer) find(path string) *Package {
	if im.s.opts.Packages == nil {
		return nil
	}
	return im.s.opts.Packages(path)
}

// absent says why a package cannot be had.
func (im *importer) absent(path string) string {
	if im.s.opts.Absent == nil {
		return ""
	}
	return im.s.opts.Absent(path)
}

// symbols are the compiled names of a package.
func (im *importer) symbols(path string) map[string]any {
	if syms, ok := im.syms[path]; ok {
		return syms
	}
	var syms map[string]any
	if p := im.find(path); p != nil && p.Symbols != nil {
		syms = p.Symbols()
	}
	im.syms[path] = syms
	return syms
}

// Import implements types.Importer.
func (im *importer) Import(path string) (*types.Package, error) {
	switch path {
	case "unsafe":
		return types.Unsafe, nil
	case "C":
		return nil, errors.New("cgo is not supported: cells, and the packages that they import, are in Go alone")
	}
	if other, ok := im.innermost().Imports[path]; ok {
		path = other
	}
	if im.loaded[path] {
		return im.types[path], nil
	}
	if err := im.load(path); err != nil {
		im.failed = asImportError(err)
		return nil, im.failed
	}
	im.loaded[path] = true
	return im.types[path], nil
}

func (im *importer) load(path string) error {
	p := im.find(path)
	switch {
	case p == nil && im.absent(path) != "":
		return fmt.Errorf("package %s cannot be imported: %s", path, im.absent(path))
	case p == nil:
		src, err := im.source(path)
		if err != nil {
			return err
		}
		return im.interpret(path, src)
	case p.Source != nil:
		return im.interpret(path, &Source{Name: p.Name, Files: p.Source()})
	}
	return im.fromExport(p)
}

func (im *importer) fromExport(p *Package) error {
	for _, first := range []string{"cmp", "iter"} { // generic packages that export data may mention
		if !im.loaded[first] && im.find(first) != nil {
			if _, err := im.Import(first); err != nil {
				return err
			}
		}
	}
	pkg, err := gcexportdata.Read(bytes.NewReader(p.Export()), im.s.fset, im.types, p.Path)
	if err != nil {
		return fmt.Errorf("reading the types of %s: %w", p.Path, err)
	}
	im.types[p.Path] = pkg
	if im.s.prog.ImportedPackage(p.Path) == nil {
		im.s.prog.CreatePackage(pkg, nil, nil, true)
	}
	return nil
}

func (im *importer) parse(path string, sources map[string]string) (files []*ast.File, err error) {
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		f, err := parser.ParseFile(im.s.fset, path+"/"+name, sources[name], parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

func (im *importer) build(path, name string, files []*ast.File) (*types.Package, *ssa.Package, error) {
	pkg := types.NewPackage(path, name)
	info := newInfo()
	conf := types.Config{Importer: im, GoVersion: cmp.Or(im.innermost().GoVersion, GoVersion)}
	im.failed = nil
	if err := types.NewChecker(&conf, im.s.fset, pkg, info).Files(files); err != nil {
		if im.failed != nil { // what the checker says of it repeats each package on the way
			return nil, nil, &importError{im.failed.cause, append(im.failed.by, path)}
		}
		return nil, nil, fmt.Errorf("package %s: %w", path, err)
	}
	for _, f := range files {
		rangeOverPointers(f, info)
	}
	sp := im.s.prog.CreatePackage(pkg, files, info, true)
	sp.Build()
	return pkg, sp, nil
}

func newInfo() *types.Info {
	return &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Scopes: map[ast.Node]*types.Scope{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Instances: map[*ast.Ident]types.Instance{}, FileVersions: map[*ast.File]string{},
	}
}

// instance returns the body of an instance of a generic function that a
// compiled package declares: the overlay of the package has it.
func (im *importer) instance(fn *ssa.Function) *ssa.Function {
	origin := fn.Origin()
	if origin == nil || len(fn.TypeArgs()) == 0 || origin.Object() == nil || origin.Object().Pkg() == nil {
		return nil
	}
	im.mu.Lock()
	defer im.mu.Unlock()
	path := origin.Object().Pkg().Path()
	overlay := im.overlay(path)
	if overlay == nil {
		return nil
	}
	body, err := im.instantiate(overlay, overlayName(origin), fn.TypeArgs())
	if err != nil {
		return nil
	}
	return body
}

// overlayName is the name of the function that stands for origin.
func overlayName(origin *ssa.Function) string {
	recv := origin.Signature.Recv()
	if recv == nil {
		return origin.Name()
	}
	t := recv.Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	return t.(*types.Named).Obj().Name() + "_" + origin.Name()
}

func (im *importer) overlay(path string) *types.Package {
	if p, ok := im.overlays[path]; ok {
		return p
	}
	var pkg *types.Package
	if p := im.find(path); p != nil && p.Overlay != nil {
		if files, err := im.parse(path+"/overlay", p.Overlay()); err == nil {
			pkg, _, _ = im.build(path+"/overlay", p.Name, files)
		}
	}
	im.overlays[path] = pkg
	return pkg
}

// instantiate makes an instance of a generic function by checking a package
// that mentions it.
func (im *importer) instantiate(overlay *types.Package, name string, args []types.Type) (*ssa.Function, error) {
	generic := overlay.Scope().Lookup(name)
	if generic == nil {
		return nil, fmt.Errorf("no %s in the overlay of %s", name, overlay.Path())
	}
	pkg := types.NewPackage("main", "main")
	pkg.Scope().Insert(generic)
	var list []string
	for i, t := range args {
		arg := fmt.Sprintf("T%d", i)
		pkg.Scope().Insert(types.NewTypeName(token.NoPos, pkg, arg, t))
		list = append(list, arg)
	}
	src := fmt.Sprintf("package main\nvar instance = %s[%s]\n", name, strings.Join(list, ", "))
	f, err := parser.ParseFile(im.s.fset, "instance.go", src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	info := newInfo()
	if err := types.NewChecker(&types.Config{Importer: im, GoVersion: GoVersion}, im.s.fset, pkg, info).Files([]*ast.File{f}); err != nil {
		return nil, err
	}
	sp := im.s.prog.CreatePackage(pkg, []*ast.File{f}, info, true)
	sp.Build()
	for _, in := range sp.Func("init").Blocks[0].Instrs {
		if store, ok := in.(*ssa.Store); ok {
			if body, ok := store.Val.(*ssa.Function); ok {
				return body, nil
			}
		}
	}
	return nil, fmt.Errorf("%s was not instantiated", name)
}
