package main

import "fmt"

type Base struct{ name string }

func (b Base) Tag[T any](x T) string { return fmt.Sprint(b.name, ":", x) }
func (b *Base) Rename[T any](x T)    { b.name = fmt.Sprint(x) }

type Middle struct {
	Base
	k int
}

type Outer struct{ *Middle }

type Gen[T any] struct{ x T }

func (g Gen[T]) With[U any](u U) string { return fmt.Sprint(g.x, "+", u) }

type Holder struct {
	Gen[string]
	Base
}

func main() {
	m := Middle{Base{"m"}, 1}
	fmt.Println(m.Tag(1), m.Tag[string]("s"))
	m.Rename(2.5)
	fmt.Println(m)
	o := Outer{&m}
	o.Rename([]int{1})
	fmt.Println(m.name, o.Tag(true))
	h := Holder{Gen[string]{"g"}, Base{"h"}}
	fmt.Println(h.With(3), h.Tag('x'))
	f := h.With[int]
	fmt.Println(f(4))
	e := Outer.Tag[int]
	fmt.Println(e(o, 5))
}
