package interp

import (
	"io"
	"reflect"
)

// A Package is a compiled package that cells can import. Its functions are
// called on first import.
type Package struct {
	Path, Name string
	// Export returns the package's export data as gcexportdata.Write makes it.
	Export func() []byte
	// Symbols maps an exported name to the function itself, to a pointer to
	// the variable, or, for a type T, to a (*T)(nil). Constants and generic
	// declarations are in the export data only.
	Symbols func() map[string]any
	// Docs maps "" to the package's doc comment, "Name" and "Type.Name" to
	// those of its functions, types, methods and fields.
	Docs func() map[string]string
	// Source, if not nil, returns Go files by name that are interpreted
	// instead: packages whose declarations are generic. Export, then, is nil.
	Source func() map[string]string
	// Overlay, if not nil, returns Go files with the bodies of the generic
	// functions that the export data declares.
	Overlay func() map[string]string
}

// Options configure a [Session]. The zero value imports nothing.
type Options struct {
	// Packages finds a compiled package, or nil.
	Packages func(path string) *Package
	// Absent says why a package that Packages does not know cannot be had from
	// Sources either; "" means that it may be there.
	Absent func(path string) string
	// Paths lists the import paths that Packages knows, for completion.
	Paths func() []string
	// Implicit maps names that cells may use without an import to the import
	// specs that declare them. What a cell declares or imports under such a
	// name goes before.
	Implicit map[string]string
	// Sources finds packages that Packages does not know, to be interpreted. Nil:
	// there are none.
	Sources Sources
	// Before maps the names of methods of compiled packages, for example
	// (*os/exec.Cmd).Start, to what gets the receiver before a cell calls one.
	Before map[string]func(receiver any)
	// Memory is how many bytes the values of cells may take; 0 stands for most
	// of what the machine has. A cell that asks for more gets an error.
	Memory int64
}

// A Cell is a piece of program text. Name stands for it in messages.
type Cell struct {
	Name string
	Code string
	// Main asks for a function main that the cell declares to be called, after
	// the rest of the cell, unless the cell itself calls it.
	Main bool
}

// IO is what a cell reads and writes. A nil Writer discards, a nil Reader is
// empty.
type IO struct {
	Stdout, Stderr io.Writer
	Stdin          io.Reader
}

// A Result holds the values of a cell's last expression.
type Result struct {
	Values []reflect.Value
	// Main says that the cell's function main was called.
	Main bool
}
