package main

import "fmt"

type Tree[T any] struct {
	left, right *Tree[T]
	v           T
}

func (t *Tree[T]) Insert(v T, less func(a, b T) bool) *Tree[T] {
	if t == nil {
		return &Tree[T]{v: v}
	}
	if less(v, t.v) {
		t.left = t.left.Insert(v, less)
	} else {
		t.right = t.right.Insert(v, less)
	}
	return t
}

func (t *Tree[T]) Map[U any](f func(T) U) *Tree[U] {
	if t == nil {
		return nil
	}
	return &Tree[U]{t.left.Map(f), t.right.Map(f), f(t.v)}
}

func (t *Tree[T]) Walk(f func(T)) {
	if t != nil {
		t.left.Walk(f)
		f(t.v)
		t.right.Walk(f)
	}
}

type Count int

func (c Count) Down[T any](x T, f func(Count, T)) {
	if c > 0 {
		f(c, x)
		(c - 1).Down(x, f)
	}
}

func main() {
	var t *Tree[int]
	for _, v := range []int{3, 1, 2, 5, 4} {
		t = t.Insert(v, func(a, b int) bool { return a < b })
	}
	t.Map(func(i int) string { return fmt.Sprint("<", i, ">") }).Walk(func(s string) { fmt.Print(s) })
	fmt.Println()
	Count(3).Down("x", func(c Count, s string) { fmt.Print(c, s, " ") })
	fmt.Println()
}
