package main

import "fmt"

type Pair[A, B any] struct {
	a A
	b B
}

func (p Pair[A, B]) First[T any](f func(A) T) T { return f(p.a) }

type Named = Pair[string, int]
type Half[B any] = Pair[string, B]
type Flip[A, B any] = Pair[B, A]

func main() {
	n := Named{"n", 1}
	fmt.Println(n.First(func(s string) int { return len(s) }))
	h := Half[[]byte]{"half", nil}
	fmt.Println(h.First(func(s string) string { return s + "!" }))
	f := Flip[int, string]{"x", 2}
	fmt.Println(f.First(func(s string) any { return s }))
	g := Half[bool].First[float64]
	fmt.Println(g(Half[bool]{"y", true}, func(s string) float64 { return 0.5 }))
	fmt.Printf("%T %T %T\n", n, h, f)
}
