package main

import "fmt"

type T[A any] struct{ a A }

// The method's own parameter has the name of the type's.
func (t T[B]) Other[A any](a A) string { return fmt.Sprintf("%T %T", t.a, a) }

type M struct{}

func (M) m[int any](x int) string { return fmt.Sprintf("%T", x) }

type string2 string

func (s string2) Len[T ~string](x T) int { return len(s) + len(x) }

func main() {
	fmt.Println(T[bool]{}.Other("x"), T[string]{}.Other(1))
	fmt.Println(M{}.m("hidden"))
	fmt.Println(string2("ab").Len(string2("c")), string2("ab").Len("cde"))
}
