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
//
// Where to look:
//
//	machine, code, global               what a program consists of
//	types, named, methods, hidden       the Go types of its types
//	run, thread, goroutine, panic       what executes it, and how that ends
//	defer, fault, failure               panics on their way, those of the runtime, and our own
//	wait, stuck, guard, memory, limits  what it must not do to the process
//	supported                           whether it may run at all, by the Go release
//	frame, layout, slot, constant       where a value is in memory
//	signature                           what callers see of a frame
//	generate, block, control, branch    from a function to blocks of ops
//	fold, operand, flow, element        fewer ops
//	address, index, local               places that a program reads and writes
//	loadstore, move                     reading and writing them
//	call, invoke, transfer, godefer     calls of interpreted functions
//	compiled, border, entry, funcval    calls of compiled functions, and back
//	arith, shift, unary                 operators
//	compare, convert                    comparisons and conversions
//	slice, bounds, map, channel         the built-in types
//	range, rangefunc                    loops over them
//	interface                           interfaces: making, changing, asserting
//	builtin, unsafe                     predeclared functions, package unsafe
//	linkname                            functions of the runtime
package exec
