// Package gosource finds the source of Go packages with the go command: in the
// module that a notebook is in or, if it is in none, in one that is kept for
// all such notebooks.
package gosource

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/dlfs-go/book/interp"
)

// Finder implements interp.Sources. The zero value looks in the module of the
// working directory; its methods may be called from any goroutine.
type Finder struct {
	// Dir is a directory of the module; empty for the working directory.
	Dir string
	// Kept is the directory of the module to use where Dir is in none; empty
	// for that of KeptModule.
	Kept string

	mu    sync.Mutex
	found map[string]*pkg // by import path
}

var _ interp.Sources = (*Finder)(nil)

// pkg is what is of use here of the go command's answer.
type pkg struct {
	ImportPath, Name, Dir                            string
	GoFiles, CgoFiles, IgnoredGoFiles, EmbedPatterns []string
	ImportMap                                        map[string]string
	Module                                           *struct{ GoVersion string }
	Error                                            *struct{ Err string }
}

// tags choose the files without assembly where authors have provided for it.
const tags = "purego,noasm,safe"

// Source implements interp.Sources.
func (f *Finder) Source(ctx context.Context, path string) (*interp.Source, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.found[path]
	if p == nil || p.Error != nil {
		var err error
		if p, err = f.list(ctx, path); err != nil {
			return nil, err
		}
	}
	return p.read()
}

// list asks the go command for a package and what it imports.
func (f *Finder) list(ctx context.Context, path string) (*pkg, error) {
	if _, err := exec.LookPath("go"); err != nil {
		if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
			return nil, fmt.Errorf("package %s is not compiled into this kernel", path)
		}
		return nil, fmt.Errorf("package %s is not compiled into this kernel, and without Go its source cannot be found: install Go (https://go.dev/dl), then run !go get %s@latest in a cell", path, path)
	}
	dir, kept, err := f.module()
	if err != nil {
		return nil, err
	}
	found, err := goList(ctx, dir, path)
	if err == nil && kept && incomplete(found) {
		// What go get has not written down of the modules that it fetched.
		found, err = goList(ctx, dir, path, "-mod=mod")
	}
	if err != nil {
		return nil, err
	}
	if f.found == nil {
		f.found = map[string]*pkg{}
	}
	maps.Copy(f.found, found)
	p := found[path]
	switch {
	case p == nil:
		return nil, fmt.Errorf("the go command says nothing about package %s", path)
	case p.Error != nil:
		return nil, p.missing(dir)
	}
	return p, nil // what it imports may be missing in the module, but compiled in
}

// incomplete reports whether the go command misses lines in go.mod or go.sum.
func incomplete(found map[string]*pkg) bool {
	for _, p := range found {
		if p.Error != nil && (strings.Contains(p.Error.Err, "missing go.sum entry") || strings.Contains(p.Error.Err, "updates to go.mod needed") || strings.Contains(p.Error.Err, "updates to go.sum needed")) {
			return true
		}
	}
	return false
}

// goList asks the go command in a folder for a package and what it imports.
func goList(ctx context.Context, dir, path string, flags ...string) (map[string]*pkg, error) {
	args := append([]string{"list", "-e", "-deps", "-tags=" + tags}, flags...)
	cmd := exec.CommandContext(ctx, "go", append(args,
		"-json=ImportPath,Name,Dir,GoFiles,CgoFiles,IgnoredGoFiles,EmbedPatterns,ImportMap,Module,Error", "--", path)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("package %s is not compiled into this kernel, and the go command does not find it: %s", path, oneLine(stderr.String()))
	}
	found := map[string]*pkg{}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		p := new(pkg)
		if err := d.Decode(p); errors.Is(err, io.EOF) {
			return found, nil
		} else if err != nil {
			return nil, fmt.Errorf("the go command's answer about %s: %w", path, err)
		}
		found[p.ImportPath] = p
	}
}

// missing explains why p cannot be imported.
func (p *pkg) missing(dir string) error {
	path, why := p.ImportPath, oneLine(p.Error.Err)
	if p.inC() {
		return p.needsC()
	}
	if !strings.Contains(why, "no required module provides") && !strings.Contains(why, "cannot find module providing") {
		return fmt.Errorf("package %s is not compiled into this kernel, and the go command does not find it: %s", path, why)
	}
	if own := mainModule(dir); path == own || strings.HasPrefix(path, own+"/") {
		return fmt.Errorf("the module of %s has no package %s", dir, path)
	}
	return fmt.Errorf("package %s is not compiled into this kernel and not in the module of %s: run !go get %s@latest in a cell", path, dir, path)
}

// mainModule is the path of the module that dir is in.
func mainModule(dir string) string {
	cmd := exec.Command("go", "list", "-m")
	cmd.Dir = dir
	out, _ := cmd.Output() // no answer: no path is below it
	return strings.TrimSpace(string(out))
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// inC reports whether the package has files that are left out here because
// they call C.
func (p *pkg) inC() bool {
	if len(p.CgoFiles) > 0 {
		return true
	}
	for _, name := range p.IgnoredGoFiles {
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.ImportsOnly)
		if err == nil && slices.ContainsFunc(f.Imports, func(spec *ast.ImportSpec) bool { return spec.Path.Value == `"C"` }) {
			return true
		}
	}
	return false
}

// pure are packages in Go alone that serve for such as need C.
var pure = map[string]string{
	"github.com/mattn/go-sqlite3": "modernc.org/sqlite", "gocv.io/x/gocv": "the standard library's image", "github.com/veandco/go-sdl2/sdl": "package image and display.PNG",
	"github.com/go-gl/glfw/v3.3/glfw": "package image and display.PNG", "gorgonia.org/cu": "package dlfs", "github.com/DataDog/zstd": "github.com/klauspost/compress/zstd", "github.com/confluentinc/confluent-kafka-go/v2/kafka": "github.com/segmentio/kafka-go",
}

// refused are packages whose code would end the process if it were interpreted.
var refused = map[string]string{
	// C that was translated to Go, which keeps functions as integers in memory
	// that the garbage collector does not see: those of interpreted code are
	// collected.
	"modernc.org/libc": "it is C translated to Go, which keeps Go's functions where the garbage collector does not look; for SQLite, run its program (!sqlite3 file.db …), or keep data in CSV or JSON (encoding/csv, encoding/json)",
}

func (p *pkg) needsC() error {
	other := "look for one in Go alone"
	if path := pure[p.ImportPath]; path != "" {
		other = "use " + path + " instead"
	}
	return fmt.Errorf("package %s needs cgo (it is partly in C) and cannot be interpreted: %s", p.ImportPath, other)
}

func (p *pkg) read() (*interp.Source, error) {
	if len(p.GoFiles) == 0 && p.inC() {
		return nil, p.needsC()
	}
	if p.Name == "main" {
		return nil, fmt.Errorf("package %s is a program, not one to import", p.ImportPath)
	}
	if why := refused[p.ImportPath]; why != "" {
		return nil, fmt.Errorf("package %s cannot be interpreted: %s", p.ImportPath, why)
	}
	src := &interp.Source{Name: p.Name, Files: map[string]string{}, Imports: p.ImportMap}
	if len(p.EmbedPatterns) > 0 {
		src.FS = os.DirFS(p.Dir)
	}
	if p.Module != nil && p.Module.GoVersion != "" {
		src.GoVersion = "go" + p.Module.GoVersion
	}
	for _, name := range p.GoFiles {
		text, err := os.ReadFile(filepath.Join(p.Dir, name))
		if err != nil {
			return nil, err
		}
		src.Files[name] = string(text)
	}
	return src, nil
}
