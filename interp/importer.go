package interp

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/ssa"
)

// importer finds the packages that cells import.
type importer struct {
	s        *Session
	types    map[string]*types.Package // as far as export data has mentioned them
	loaded   map[string]bool
	syms     map[string]map[string]any
	overlays map[string]*types.Package
}

func newImporter(s *Session) *importer {
	return &importer{
		s: s, types: map[string]*types.Package{}, loaded: map[string]bool{},
		syms: map[string]map[string]any{}, overlays: map[string]*types.Package{},
	}
}

func (im *importer) find(path string) *Package {
	if im.s.opts.Packages == nil {
		return nil
	}
	return im.s.opts.Packages(path)
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
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if im.loaded[path] {
		return im.types[path], nil
	}
	p := im.find(path)
	if p == nil {
		return nil, fmt.Errorf("package %s is not compiled into this kernel", path)
	}
	var err error
	if p.Source != nil {
		err = im.fromSource(p)
	} else {
		err = im.fromExport(p)
	}
	if err != nil {
		return nil, err
	}
	im.loaded[path] = true
	return im.types[path], nil
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

// fromSource interprets a package.
func (im *importer) fromSource(p *Package) error {
	sources := p.Source()
	var files []*ast.File
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		f, err := parser.ParseFile(im.s.fset, p.Path+"/"+name, sources[name], parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	pkg, sp, err := im.build(p.Path, p.Name, files)
	if err != nil {
		return err
	}
	im.types[p.Path] = pkg
	return im.s.m.NewRun().Call(im.s.m.Function(sp.Func("init")))
}

func (im *importer) build(path, name string, files []*ast.File) (*types.Package, *ssa.Package, error) {
	pkg := types.NewPackage(path, name)
	info := newInfo()
	conf := types.Config{Importer: im, GoVersion: languageVersion}
	if err := types.NewChecker(&conf, im.s.fset, pkg, info).Files(files); err != nil {
		return nil, nil, fmt.Errorf("package %s: %w", path, err)
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
	return nil
}
