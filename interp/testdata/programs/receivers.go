package main

import (
	"fmt"
	"sort"
	"strings"
)

// Methods with every spelling of receivers and parameters.

type H struct{ n int }

func (h H) Unnamed(string) int                 { return h.n }
func (H) NoReceiver(int, string)               {}
func (_ H) Blank(_ int, _ string) string       { return "blank" }
func (h H) Grouped(a, b int, c, d string) int  { return h.n + a + b + len(c+d) }
func (h H) Variadic(s ...string) int           { return h.n + len(s) }
func (h H) UnnamedVariadic(int, ...string) int { return h.n }
func (h H) Func(func(int) string) bool         { return h.n > 0 }
func (h H) FuncNamed(f func(a, b int) string, _ func(...int)) string {
	return f(h.n, 2)
}
func (h H) Named(int) (n int, err error) {
	n = h.n
	defer func() { n *= 2 }()
	return n + 1, nil
}
func (h H) Results(int) (int, string)   { return h.n, "r" }
func (h H) Own(*H) H                    { return h }
func (h *H) Pointer(*H, []H, map[H]*H)  { h.n++ }
func (h *H) Chan(chan<- int, <-chan H)  { h.n++ }
func (h H) Struct(struct{ a, b int })   {}
func (h H) Iface(interface{ F(int) H }) {}
func (h H) Array([3]int, [len("ab")]H)  {}
func (*H) PointerNoReceiver(x int) int  { return x }
func (h H) Comma(a int) int             { return h.n + a }
func (h H) InParens(int) int            { return h.n }
func (h *(H)) InParens2(int) int        { return h.n }
func (h H) Lines(
	int, // a comment
	string,
) (
	a, b int, // named
) {
	return h.n, h.n
}

type Handler interface {
	WithGroup(string) Handler
	Handle(int, ...any) error
}

type lines struct{ groups []string }

func (l lines) WithGroup(g string) Handler { return lines{append(l.groups, g)} }
func (lines) Handle(int, ...any) error     { return fmt.Errorf("not handled") }

// Receivers that are aliases.

type C float64
type Al = C
type Al2 = Al
type P = *C
type PP = P

func (a Al) Double() Al    { return a * 2 }
func (a *Al2) Add(x Al)    { *a += x }
func (p P) Halve()         { *p /= 2 }
func (PP) Nothing(int)     {}
func (c C) String() string { return fmt.Sprintf("%.2fC", float64(c)) }

// Generic ones.

type B[T any] struct{ v T }

func (b B[T]) Get(T) T                       { return b.v }
func (B[T]) Zero(x T) T                      { return x }
func (B[_]) Blank(int, string) int           { return 7 }
func (b *B[U]) Set(v U)                      { b.v = v }
func (b B[T]) Map(func(T) T, ...T) (out []T) { return append(out, b.v) }
func (*B[T]) Two(a, b T) [2]T                { return [2]T{a, b} }

type BI = B[int]
type Pair[K comparable, V any] struct {
	k K
	v V
}

func (Pair[K, V]) Kind(K, ...V) string             { return "pair" }
func (p Pair[K, _]) Key(interface{ M(K) }) K       { return p.k }
func (p *Pair[A, B]) Swap(f func(A, B) (B, A)) any { b, a := f(p.k, p.v); return fmt.Sprint(b, a) }

type byLen []string

func (b byLen) Len() int           { return len(b) }
func (b byLen) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLen) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type F func(int) string

func (f F) Twice(int) string { return f(1) + f(2) }

type M map[string]int

func (m M) Inc(string, ...string) { m["x"]++ }

func main() {
	h := H{3}
	h.NoReceiver(1, "")
	fmt.Println(h.Unnamed("x"), h.Blank(1, ""), h.Grouped(1, 2, "a", "bc"), h.Variadic("a", "b"), h.UnnamedVariadic(1, "x"))
	fmt.Println(h.Func(nil), h.FuncNamed(func(a, b int) string { return fmt.Sprint(a, "+", b) }, nil))
	fmt.Println(h.Named(1))
	fmt.Println(h.Results(2))
	h.Pointer(nil, nil, nil)
	h.Chan(nil, nil)
	h.Struct(struct{ a, b int }{})
	h.Iface(nil)
	h.Array([3]int{}, [2]H{})
	fmt.Println(h.Own(nil), h.PointerNoReceiver(4), h.Comma(1), h.InParens(1), h.InParens2(1))
	fmt.Println(h.Lines(1, ""))
	var hd Handler = lines{}
	fmt.Println(hd.WithGroup("a").WithGroup("b"), hd.Handle(1, 2, 3))
	c := C(2)
	c.Add(1)
	fmt.Println(c.Double(), c, Al2(c).Double())
	P(&c).Halve()
	c.Nothing(1)
	fmt.Println(c, fmt.Stringer(&c), []Al{c})
	b := BI{4}
	b.Set(5)
	fmt.Println(b.Get(1), b.Zero(2), b.Blank(1, ""), b.Map(nil, 1, 2), b.Two(1, 2), B[string]{"s"}.Get(""))
	p := Pair[string, int]{"k", 1}
	fmt.Println(p.Kind("", 1, 2), p.Key(nil), p.Swap(func(s string, i int) (int, string) { return i, s }))
	words := strings.Fields("ccc a bb")
	sort.Sort(byLen(words))
	m := M{}
	m.Inc("a")
	fmt.Println(words, F(func(i int) string { return fmt.Sprint(i) }).Twice(0), m)
}
