package main

import "fmt"

type Log struct{ prefix string }

func (l Log) All[T any](xs ...T) int {
	for _, x := range xs {
		fmt.Print(l.prefix, x, ";")
	}
	fmt.Println()
	return len(xs)
}

func (Log) Unnamed[T any](T, ...T) string     { return "unnamed" }
func (_ *Log) Blank[_ any, T any](_ T) string { return "blank" }

func main() {
	l := Log{">"}
	fmt.Println(l.All(1, 2, 3), l.All[string](), l.All([]bool{true}...))
	fmt.Println(l.Unnamed(1, 2), l.Blank[int](2))
	f := l.All[byte]
	fmt.Println(f(1, 2))
}
