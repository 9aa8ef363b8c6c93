package main

import "fmt"

type Set[T comparable] map[T]bool

func (s Set[T]) Add(x T) Set[T] { s[x] = true; return s }

func (s Set[T]) MapTo[U comparable](f func(T) U) Set[U] {
	out := Set[U]{}
	for x := range s {
		out[f(x)] = true
	}
	return out
}

type Names map[string]bool

func (n Names) Count[T any](xs []T, name func(T) string) (k int) {
	for _, x := range xs {
		if n[name(x)] {
			k++
		}
	}
	return k
}

func main() {
	s := Set[int]{}.Add(1).Add(2).Add(3)
	fmt.Println(len(s), len(s.MapTo(func(i int) bool { return i > 1 })), s.MapTo(func(i int) string { return fmt.Sprint(i) }))
	fmt.Println(Names{"1": true, "2": true}.Count([]int{1, 1, 3}, func(i int) string { return fmt.Sprint(i) }))
	for k := range (Names{"only": true}) {
		fmt.Println(k)
	}
}
