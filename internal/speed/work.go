package speed

// This file is compiled, and its text is what interpreters run: the same work
// for all. The oldest of them knows Go as it was before generics.

import (
	"math"
	"strings"
)

// What the work comes to is kept here, so that the compiler does not drop it.
var (
	sinkInt   int     //lint:ignore U1000 written only, on purpose
	sinkFloat float64 //lint:ignore U1000 written only, on purpose
)

//go:noinline
func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

// Fib is fib(30), 1.3 million calls.
func Fib() { sinkInt = fib(30) }

// Loop is 10⁷ steps of arithmetic.
func Loop() {
	s := 0.0
	for i := 0; i < 10000000; i++ {
		s += float64(i) * 0.5
	}
	sinkFloat = s
}

var numbers = make([]float64, 1000)

// Array reads and writes 10⁶ elements.
func Array() {
	s := 0.0
	for k := 0; k < 1000; k++ {
		for i := range numbers {
			numbers[i] += float64(i * k)
			s += numbers[i]
		}
	}
	sinkFloat = s
}

// Strings builds a string of 200 kB.
func Strings() {
	var b strings.Builder
	for i := 0; i < 100000; i++ {
		b.WriteString("ab")
	}
	sinkInt = b.Len()
}

// Map counts 100,000 numbers in a map of 100.
func Map() {
	m := map[int]int{}
	for i := 0; i < 100000; i++ {
		m[i%100]++
	}
	sinkInt = len(m)
}

type shape interface{ Area() float64 }

type square struct{ side float64 }

//go:noinline
func (q square) Area() float64 { return q.side * q.side }

type circle struct{ r float64 }

//go:noinline
func (c *circle) Area() float64 { return 3 * c.r * c.r }

var shapes = []shape{square{1}, &circle{2}, square{3}, square{4}}

// Interface calls a method through an interface 100,000 times, of two types.
func Interface() {
	t := 0.0
	for i := 0; i < 100000; i++ {
		t += shapes[i&3].Area()
	}
	sinkFloat = t
}

//go:noinline
func counter() (func(int), func() int) {
	n := 0
	return func(k int) { n += k }, func() int { return n }
}

// Closure calls a function literal 100,000 times.
func Closure() {
	inc, get := counter()
	for i := 0; i < 100000; i++ {
		inc(i)
	}
	sinkInt = get()
}

type point struct{ x, y float64 }

//go:noinline
func (p *point) Move(dx, dy float64) {
	p.x += dx
	p.y += dy
}

// Method calls a method of a struct 100,000 times.
func Method() {
	p := &point{}
	for i := 0; i < 100000; i++ {
		p.Move(1, 0.5)
	}
	sinkFloat = p.x + p.y
}

// Compiled calls a function of a compiled package 100,000 times.
func Compiled() {
	s := 0.0
	for i := 0; i < 100000; i++ {
		s += math.Hypot(s, 1)
		if s > 1000 {
			s = 0
		}
	}
	sinkFloat = s
}
