package interp

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strconv"

	"go/token"

	"github.com/dlfs-go/book/interp/exec"
)

// Sources finds the Go files of packages that are not compiled in. They are
// interpreted; the compiled packages that they import stay compiled.
type Sources interface {
	// Source returns the package with an import path. The error, one line, says
	// what the reader can do. Sources has found what the package imports, too,
	// so that asking for that takes no time.
	Source(ctx context.Context, path string) (*Source, error)
}

// A Source is a package to be interpreted.
type Source struct {
	Name  string
	Files map[string]string // the text by the file's name
	// GoVersion is that of the package's module, as in "go1.27"; "" stands for
	// the version of cells.
	GoVersion string
	// Imports says which package an import path of the files means, where it is
	// not the one of that path.
	Imports map[string]string
	// FS is the package's folder, from which it embeds files; nil if it does
	// not.
	FS fs.FS
}

// fetch asks for the sources of what a cell imports. It holds no lock: it may
// take as long as a download.
func (s *Session) fetch(ctx context.Context, cell Cell) {
	im := s.imp
	im.missing = map[string]error{}
	if s.opts.Sources == nil {
		return
	}
	for _, c := range split(cell.Code) {
		if c.kind != importChunk {
			continue
		}
		for _, t := range c.tokens {
			path, err := strconv.Unquote(t.lit)
			if t.tok != token.STRING || err != nil || path == "unsafe" || path == "C" || im.fetched[path] != nil || im.find(path) != nil || im.absent(path) != "" {
				continue
			}
			src, err := s.opts.Sources.Source(ctx, path)
			s.mu.Lock()
			if err != nil {
				im.missing[path] = err
			} else {
				im.fetched[path] = src
			}
			s.mu.Unlock()
		}
	}
}

// source returns the package with an import path if a cell imports it, or one
// that is interpreted.
func (im *importer) source(path string) (*Source, error) {
	if src := im.fetched[path]; src != nil {
		return src, nil
	}
	if err := im.missing[path]; err != nil {
		return nil, err
	}
	if len(im.building) > 0 {
		return im.s.opts.Sources.Source(context.Background(), path)
	}
	return nil, fmt.Errorf("package %s is not compiled into this kernel", path)
}

// interpret makes a package out of its source, and initializes it.
func (im *importer) interpret(path string, src *Source) error {
	files, err := im.parse(path, src.Files)
	if err != nil {
		return err
	}
	im.building = append(im.building, src)
	pkg, sp, err := im.build(path, src.Name, files)
	im.building = im.building[:len(im.building)-1]
	if err != nil {
		return err
	}
	im.types[path] = pkg
	if err := im.embedded(sp, src); err != nil {
		return fmt.Errorf("package %s: %w", path, err)
	}
	if err := call(im.s.m.NewRun(), im.s.m.Function(sp.Func("init"))); err != nil {
		un, lacks := err.(exec.Unsupported)
		var p *exec.Panic
		if errors.As(err, &p) && !lacks {
			un, lacks = p.Value.(exec.Unsupported)
		}
		if lacks {
			return fmt.Errorf("package %s is not compiled into this kernel and cannot be interpreted: %s", path, un.What)
		}
		return fmt.Errorf("package %s: %w", path, err)
	}
	return nil
}

// innermost is the source that is being built, if one is.
func (im *importer) innermost() *Source {
	if n := len(im.building); n > 0 {
		return im.building[n-1]
	}
	return &Source{}
}
