package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
)

type Number interface {
	~int | ~int64 | ~float64
}

func Sum[T Number](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return
}

func Map[T, U any](xs []T, f func(T) U) []U {
	out := make([]U, 0, len(xs))
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

func Reduce[T, A any](xs []T, a A, f func(A, T) A) A {
	for _, x := range xs {
		a = f(a, x)
	}
	return a
}

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(x T) { s.items = append(s.items, x) }
func (s *Stack[T]) Pop() (x T, err error) {
	if len(s.items) == 0 {
		return x, errors.New("empty")
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, nil
}
func (s Stack[T]) Len() int { return len(s.items) }

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

func (p Pair[K, V]) String() string { return fmt.Sprintf("<%v=%v>", p.Key, p.Val) }

type List[T any] struct {
	head *node[T]
	n    int
}

type node[T any] struct {
	v    T
	next *node[T]
}

func (l *List[T]) Add(v T) *List[T] {
	l.head = &node[T]{v, l.head}
	l.n++
	return l
}

func (l *List[T]) All() func(func(int, T) bool) {
	return func(yield func(int, T) bool) {
		i := 0
		for n := l.head; n != nil; n = n.next {
			if !yield(i, n.v) {
				return
			}
			i++
		}
	}
}

type Tree[K cmp.Ordered, V any] struct {
	root *tnode[K, V]
}
type tnode[K cmp.Ordered, V any] struct {
	Pair[K, V]
	l, r *tnode[K, V]
}

func (t *Tree[K, V]) Put(k K, v V) {
	p := &t.root
	for *p != nil {
		switch c := cmp.Compare(k, (*p).Key); {
		case c < 0:
			p = &(*p).l
		case c > 0:
			p = &(*p).r
		default:
			(*p).Val = v
			return
		}
	}
	*p = &tnode[K, V]{Pair: Pair[K, V]{k, v}}
}

func (t *Tree[K, V]) Walk(f func(Pair[K, V])) {
	var walk func(*tnode[K, V])
	walk = func(n *tnode[K, V]) {
		if n != nil {
			walk(n.l)
			f(n.Pair)
			walk(n.r)
		}
	}
	walk(t.root)
}

type Celsius float64
type ID int

func (i ID) String() string { return "#" + strconv.Itoa(int(i)) }

type Stringish interface {
	~int
	fmt.Stringer
}

func Join[T Stringish](xs []T) string {
	var out []string
	for _, x := range xs {
		out = append(out, x.String()+"/"+strconv.Itoa(int(x)))
	}
	return strings.Join(out, " ")
}

type Set[T comparable] map[T]struct{}

func (s Set[T]) Add(x T)      { s[x] = struct{}{} }
func (s Set[T]) Has(x T) bool { _, ok := s[x]; return ok }
func Keys[M ~map[K]V, K cmp.Ordered, V any](m M) []K {
	var ks []K
	for k := range m {
		ks = append(ks, k)
	}
	slices.Sort(ks)
	return ks
}

type Ptr[T any] interface {
	*T
	Set(string)
}
type conf struct{ v string }

func (c *conf) Set(s string) { c.v = s }
func Parse[T any, P Ptr[T]](ss []string) []T {
	out := make([]T, len(ss))
	for i, s := range ss {
		P(&out[i]).Set(s)
	}
	return out
}

func kind[T any](x T) string {
	switch any(x).(type) {
	case int:
		return "int"
	case string:
		return "string"
	case []T:
		return "slice of T"
	case Stack[int]:
		return "stack of int"
	case Stack[string]:
		return "stack of string"
	case fmt.Stringer:
		return "stringer"
	case error:
		return "error"
	}
	return fmt.Sprintf("other %T", x)
}

type Opt[T any] func(*T)

func New[T any](opts ...Opt[T]) *T {
	t := new(T)
	for _, o := range opts {
		o(t)
	}
	return t
}

type Num[T Number] struct{ v T }

func (n Num[T]) Add(m Num[T]) Num[T] { return Num[T]{n.v + m.v} }

type Adder[T any] interface{ Add(T) T }

func Fold[T Adder[T]](xs ...T) T {
	a := xs[0]
	for _, x := range xs[1:] {
		a = a.Add(x)
	}
	return a
}

type Vec[T any] = []T

func zero[T any]() (z T) { return }

func main() {
	fmt.Println(Sum(1, 2, 3), Sum(1.5, 2), Sum[Celsius](1, 2.5))
	fmt.Println(Map([]int{1, 2}, strconv.Itoa), Reduce([]int{1, 2, 3}, "", func(s string, i int) string { return s + fmt.Sprint(i) }))
	var s Stack[string]
	s.Push("a")
	s.Push("b")
	x, err := s.Pop()
	fmt.Println(x, err, s.Len())
	s.Pop()
	fmt.Println(s.Pop())
	p := Pair[string, []int]{"k", []int{1}}
	fmt.Println(p, &p)
	fmt.Printf("%T %T %v\n", p, s, Pair[Celsius, Pair[int, string]]{1, Pair[int, string]{2, "x"}})
	l := (&List[rune]{}).Add('a').Add('b').Add('c')
	for i, v := range l.All() {
		if i == 2 {
			break
		}
		fmt.Print(i, string(v), " ")
	}
	fmt.Println(l.n)
	var t Tree[string, int]
	for i, w := range strings.Fields("the quick brown fox jumps over the lazy dog") {
		t.Put(w, i)
	}
	t.Walk(func(p Pair[string, int]) { fmt.Print(p, " ") })
	fmt.Println()
	fmt.Println(Join([]ID{3, 4}))
	set := Set[string]{}
	set.Add("z")
	set.Add("y")
	fmt.Println(set.Has("z"), set.Has("q"), Keys(set))
	fmt.Println(Parse[conf]([]string{"a", "b"}))
	fmt.Println(kind(1), kind("s"), kind(Stack[int]{}), kind(Stack[string]{}), kind(Stack[bool]{}), kind(ID(1)), kind(errors.New("e")), kind([]any{1}), kind(p))
	c := New(func(c *conf) { c.v = "opt" })
	fmt.Println(*c, Fold(Num[int]{1}, Num[int]{2}, Num[int]{3}))
	var v Vec[int] = []int{3, 1, 2}
	sort.Ints(v)
	fmt.Println(v, zero[int](), zero[*int]() == nil, zero[[2]string]())
	f := Sum[float64]
	fmt.Printf("%T %v\n", f, f(1, 2))
	g := (*Stack[int]).Push
	var si Stack[int]
	g(&si, 4)
	fmt.Println(si, min(3, 1, 2), max(2.5, 1), min("b", "a"))
}
