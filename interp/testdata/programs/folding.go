package main

import "fmt"

// What the engine folds, moves and puts in shared slots must not show.

var data = []float64{1, 2, 3, 4}

type vec struct {
	xs   []float64
	n    int
	next *vec
}

func swap(n int) (int, int) {
	a, b := 1, 2
	for i := 0; i < n; i++ {
		a, b = b, a+i
	}
	return a, b
}

func rotate(n int) (string, string, string) {
	a, b, c := "a", "b", "c"
	for range n {
		a, b, c = c, a, b+"."
	}
	return a, b, c
}

func oldValue(n int) (last, sum int) {
	for i := 0; i < n; {
		old := i
		i = i*2 + 1
		sum += old*i - last
		last = old
	}
	return last, sum
}

func param(n int, x float64) float64 {
	for n > 0 {
		m := n
		n--
		x = x*float64(m) - float64(n)
	}
	return x + float64(n)
}

func replaced() float64 {
	s := 0.0
	for i := range 4 {
		s += data[i]
		if i == 1 {
			data = []float64{10, 20, 30, 40}
		}
		s *= data[i]
	}
	return s
}

func (v *vec) add(i int, x float64) { v.xs[i] += x * float64(v.n); v.n += i; v.n++ }

func (v *vec) sum() (s float64) {
	for p := v; p != nil; p = p.next {
		for i := range p.xs {
			s += p.xs[i] * p.xs[len(p.xs)-1-i]
		}
	}
	return s
}

// message is the panic of f, or nothing.
func message(f func()) (s string) {
	defer func() {
		if r := recover(); r != nil {
			s = fmt.Sprint(r)
		}
	}()
	f()
	return "none"
}

func first(i, j, zero int) {
	fmt.Println(message(func() { x := data[i]; y := 1 / zero; fmt.Println(x, y) }))
	fmt.Println(message(func() { y := 1 / zero; x := data[i]; fmt.Println(x, y) }))
	fmt.Println(message(func() { var v *vec; xs := v.xs; data[0] = 99; fmt.Println(xs[0]) }), data[0])
	fmt.Println(message(func() { x := data[i]; y := data[j]; z := y * 2; fmt.Println(x + z) }))
	fmt.Println(message(func() { a := []int{1, 2}; a[1], a[j] = 5, 6 }))
}

func deep(n int) int {
	if n%7 == 3 {
		defer func() { recover() }()
		if n%2 == 1 {
			panic(n)
		}
	}
	if n <= 0 {
		return 1
	}
	return deep(n-1) + deep(n-3)*2
}

func even(n int) bool { return n == 0 || odd(n-1) }
func odd(n int) bool  { return n != 0 && even(n-1) }

func collatz(n int) (steps int) {
	for n != 1 {
		if n&1 == 0 {
			n /= 2
		} else {
			n = 3*n + 1
		}
		steps++
	}
	return steps
}

func nested() (s int) {
outer:
	for i := 0; i < 10; i++ {
		k := i
		for j := i; j < 10; j += k + 1 {
			switch {
			case j%4 == 3:
				continue outer
			case i*j > 40:
				break outer
			}
			k, s = j-k, s+k*j
		}
		s -= k
	}
	return s
}

func main() {
	fmt.Println(swap(7))
	fmt.Println(rotate(5))
	fmt.Println(oldValue(100))
	fmt.Println(param(6, 0.5), replaced())
	v := &vec{xs: []float64{1, 2, 3}, next: &vec{xs: []float64{4, 5}, n: 2}}
	for i := range 3 {
		v.add(i, float64(i)+0.5)
		v.next.add(i%2, -1)
	}
	fmt.Println(v.sum(), v.n, v.next.n, *v.next)
	first(1<<40, -1, 0)
	fmt.Println(deep(20), even(501), collatz(27), nested())
}
