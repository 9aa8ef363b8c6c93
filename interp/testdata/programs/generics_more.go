package main

import "fmt"

type List[T any] struct {
	head, tail *elem[T]
	n          int
}
type elem[T any] struct {
	next *elem[T]
	val  T
}

func (l *List[T]) Push(v T) {
	if l.tail == nil {
		l.head = &elem[T]{val: v}
		l.tail = l.head
	} else {
		l.tail.next = &elem[T]{val: v}
		l.tail = l.tail.next
	}
	l.n++
}
func (l *List[T]) Each(f func(T)) {
	for e := l.head; e != nil; e = e.next {
		f(e.val)
	}
}
func MapL[T, U any](l *List[T], f func(T) U) *List[U] {
	r := &List[U]{}
	l.Each(func(v T) { r.Push(f(v)) })
	return r
}

type Num interface {
	~int | ~int8 | ~uint8 | ~float32 | ~float64
}

func SumN[T Num](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return s
}
func Conv[A, B Num](a A) B { return B(a) }
func Max[T Num](a, b T) T {
	if a > b {
		return a
	}
	return b
}

type MyInt int8

type Cache[K comparable, V any] struct {
	m       map[K]V
	order   []K
	onEvict func(K, V)
}

func NewCache[K comparable, V any](f func(K, V)) *Cache[K, V] {
	return &Cache[K, V]{m: map[K]V{}, onEvict: f}
}
func (c *Cache[K, V]) Put(k K, v V) {
	if _, ok := c.m[k]; !ok {
		c.order = append(c.order, k)
	}
	c.m[k] = v
	if len(c.order) > 2 {
		o := c.order[0]
		c.order = c.order[1:]
		c.onEvict(o, c.m[o])
		delete(c.m, o)
	}
}
func (c *Cache[K, V]) Get(k K) (v V, ok bool) { v, ok = c.m[k]; return }

type Tree[T interface{ Less(T) bool }] struct {
	l, r *Tree[T]
	v    T
}

func (t *Tree[T]) Insert(v T) *Tree[T] {
	if t == nil {
		return &Tree[T]{v: v}
	}
	if v.Less(t.v) {
		t.l = t.l.Insert(v)
	} else {
		t.r = t.r.Insert(v)
	}
	return t
}
func (t *Tree[T]) Walk(yield func(T) bool) bool {
	return t == nil || t.l.Walk(yield) && yield(t.v) && t.r.Walk(yield)
}

type I int

func (a I) Less(b I) bool { return a < b }

type Option[T any] struct{ v *T }

func Some[T any](v T) Option[T] { return Option[T]{&v} }
func None[T any]() Option[T]    { return Option[T]{} }
func (o Option[T]) OrElse(d T) T {
	if o.v == nil {
		return d
	}
	return *o.v
}
func (o Option[T]) String() string {
	if o.v == nil {
		return "None"
	}
	return fmt.Sprintf("Some(%v)", *o.v)
}

type Either[L, R any] interface{ isEither(L, R) }
type Left[L, R any] struct{ V L }
type Right[L, R any] struct{ V R }

func (Left[L, R]) isEither(L, R)  {}
func (Right[L, R]) isEither(L, R) {}
func Fold[L, R, O any](e Either[L, R], f func(L) O, g func(R) O) O {
	switch e := e.(type) {
	case Left[L, R]:
		return f(e.V)
	case Right[L, R]:
		return g(e.V)
	}
	panic("no")
}
func Ptr[T any](v T) *T                             { return &v }
func Keys[M ~map[K]V, K comparable, V any](m M) int { return len(m) }
func Apply[S ~[]E, E any](s S, f func(E) E) S {
	out := make(S, len(s))
	for i, e := range s {
		out[i] = f(e)
	}
	return out
}

type Strs []string

func (s Strs) Len() int { return len(s) }

type Matrix[T Num] [][]T

func (m Matrix[T]) Mul(o Matrix[T]) Matrix[T] {
	r := make(Matrix[T], len(m))
	for i := range m {
		r[i] = make([]T, len(o[0]))
		for j := range o[0] {
			for k := range o {
				r[i][j] += m[i][k] * o[k][j]
			}
		}
	}
	return r
}

func TypeName[T any]() string { var z T; return fmt.Sprintf("%T", z) }
func Is[T any](x any) bool    { _, ok := x.(T); return ok }

type Stringish interface{ ~string }

func Cat[T Stringish](a, b T) T                { return a + b }
func Len[T ~string | ~[]byte](x T) int         { return len(x) }
func Idx[T ~string | ~[]byte](x T, i int) byte { return x[i] }
func Sub[T ~string | ~[]byte](x T) T           { return x[1:2] }
func Chan[T any](xs ...T) <-chan T {
	c := make(chan T, len(xs))
	for _, x := range xs {
		c <- x
	}
	close(c)
	return c
}

type Rec[T any] struct {
	kids []Rec[T]
	v    T
}

func (r Rec[T]) Sum(add func(T, T) T) T {
	s := r.v
	for _, k := range r.kids {
		s = add(s, k.Sum(add))
	}
	return s
}
func Curry[A, B, C any](f func(A, B) C) func(A) func(B) C {
	return func(a A) func(B) C { return func(b B) C { return f(a, b) } }
}

type G1[T any] struct{ G2[T] }
type G2[T any] struct{ X T }

func (g *G2[T]) SetX(x T) { g.X = x }
func (g G2[T]) GetX() T   { return g.X }

type Getter[T any] interface{ GetX() T }

func Zero[T comparable](x T) bool  { var z T; return x == z }
func Eq[T comparable](a, b T) bool { return a == b }
func Swap[T any](a, b *T)          { *a, *b = *b, *a }
func clo[T any](x T) func() T      { return func() T { return x } }
func deferG[T any](x T) (r T)      { defer func() { recover(); r = x }(); panic(1) }

type Fn[T any] func(T) T

func (f Fn[T]) Twice(x T) T   { return f(f(x)) }
func vari[T any](xs ...T) []T { return xs }

func main() {
	var l List[int]
	for i := range 4 {
		l.Push(i * i)
	}
	MapL(&l, func(i int) string { return fmt.Sprint("<", i, ">") }).Each(func(s string) { fmt.Print(s, " ") })
	fmt.Println(l.n)
	fmt.Println(SumN(1, 2, 3), SumN(1.5, 2.25), SumN[MyInt](100, 100), Conv[float64, int](3.9), Conv[int, uint8](300), Max(MyInt(3), 4), SumN[uint8]())
	c := NewCache(func(k string, v int) { fmt.Println("evict", k, v) })
	c.Put("a", 1)
	c.Put("b", 2)
	c.Put("c", 3)
	fmt.Println(c.Get("a"))
	fmt.Println(c.Get("c"))
	var t *Tree[I]
	for _, v := range []I{5, 2, 8, 1} {
		t = t.Insert(v)
	}
	t.Walk(func(i I) bool { fmt.Print(i, " "); return i < 5 })
	fmt.Println()
	fmt.Println(Some(3), None[string](), Some("x").OrElse("y"), None[float64]().OrElse(2.5))
	var e Either[string, int] = Right[string, int]{7}
	fmt.Println(Fold(e, func(s string) string { return "L" + s }, func(i int) string { return fmt.Sprint("R", i) }))
	fmt.Printf("%T %T %T\n", e, c, t)
	fmt.Println(*Ptr(5), Keys(map[string]int{"a": 1}), Apply(Strs{"a", "b"}, func(s string) string { return s + s }).Len())
	fmt.Println(Matrix[float64]{{1, 2}, {3, 4}}.Mul(Matrix[float64]{{0, 1}, {1, 0}}))
	fmt.Println(TypeName[int](), TypeName[List[string]](), TypeName[*Option[I]](), TypeName[error](), TypeName[map[string]Strs]())
	fmt.Println(Is[int](5), Is[string](5), Is[fmt.Stringer](Some(1)), Is[error](nil), Is[any](nil))
	type S string
	fmt.Println(Cat(S("a"), "b"), Len("héy"), Len([]byte("héy")), Idx("abc", 1), Sub("abc"), Sub([]byte("xyz")))
	for v := range Chan(1, 2, 3) {
		fmt.Print(v, " ")
	}
	fmt.Println(Rec[int]{[]Rec[int]{{nil, 1}, {[]Rec[int]{{nil, 5}}, 2}}, 10}.Sum(func(a, b int) int { return a + b }))
	fmt.Println(Curry(func(a int, b string) string { return fmt.Sprint(a, b) })(1)("z"))
	var g G1[string]
	g.SetX("set")
	var gg Getter[string] = g
	fmt.Println(gg.GetX(), g.GetX())
	fmt.Println(Zero(0), Zero("a"), Zero(struct{ a int }{}), Eq[any](1, 1), Eq[any](1, "1"), Eq([2]int{1, 2}, [2]int{1, 2}))
	func() { defer func() { fmt.Println(recover()) }(); Eq[any]([]int{}, []int{}) }()
	a, b := "a", "b"
	Swap(&a, &b)
	fmt.Println(a, b, clo(4)(), clo("q")(), deferG("d"), Fn[int](func(i int) int { return i * 3 }).Twice(2), vari(1, 2), vari[any](1, "a"), len(vari[int]()))
	f := Max[float64]
	h := (*List[int]).Push
	h(&l, 5)
	p := l.Push
	p(6)
	fmt.Println(f(1, 2), l.n)
	type Local[T any] struct{ V T }
	fmt.Printf("%v %+v\n", Local[int]{1}, Local[string]{"s"})
}
