// Package layouts compares what the engine believes of the Go runtime with the
// sources of the toolchain that runs the tests.
//
// The engine copies a few structs, constants and function signatures that the
// standard library keeps to itself. A new Go release may change them without a
// word. The functions here make each such change the failure of a test, with
// the name of the field.
package layouts

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// Struct compares the struct type ours with the type of that name in the
// package of the standard library: the fields that stand at the same offset
// must have the same size and, but for case, underscores and blank fields of
// ours, the same name. With prefix, theirs may have more fields behind.
func Struct(t *testing.T, pkg, name string, ours reflect.Type, prefix bool) {
	t.Helper()
	theirs, ok := lookup(t, pkg, name).Type().Underlying().(*types.Struct)
	if !ok {
		t.Errorf("%s.%s is not a struct any more", pkg, name)
		return
	}
	for _, p := range differences(fields(theirs), mine(ours), prefix) {
		t.Errorf("%s copies %s.%s of %s: %s", ours, pkg, name, runtime.Version(), p)
	}
}

// A field is a place in a struct.
type field struct {
	name         string
	offset, size int64
}

func (f field) String() string {
	return fmt.Sprintf("field %s at %d with %d bytes", f.name, f.offset, f.size)
}

// differences says in which fields the copy is not what the original is.
func differences(original, copied []field, prefix bool) (out []string) {
	for i, f := range copied {
		switch {
		case i >= len(original):
			out = append(out, fmt.Sprintf("%v is not in the original", f))
		case f.offset != original[i].offset || f.size != original[i].size:
			out = append(out, fmt.Sprintf("%v is %v in the original", f, original[i]))
		case f.name != "_" && plain(f.name) != plain(original[i].name):
			out = append(out, fmt.Sprintf("%v is called %s in the original", f, original[i].name))
		}
	}
	if !prefix && len(original) > len(copied) {
		out = append(out, fmt.Sprintf("the original has the %v, too", original[len(copied)]))
	}
	return out
}

// plain is a name as two packages may both spell it.
func plain(name string) string {
	name = strings.ToLower(strings.ReplaceAll(name, "_", ""))
	if name == "typ" { // type is a keyword
		return "type"
	}
	return name
}

func fields(s *types.Struct) (out []field) {
	list := make([]*types.Var, s.NumFields())
	for i := range list {
		list[i] = s.Field(i)
	}
	offsets := sizes().Offsetsof(list)
	for i, v := range list {
		out = append(out, field{v.Name(), offsets[i], sizes().Sizeof(v.Type())})
	}
	return out
}

func mine(t reflect.Type) (out []field) {
	for i := range t.NumField() {
		f := t.Field(i)
		out = append(out, field{f.Name, int64(f.Offset), int64(f.Type.Size())})
	}
	return out
}

func sizes() types.Sizes { return types.SizesFor("gc", runtime.GOARCH) }

// Size returns the size of a type of the standard library.
func Size(t *testing.T, pkg, name string) uintptr {
	t.Helper()
	return uintptr(sizes().Sizeof(lookup(t, pkg, name).Type()))
}

// Offset returns where a field of a struct of the standard library stands. The
// path leads through structs within it.
func Offset(t *testing.T, pkg, name string, path ...string) uintptr {
	t.Helper()
	typ, off := lookup(t, pkg, name).Type(), int64(0)
	for _, want := range path {
		s, ok := typ.Underlying().(*types.Struct)
		if !ok {
			t.Fatalf("%s.%s has no fields where .%s is looked for", pkg, name, want)
		}
		typ = nil
		for i, f := range fields(s) {
			if f.name == want {
				off, typ = off+f.offset, s.Field(i).Type()
				break
			}
		}
		if typ == nil {
			t.Fatalf("%s.%s of %s has no field %s", pkg, name, runtime.Version(), want)
		}
	}
	return uintptr(off)
}

// Const returns the value of an integer constant of the standard library.
func Const(t *testing.T, pkg, name string) int64 {
	t.Helper()
	c, ok := lookup(t, pkg, name).(*types.Const)
	if !ok {
		t.Fatalf("%s.%s is not a constant any more", pkg, name)
	}
	n, ok := constant.Int64Val(constant.ToInt(c.Val()))
	if !ok {
		t.Fatalf("%s.%s is %v, which is not an integer", pkg, name, c.Val())
	}
	return n
}

func lookup(t *testing.T, pkg, name string) types.Object {
	t.Helper()
	if _, err := os.Stat(filepath.Join(build.Default.GOROOT, "src", pkg)); err != nil {
		if os.Getenv("DLFS_REQUIRE_ALL") != "" {
			t.Fatalf("the toolchain's sources are needed: %v", err)
		}
		t.Skipf("the toolchain's sources are not here: %v", err)
	}
	p, err := load(pkg)
	if err != nil {
		t.Fatalf("reading %s of %s: %v", pkg, runtime.Version(), err)
	}
	obj := p.Scope().Lookup(name)
	if obj == nil {
		t.Fatalf("%s of %s has no %s: what the engine copied of it has moved", pkg, runtime.Version(), name)
	}
	return obj
}

var loaded struct {
	sync.Mutex
	fset token.FileSet
	pkgs map[string]*types.Package
}

// load type-checks the declarations of a package of the standard library, from
// its sources, without the bodies of functions.
func load(path string) (*types.Package, error) {
	loaded.Lock()
	defer loaded.Unlock()
	if loaded.pkgs == nil {
		loaded.pkgs = map[string]*types.Package{"unsafe": types.Unsafe}
	}
	return sources{}.Import(path)
}

type sources struct{}

func (sources) Import(path string) (*types.Package, error) {
	if p := loaded.pkgs[path]; p != nil {
		return p, nil
	}
	dir := filepath.Join(build.Default.GOROOT, "src", path)
	if _, err := os.Stat(dir); err != nil { // of another module
		dir = filepath.Join(build.Default.GOROOT, "src", "vendor", path)
	}
	files, err := parse(dir)
	if err != nil {
		return nil, err
	}
	// What the runtime does with names that only the compiler has is not
	// looked at: an error leaves the declarations that are asked for.
	conf := types.Config{Importer: sources{}, IgnoreFuncBodies: true, FakeImportC: true, Error: func(error) {}, Sizes: sizes()}
	p, _ := conf.Check(path, &loaded.fset, files, nil)
	loaded.pkgs[path] = p
	return p, nil
}

func buildContext() build.Context {
	ctx := build.Default
	ctx.CgoEnabled = false
	return ctx
}

// parse reads the files of a package that are compiled for this system.
func parse(dir string) ([]*ast.File, error) {
	ctx := buildContext()
	p, err := ctx.ImportDir(dir, 0)
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(&loaded.fset, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}
