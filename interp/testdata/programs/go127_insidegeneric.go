package main

import "fmt"

type Conv struct{ k int }

func (c Conv) To[T any](x T) [2]any { return [2]any{c.k, x} }

func call[T any](c Conv, x T) [2]any { return c.To(x) }

func bound[T any](c Conv) func(T) [2]any { return c.To[T] }

func typed[A any](c Conv, a A) [2]any {
	f := func(c Conv, a A) [2]any { return c.To[A](a) }
	return f(c, a)
}

type G[T any] struct{ x T }

func (g G[T]) Pair[U any](u U) string { return fmt.Sprint(g.x, u) }
func (g G[T]) Both[U any](u U) string { return g.Pair(u) + g.Pair(g.x) + G[U]{u}.Pair(g.x) }

func main() {
	c := Conv{2}
	fmt.Println(call(c, "s"), call(c, 1.5))
	fmt.Println(bound[int](c)(3), bound[string](Conv{9})("b"))
	fmt.Println(typed(c, true))
	fmt.Println(G[int]{1}.Both("x"))
}
