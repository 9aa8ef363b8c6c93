package main

import "fmt"

type Box[T any] struct{ v T }

func (b Box[T]) Pair[U any](u U) (T, U)       { return b.v, u }
func (b *Box[T]) Set[U any](u U, f func(U) T) { b.v = f(u) }

type Plain struct{ n int }

func (p Plain) Twice[T any](x T) []T { return []T{x, x} }

func main() {
	b := Box[int]{7}
	pair := b.Pair[string]
	b.v = 8
	fmt.Println(pair("bound"))
	expr := Box[int].Pair[float64]
	fmt.Println(expr(b, 2.5))
	set := (*Box[int]).Set[string]
	set(&b, "four", func(s string) int { return len(s) })
	fmt.Println(b)
	boundSet := b.Set[bool]
	boundSet(true, func(x bool) int {
		if x {
			return 1
		}
		return 0
	})
	fmt.Println(b)
	twice := Plain.Twice[rune]
	fmt.Println(twice(Plain{1}, 'x'))
	table := map[string]func(Plain, string) []string{"t": Plain.Twice[string]}
	fmt.Println(table["t"](Plain{}, "s"))
	fmt.Printf("%T %T %T\n", pair, expr, twice)
	defer b.Pair("deferred")
	done := make(chan int)
	go func() { b.Set(3, func(i int) int { return i * i }); close(done) }()
	<-done
	fmt.Println(b)
}
