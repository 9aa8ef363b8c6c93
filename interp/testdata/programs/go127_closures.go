package main

import "fmt"

type Acc struct{ total int }

func (a *Acc) Each[T any](list []T, weigh func(T) int) func() (int, []T) {
	var seen []T
	for _, x := range list {
		a.total += weigh(x)
		seen = append(seen, x)
	}
	return func() (int, []T) {
		a.total++
		return a.total, seen
	}
}

func (a Acc) Seq[T any](x T, n int) func(yield func(int, T) bool) {
	return func(yield func(int, T) bool) {
		for i := range n {
			if !yield(i+a.total, x) {
				return
			}
		}
	}
}

func main() {
	a := &Acc{}
	f := a.Each([]string{"a", "bb"}, func(s string) int { return len(s) })
	fmt.Println(f())
	fmt.Println(f())
	for i, s := range a.Seq("x", 5) {
		if i == 8 {
			break
		}
		fmt.Print(i, s, " ")
	}
	fmt.Println()
}
