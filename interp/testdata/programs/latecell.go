package main

import "fmt"

// Types whose methods mention types that are declared after them.

type Num int

type Cell[X any] struct{ v X }

type Node struct {
	val  Num
	next *Node
}

type Adder interface{ Add(Adder) Adder }

func (n Num) Add(a Adder) Adder { return n + a.(Num) }

type Boxed[X any] interface {
	Box(func(X) Boxed[X]) Boxed[X]
}

func (c Cell[X]) Box(f func(X) Boxed[X]) Boxed[X] {
	if f == nil {
		return c
	}
	return f(c.v)
}

func twice[X any, B Boxed[X]](b B, f func(X) Boxed[X]) Boxed[X] { return b.Box(f).Box(f) }

type Both[X, Y any] struct {
	X X
	Y Y
}

func (c Cell[X]) With[Y any](y Y) Both[Cell[X], Y] { return Both[Cell[X], Y]{c, y} }

type Visit = func(*Node) Visitor

type Visitor interface{ Each(Visit) Visitor }

type Walker struct{ seen []Num }

func (w *Walker) Each(v Visit) Visitor { w.seen = append(w.seen, Num(len(w.seen))); return w }

func (n *Node) Each(v Visit) Visitor {
	if n.next == nil {
		return v(n)
	}
	v(n)
	return n.next.Each(v)
}

func main() {
	var sum Adder = Num(1)
	var boxed Boxed[string] = Cell[string]{"a"}
	var visitor Visitor = &Node{1, &Node{2, nil}}
	fmt.Println(sum.Add(Num(2)).Add(Num(3)))
	fmt.Println(boxed.Box(nil), twice(Cell[int]{3}, func(i int) Boxed[int] { return Cell[int]{i * i} }))
	fmt.Println(Cell[int]{1}.With("b"), Cell[string]{"x"}.With(2.5).Y)
	w := &Walker{}
	last := visitor.Each(func(n *Node) Visitor { fmt.Println(n.val); return w.Each(nil) })
	fmt.Println(last == Visitor(w), w.seen)
	_, ok := any(Num(1)).(interface{ Add(Adder) Adder })
	fmt.Println(ok)
}
