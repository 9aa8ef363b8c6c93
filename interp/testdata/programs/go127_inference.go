package main

import "fmt"

func id[T any](x T) T                 { return x }
func pair[A, B any](a A, b B) string  { return fmt.Sprint(a, b) }
func apply[T any](x T, f func(T) T) T { return f(x) }

type Op func(int) int
type S struct {
	F func(string) string
	G func(int, bool) string
}

func give() func(float64) float64 { return id }

func take(f func(int) int, g ...func(string) string) {
	fmt.Print(f(1))
	for _, h := range g {
		fmt.Print(h("h"))
	}
	fmt.Println()
}

func main() {
	var f func(int) int = id
	fmt.Println(f(3), give()(2.5))
	s := S{F: id, G: pair}
	fmt.Println(s.F("x"), s.G(1, true))
	take(id, id, id)
	var op Op = id
	fmt.Println(op(4))
	fs := []func(string) string{id}
	fmt.Println(fs[0]("slice"))
	m := map[string]func(int) int{"a": id}
	fmt.Println(m["a"](5))
	ch := make(chan func(int) int, 1)
	ch <- id
	fmt.Println((<-ch)(6))
	arr := [...]func(rune) rune{1: id}
	fmt.Println(arr[1]('x'))
	fmt.Println(apply(2, id))
	f = id
	fmt.Println(f(7))
	s.F, f = id, id
	fmt.Println(s.F("y"), f(8))
	fmt.Println(Op(id)(9), (func(bool) bool)(id)(true))
}
