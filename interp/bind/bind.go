// Package bind holds the compiled packages that cells can import: their
// symbols, their types as export data, and their doc comments. All of it but
// this file is generated.
package bind

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"maps"
	"slices"

	"github.com/dlfs-go/book/interp"
	"github.com/dlfs-go/book/interp/generic"
)

//go:generate go run ./gen

//go:embed data
var data embed.FS

type entry struct {
	name, file string
	symbols    func() map[string]any
}

// Lookup returns the package with an import path, or nil. Nothing of it is
// read before it is imported.
func Lookup(path string) *interp.Package {
	if src := generic.Package(path); src != nil {
		return &interp.Package{Path: path, Name: src.Name, Source: src.Files}
	}
	e, ok := table[path]
	if !ok {
		return nil
	}
	return &interp.Package{
		Path: path, Name: e.name, Symbols: e.symbols,
		Export:  func() []byte { return read(e.file + ".export") },
		Docs:    func() map[string]string { return docs(e.file + ".docs") },
		Overlay: generic.Overlay(path),
	}
}

// Paths returns the import paths of all packages, sorted.
func Paths() []string {
	return slices.Sorted(func(yield func(string) bool) {
		for p := range maps.Keys(table) {
			if !yield(p) {
				return
			}
		}
		for _, p := range generic.Paths() {
			if !yield(p) {
				return
			}
		}
	})
}

func read(name string) []byte {
	b, err := data.ReadFile("data/" + name)
	if err != nil {
		panic("interp/bind: " + err.Error()) // the generator writes it with the table
	}
	return b
}

func docs(name string) map[string]string {
	r, err := gzip.NewReader(bytes.NewReader(read(name)))
	if err != nil {
		panic("interp/bind: " + err.Error())
	}
	all := map[string]string{}
	if err := json.NewDecoder(r).Decode(&all); err != nil {
		panic("interp/bind: " + err.Error())
	}
	return all
}
