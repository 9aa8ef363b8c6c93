package main

import "fmt"

// Types and aliases whose right side is nothing but the name of another type.

type W struct{ n int }

type W2 W

type W3 = W

type W4 W2

type W5 = W4

type W6 W5

func (w W) A() string { return fmt.Sprint("W.A ", w.n) }

func (w W2) A() string { return fmt.Sprint("W2.A ", w.n) }

func (w *W6) Set(n int) { w.n = n }

func (w W5) Get() int { return w.n }

type I interface{ A() string }

type I2 I

type I3 = I2

type F func(int) int

type F2 F

func (f F2) Twice(n int) int { return f(f(n)) }

type G[T any] struct{ v T }

func (g G[T]) Get() T { return g.v }

type GI G[int]

type GS = G[string]

type GA[T any] = G[T]

type GD[T any] G[T]

type N int

type N2 N

type N3 = N2

type Number interface{ ~int | ~float64 }

type Number2 Number

type Number3 = Number2

func sum[T Number3](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return s
}

type M map[N2]W2

type M2 M

type List[T Number2] []T

type Ints List[N3]

type Rec struct{ next *Rec2 }

type Rec2 Rec

type C chan W3

type C2 C

type P *W

type P2 P

type E error

type E2 = E

type A any

func main() {
	fmt.Println(W{1}.A(), W2{2}.A(), W3{3}.A(), W4{4}, W5{5}.Get())
	var w W6
	w.Set(6)
	fmt.Printf("%v %T %T %T\n", w, w, W3{}, W5{})
	var i I3 = W2{7}
	fmt.Println(i.A(), I(i).A(), I2(W{8}).A())
	f := F2(func(n int) int { return n * 3 })
	fmt.Println(f.Twice(2), F(f)(4))
	fmt.Println(GI{9}.v, GS{"s"}.Get(), GA[bool]{true}.Get(), GD[N]{10}.v, G[int](GI{11}).Get())
	fmt.Printf("%T %T %T %T\n", GI{}, GS{}, GA[bool]{}, GD[N]{})
	fmt.Println(sum(1, 2, 3), sum(N(1), 2), sum(N2(3), 4), sum(N3(5), 6), sum(1.5, 2))
	fmt.Println(M2{1: {2}}, Ints{1, 2}, Rec{&Rec2{}}.next.next == nil)
	c := make(C2, 1)
	c <- W3{12}
	fmt.Println(<-c)
	var p P2 = &W{13}
	fmt.Println(p.n)
	var e E2 = fmt.Errorf("an error")
	fmt.Println(e, A(14))
	_, ok := any(W2{}).(W3)
	fmt.Println(ok)
}
