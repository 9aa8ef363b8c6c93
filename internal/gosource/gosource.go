// Package gosource finds the source of Go packages with the go command: in the
// module that a notebook is in or, if it is in none, in one that is kept for
// all such notebooks.
package gosource

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
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
	ImportPath, Name, Dir            string
	GoFiles, CgoFiles, EmbedPatterns []string
	ImportMap                        map[string]string
	Module                           *struct{ GoVersion string }
	Error                            *struct{ Err string }
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
	dir, err := f.module()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "go", "list", "-e", "-deps", "-tags="+tags,
		"-json=ImportPath,Name,Dir,GoFiles,CgoFiles,EmbedPatterns,ImportMap,Module,Error", "--", path)
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
	if f.found == nil {
		f.found = map[string]*pkg{}
	}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		p := new(pkg)
		if err := d.Decode(p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("the go command's answer about %s: %w", path, err)
		}
		f.found[p.ImportPath] = p
	}
	p := f.found[path]
	switch {
	case p == nil:
		return nil, fmt.Errorf("the go command says nothing about package %s", path)
	case p.Error != nil:
		return nil, p.missing(dir)
	}
	return p, nil // what it imports may be missing in the module, but compiled in
}

// missing explains why p cannot be imported.
func (p *pkg) missing(dir string) error {
	path, why := p.ImportPath, oneLine(p.Error.Err)
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

func (p *pkg) read() (*interp.Source, error) {
	switch {
	case len(p.CgoFiles) > 0:
		return nil, fmt.Errorf("package %s is not compiled into this kernel and cannot be interpreted: it is partly in C", p.ImportPath)
	case len(p.EmbedPatterns) > 0:
		return nil, fmt.Errorf("package %s is not compiled into this kernel and cannot be interpreted: it embeds files", p.ImportPath)
	}
	src := &interp.Source{Name: p.Name, Files: map[string]string{}, Imports: p.ImportMap}
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

// module is the directory to run the go command in.
func (f *Finder) module() (string, error) {
	if InModule(f.Dir) {
		return filepath.Abs(f.Dir)
	}
	if f.Kept != "" {
		return f.Kept, nil
	}
	return KeptModule()
}

// InModule reports whether a directory is part of a Go module.
func InModule(dir string) bool {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return false
	}
	for {
		if info, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil && !info.IsDir() {
			return true
		}
		up := filepath.Dir(dir)
		if up == dir {
			return false
		}
		dir = up
	}
}

// KeptModule returns the directory of the module for notebooks that are in
// none, which it makes if it is missing.
func KeptModule() (string, error) {
	base, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(base, "dlfs", "module")
	mod := filepath.Join(dir, "go.mod")
	if _, err := os.Stat(mod); !errors.Is(err, fs.ErrNotExist) {
		return dir, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	return dir, os.WriteFile(mod, []byte("module notebook\n\ngo 1.26\n"), 0o644)
}

// ChangesModule reports whether a shell command is one of the go command about
// a module, which is to run in the notebook's.
func ChangesModule(command string) bool {
	words := strings.Fields(command)
	return len(words) > 1 && words[0] == "go" && slices.Contains([]string{"get", "mod", "list"}, words[1])
}
