// Package book holds the source of what a cell of the book can import from
// this module, so that the program can show it.
package book

import "embed"

// Source has the Go files of dlfs, dlfs/mnist, dlfs/dataset, plotting and display, with
// their tests, whose examples the reference shows.
//
//go:embed dlfs/*.go dlfs/mnist/*.go dlfs/dataset/*.go plotting/*.go display/*.go
var Source embed.FS

// Module is this module's go.mod, which says in which versions other modules
// are compiled into the program.
//
//go:embed go.mod
var Module string
