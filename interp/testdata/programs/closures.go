package main

import "fmt"

type counter struct{ n int }

func (c *counter) inc() int { c.n++; return c.n }
func (c counter) get() int  { return c.n }

func adder() func(int) int {
	sum := 0
	return func(x int) int { sum += x; return sum }
}

func apply(fs ...func() int) (out []int) {
	for _, f := range fs {
		out = append(out, f())
	}
	return
}

func fibs() func() int {
	a, b := 0, 1
	return func() int {
		defer func() { a, b = b, a+b }()
		return a
	}
}

func compose[A, B, C any](f func(A) B, g func(B) C) func(A) C {
	return func(a A) C { return g(f(a)) }
}

var global = func() int { return 41 }()

func main() {
	a, b := adder(), adder()
	fmt.Println(a(1), a(2), b(10), a(3), b(20))
	c := counter{5}
	inc, get := c.inc, c.get
	fmt.Println(inc(), inc(), get(), c.get(), c.n)
	mexpr, pexpr := counter.get, (*counter).inc
	fmt.Println(mexpr(c), pexpr(&c), c.n)
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i *= 10; return i })
	}
	fmt.Println(apply(fs...), apply(fs...))
	for i := range 3 {
		defer func() { fmt.Println("deferred", i) }()
	}
	f := fibs()
	for range 8 {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	fmt.Println(compose(func(i int) string { return fmt.Sprint(i, "!") }, func(s string) int { return len(s) })(123))
	var rec func(int) int
	rec = func(n int) int {
		if n < 2 {
			return 1
		}
		return n * rec(n-1)
	}
	fmt.Println(rec(10), global)
	x := 1
	func() {
		x := x + 1
		x++
		fmt.Println("inner", x)
	}()
	fmt.Println("outer", x)
	if x := x + 5; x > 3 {
		fmt.Println("if", x)
	} else {
		fmt.Println("else", x)
	}
	p := &x
	func() { *p = 77 }()
	fmt.Println(x)
	arr := [3]int{1, 2, 3}
	g := func() int { return arr[1] }
	arr[1] = 9
	brr := arr
	brr[1] = 4
	fmt.Println(g(), arr, brr)
	defer fmt.Println("evaluated", x)
	x = 5
	var nilf func()
	defer func() { fmt.Println("recovered:", recover()) }()
	nilf()
}
