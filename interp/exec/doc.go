// Package exec runs functions of golang.org/x/tools/go/ssa.
//
// Each function is compiled once, on its first call, to closures over a
// frame: a block of memory whose layout is known when the function is
// compiled and whose pointers the garbage collector sees. Values in a frame
// have Go's own memory layout, so that slices, maps, strings, structs,
// channels, interfaces and functions can be handed to compiled code as they
// are, and back.
//
// The package knows programs and threads, not cells: package interp turns
// cells into programs.
package exec
