// Package speed has pieces of work that are compiled and interpreted, to say
// how many times as long an interpreter takes.
package speed

import (
	_ "embed"
	"strings"
	"time"
)

//go:embed work.go
var work string

//go:embed callback.go
var callback string

// A Benchmark is one piece of work. Bar is how many times as long as compiled
// code the engine may take; where it is 0, docs/engine.md says why.
type Benchmark struct {
	Name, Func string
	Native     func()
	Bar        float64
	Gonum      bool // it is in the text that needs gonum
}

// Benchmarks are all of them.
var Benchmarks = []Benchmark{
	{"fib(30)", "Fib", Fib, 10, false},
	{"float loop, 10⁷ steps", "Loop", Loop, 10, false},
	{"array sum and update", "Array", Array, 12, false},
	{"string building", "Strings", Strings, 25, false},
	{"map counting", "Map", Map, 25, false},
	{"interface method call", "Interface", Interface, 25, false},
	{"closure call", "Closure", Closure, 25, false},
	{"struct method call", "Method", Method, 25, false},
	{"call of a compiled function", "Compiled", Compiled, 25, false},
	{"callback from mat.Apply", "Callback", Callback, 25, true},
}

// Source returns the Go text with the functions, as an interpreter wants it:
// without the package clause.
func Source(gonum bool) string {
	text := work
	if gonum {
		text = callback
	}
	_, text, _ = strings.Cut(text, "\n")
	return text
}

// Least runs f as often as told and returns the least time that the process
// worked for one of them. Time in which others had the processor does not
// count.
func Least(times int, f func()) time.Duration {
	least := time.Duration(1<<63 - 1)
	for range times {
		start := cpu()
		f()
		least = min(least, cpu()-start)
	}
	return least
}

// Ratio is how many times as long f takes as native: of the least times in
// turns, so that both have the same luck.
func Ratio(times int, f, native func()) float64 {
	slow, fast := time.Duration(1<<63-1), time.Duration(1<<63-1)
	for range times {
		slow = min(slow, Least(1, f))
		fast = min(fast, Least(3, native))
	}
	return float64(slow) / float64(fast)
}
