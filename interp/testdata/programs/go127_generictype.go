package main

import "fmt"

type List[T any] struct{ items []T }

func (l *List[T]) Add(x ...T) *List[T] { l.items = append(l.items, x...); return l }

func (l List[T]) Map[U any](f func(T) U) *List[U] {
	out := new(List[U])
	for _, x := range l.items {
		out.Add(f(x))
	}
	return out
}

func (l List[T]) Reduce[A any](start A, f func(A, T) A) A {
	for _, x := range l.items {
		start = f(start, x)
	}
	return start
}

func (l List[T]) Zip[U, V any](m List[U], f func(T, U) V) (out List[V]) {
	for i := range min(len(l.items), len(m.items)) {
		out.Add(f(l.items[i], m.items[i]))
	}
	return out
}

func main() {
	l := new(List[int]).Add(1, 2, 3)
	words := l.Map(func(i int) string { return fmt.Sprint("w", i) })
	fmt.Println(words.items, words.Map(func(s string) int { return len(s) }).items)
	fmt.Println(l.Reduce("", func(a string, i int) string { return a + fmt.Sprint(i) }))
	fmt.Println(l.Zip(*words, func(i int, s string) [2]any { return [2]any{i, s} }).items)
	fmt.Printf("%T %T\n", l, words)
}
