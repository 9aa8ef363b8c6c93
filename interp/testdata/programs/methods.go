package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
)

type Shape interface {
	Area() float64
	Perimeter() float64
}
type Rect struct{ W, H float64 }
type Circle struct{ R float64 }

func (r Rect) Area() float64         { return r.W * r.H }
func (r Rect) Perimeter() float64    { return 2 * (r.W + r.H) }
func (c *Circle) Area() float64      { return 3 * c.R * c.R }
func (c *Circle) Perimeter() float64 { return 6 * c.R }

type byArea []Shape

func (b byArea) Len() int           { return len(b) }
func (b byArea) Less(i, j int) bool { return b[i].Area() < b[j].Area() }
func (b byArea) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type MyErr struct {
	Op  string
	Err error
}

func (e *MyErr) Error() string { return e.Op + ": " + e.Err.Error() }
func (e *MyErr) Unwrap() error { return e.Err }

var ErrBase = errors.New("base")

type State int

const (
	Idle State = iota + 1
	Running
	Done
)

func (s State) String() string { return [...]string{"?", "idle", "running", "done"}[s] }
func (s State) Next() State {
	if s == Done {
		return Idle
	}
	return s + 1
}

type Visitor interface{ Visit(n Node) Visitor }
type Node interface{ Children() []Node }
type Leaf int

func (l Leaf) Children() []Node { return nil }

type Branch []Node

func (b Branch) Children() []Node { return b }

type sumv struct{ total *int }

func (s sumv) Visit(n Node) Visitor {
	if l, ok := n.(Leaf); ok {
		*s.total += int(l)
	}
	return s
}
func Walk(v Visitor, n Node) {
	if v = v.Visit(n); v == nil {
		return
	}
	for _, c := range n.Children() {
		Walk(v, c)
	}
}

type Embedded struct {
	*Inner
	Other
}
type Inner struct{ a, b int }
type Other struct{ c string }

func (i *Inner) Set(a int)   { i.a = a }
func (i Inner) Sum() int     { return i.a + i.b }
func (o Other) Sum2() string { return o.c + "!" }

type Func func(int) (int, error)

func (f Func) Must(i int) int {
	v, err := f(i)
	if err != nil {
		panic(err)
	}
	return v
}

type arr3 [3]int

func (a *arr3) inc() {
	for i := range a {
		a[i]++
	}
}
func (a arr3) sum() (s int) {
	for _, v := range a {
		s += v
	}
	return
}

type M map[string][]int

func (m M) Add(k string, v int) M { m[k] = append(m[k], v); return m }

type Chain struct{ s strings.Builder }

func (c *Chain) W(s string) *Chain { c.s.WriteString(s); return c }

func multi() (int, string, error)           { return 1, "two", nil }
func variadic(pre string, xs ...any) string { return pre + fmt.Sprint(len(xs)) + fmt.Sprint(xs...) }
func named(x int) (res int, ok bool)        { defer func() { res++ }(); res = x; ok = x > 1; return }

func main() {
	shapes := []Shape{Rect{3, 4}, &Circle{1}, Rect{1, 1}}
	sort.Sort(byArea(shapes))
	for _, s := range shapes {
		fmt.Printf("%T %.2f %.2f\n", s, s.Area(), s.Perimeter())
	}
	err := fmt.Errorf("wrap: %w", &MyErr{"open", ErrBase})
	var me *MyErr
	fmt.Println(errors.As(err, &me), me.Op, errors.Is(err, ErrBase), errors.Unwrap(errors.Unwrap(err)) == ErrBase, err)
	j := errors.Join(ErrBase, os.ErrNotExist)
	fmt.Println(errors.Is(j, os.ErrNotExist), strings.ReplaceAll(j.Error(), "\n", "|"))
	for s := Idle; ; s = s.Next() {
		fmt.Print(s, " ")
		if s == Done {
			break
		}
	}
	fmt.Printf("%d %v %s %x\n", Running, Running, Running, Running)
	total := 0
	Walk(sumv{&total}, Branch{Leaf(1), Branch{Leaf(2), Leaf(3)}, Branch{}})
	fmt.Println(total)
	e := Embedded{&Inner{1, 2}, Other{"c"}}
	e.Set(10)
	f := e.Sum
	e.a = 100
	g := e.Inner.Set
	g(7)
	fmt.Println(e.Sum(), f(), e.Sum2(), e.c)
	fn := Func(func(i int) (int, error) {
		if i < 0 {
			return 0, ErrBase
		}
		return i * 2, nil
	})
	fmt.Println(fn.Must(4))
	func() { defer func() { fmt.Println("rec", recover()) }(); fn.Must(-1) }()
	a := arr3{1, 2, 3}
	a.inc()
	b := a
	b.inc()
	pa := &a
	pa.inc()
	fmt.Println(a, b, a.sum(), pa.sum(), a == b, a != arr3{3, 4, 5})
	fmt.Println(M{}.Add("x", 1).Add("x", 2).Add("y", 3))
	fmt.Println(new(Chain).W("a").W("b").s.String())
	x, y, z := multi()
	fmt.Println(x, y, z)
	fmt.Println(multi())
	fmt.Println(variadic("p"), variadic("p", 1, "a", nil), variadic("p", []any{1, 2}...), variadic("p", []int{1, 2}))
	fmt.Println(named(1))
	fmt.Println(named(2))
	type pt struct{ x, y int }
	m := map[pt]*pt{{1, 2}: {3, 4}}
	m[pt{1, 2}].x++
	delete(m, pt{0, 0})
	for k, v := range m {
		fmt.Println(k, *v, len(m))
	}
	var iface any = e
	if s, ok := iface.(interface{ Sum() int }); ok {
		fmt.Println("sum", s.Sum())
	}
	if _, ok := iface.(interface{ Set(int) }); ok {
		fmt.Println("has Set")
	}
	switch v := iface.(type) {
	case fmt.Stringer:
		fmt.Println("stringer", v)
	case Embedded:
		fmt.Println("embedded", v.c)
	default:
		fmt.Println("none")
	}
	s := []int{1, 2, 3, 4, 5}
	s = append(s[:1], s[3:]...)
	fmt.Println(s, len(s), cap(s))
	t := s[1:2:2]
	t = append(t, 99)
	fmt.Println(s, t, cap(s[:0]))
	var np *Rect
	func() { defer func() { r := recover(); fmt.Println(r) }(); fmt.Println(np.Area()) }()
	func() { defer func() { r := recover(); fmt.Println(r) }(); var ee Embedded; ee.Set(1) }()
	func() { defer func() { r := recover(); fmt.Println(r) }(); var ee Embedded; _ = ee.a }()
	func() { defer func() { r := recover(); fmt.Println(r) }(); var ff Func; ff.Must(1) }()
	func() { defer func() { r := recover(); fmt.Println(r) }(); var mm M; mm.Add("q", 1) }()
	func() { defer func() { r := recover(); fmt.Println(r) }(); var sh Shape; _ = sh.(Rect) }()
	func() { defer func() { r := recover(); fmt.Println(r) }(); var sh Shape = Rect{}; _ = sh.(*Circle) }()
	func() {
		defer func() { r := recover(); fmt.Println(r) }()
		var sh Shape = Rect{}
		_ = sh.(fmt.Stringer)
	}()
	func() { defer func() { r := recover(); fmt.Println(r) }(); var n any = 5; _ = n.(State) }()
	const big = 1 << 62
	fmt.Println(big>>60, uint64(big)<<1, -7/2, -7%2, 7&-7, ^0, 1<<3|1, 5&^1)
	fmt.Printf("%v %+v %#v %T\n", e.Other, e.Other, e.Other, e)
	fmt.Printf("%v %+v %#v\n", []any{1, "a", nil, 2.5, 'x', State(2)}, struct {
		A *int
		B []string
	}{nil, nil}, map[string]State{"k": Done})
	fmt.Printf("%6.2f|%-8s|%08b|%x|%X|%e|%g|%q|%U|%c|%t|%v\n", 3.14159, "ab", 5, "hi", 255, 12345.678, 1e21, 'x', 0x1F600, 0x1F600, true, &struct{ A int }{1})
}
