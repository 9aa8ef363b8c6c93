package layouts

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Linknames looks at every go:linkname in the files of a folder: the function
// that it names must exist in the standard library, and its parameters and
// results must have the sizes and the kinds of pointers that the declaration
// beside the comment has. It returns how many it has looked at.
func Linknames(t *testing.T, dir string) (n int) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		if ok, err := matches(name); err != nil || !ok {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for local, target := range linknames(f) {
			compareFunc(t, f, local, target)
			n++
		}
	}
	return n
}

// linknames returns the targets of a file's go:linkname comments by the local
// name.
func linknames(f *ast.File) map[string]string {
	out := map[string]string{}
	for _, group := range f.Comments {
		for _, c := range group.List {
			if words := strings.Fields(c.Text); len(words) == 3 && words[0] == "//go:linkname" {
				out[words[1]] = words[2]
			}
		}
	}
	return out
}

func compareFunc(t *testing.T, f *ast.File, local, target string) {
	t.Helper()
	dot := strings.LastIndexByte(target, '.')
	if dot < 0 {
		t.Errorf("go:linkname %s %s does not name a package", local, target)
		return
	}
	// What reflect.X is called may be declared in runtime with a linkname of
	// its own, and the other way round; a declaration without a body will do.
	theirs, ok := lookup(t, target[:dot], target[dot+1:]).(*types.Func)
	if !ok {
		t.Errorf("%s is not a function any more", target)
		return
	}
	ours, err := declared(f, local)
	if err != nil {
		t.Errorf("%s: %v", local, err)
		return
	}
	sig := theirs.Signature()
	if a, b := words(ours.Params()), words(sig.Params()); a != b {
		t.Errorf("%s takes (%s) in %s, and (%s) here", target, b, runtime.Version(), a)
	}
	if a, b := words(ours.Results()), words(sig.Results()); a != b {
		t.Errorf("%s returns (%s) in %s, and (%s) here", target, b, runtime.Version(), a)
	}
}

// declared is the signature of a function of the file, which must need no
// types but unsafe's and Go's own.
func declared(f *ast.File, name string) (*types.Signature, error) {
	only := &ast.File{Name: f.Name}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			if d.Tok == token.IMPORT {
				only.Decls = append(only.Decls, d)
			}
		case *ast.FuncDecl:
			if d.Name.Name == name {
				only.Decls = append(only.Decls, &ast.FuncDecl{Name: d.Name, Type: d.Type})
			}
		}
	}
	loaded.Lock()
	defer loaded.Unlock()
	if loaded.pkgs == nil {
		loaded.pkgs = map[string]*types.Package{"unsafe": types.Unsafe}
	}
	var failed error
	conf := types.Config{Importer: sources{}, IgnoreFuncBodies: true, Sizes: sizes(), Error: func(err error) {
		if !strings.Contains(err.Error(), "imported and not used") && !strings.Contains(err.Error(), "missing function body") {
			failed = err
		}
	}}
	p, _ := conf.Check("ours", token.NewFileSet(), []*ast.File{only}, nil)
	fn, ok := p.Scope().Lookup(name).(*types.Func)
	if !ok || failed != nil {
		return nil, failed
	}
	return fn.Signature(), nil
}

// words describes a list of parameters as registers see them: what is a
// pointer, what is a number, and of how many bytes.
func words(list *types.Tuple) string {
	var out []string
	for v := range list.Variables() {
		out = append(out, word(v.Type()))
	}
	return strings.Join(out, ", ")
}

func word(t types.Type) string {
	switch u := t.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Chan, *types.Signature:
		return "pointer"
	case *types.Basic:
		if u.Kind() == types.UnsafePointer {
			return "pointer"
		}
		return u.Name()
	default:
		return u.String()
	}
}

// matches reports whether a file is compiled for this system.
func matches(name string) (bool, error) {
	if _, err := os.Stat(name); err != nil {
		return false, err
	}
	ctx := buildContext()
	return ctx.MatchFile(filepath.Dir(name), filepath.Base(name))
}
