// Package interp runs Go in cells.
//
// A [Session] takes pieces of program text one after the other. Each is type
// checked by go/types, brought into SSA form by golang.org/x/tools/go/ssa and
// run by package exec; what it declares is there for the next one. Packages
// that are compiled into the program are imported as they are, so that
// values, interfaces and functions cross in both directions without a wrapper.
//
// The rules of cells:
//
//   - Statements run in source order. Functions and types are visible to all
//     of the cell, wherever they stand.
//   - A top-level x := …, var x … or a, b := f() is a variable of the session:
//     later cells and functions declared earlier see it. It may be declared
//     again, with another type too.
//   - The value of a last expression is the cell's result, unless a semicolon
//     follows it.
//   - A function declared again with the same signature is what earlier
//     callers call from then on. A method may be declared in a later cell than
//     its type. Functions see a constant that is declared again, or the cell
//     says which ones keep the old value.
//   - A cell that does not type-check changes nothing. Of one that panics, the
//     variables declared from the failing statement on do not come to be.
//   - Imports last for the session.
package interp
