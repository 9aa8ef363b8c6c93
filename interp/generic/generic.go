// Package generic holds Go source of our own for the generic parts of the
// standard library, which have no compiled form that a cell could call:
// packages that are generic as a whole, under src, and the generic functions
// of other packages, under overlay. The sources are ordinary packages too, so
// that tests can hold them against the standard library's.
package generic

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed src overlay
var sources embed.FS

// A Source is a package as Go files.
type Source struct {
	Name string
	dir  string
}

var packages = []string{"cmp", "iter", "maps", "slices", "unique", "weak"}

var overlays = map[string]string{
	"crypto/hkdf": "hkdf", "crypto/pbkdf2": "pbkdf2", "database/sql": "sql", "encoding/json/jsontext": "jsontext", "encoding/json/v2": "jsonv2", "errors": "errors", "hash/maphash": "maphash", "math/rand/v2": "rand", "reflect": "reflect",
	"runtime": "runtime", "sync": "sync", "sync/atomic": "atomic",
}

// Package returns the source that stands for the whole package with an import
// path, or nil.
func Package(importPath string) *Source {
	if !slices.Contains(packages, importPath) {
		return nil
	}
	return &Source{importPath, "src/" + importPath}
}

// Paths returns the import paths that Package knows, sorted.
func Paths() []string { return slices.Clone(packages) }

// Overlay returns the files with the generic functions of a compiled package,
// or nil. Method M of the generic type T is the function T_M with the receiver
// as first parameter.
func Overlay(importPath string) func() map[string]string {
	dir, ok := overlays[importPath]
	if !ok {
		return nil
	}
	return (&Source{dir, "overlay/" + dir}).Files
}

// Files returns the Go files by name.
func (s *Source) Files() map[string]string {
	out := map[string]string{}
	names, err := fs.Glob(sources, s.dir+"/*.go")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, n := range names {
		if strings.HasSuffix(n, "_test.go") {
			continue
		}
		text, err := sources.ReadFile(n)
		if err != nil {
			panic(err) // it was just listed
		}
		out[path.Base(n)] = string(text)
	}
	return out
}
