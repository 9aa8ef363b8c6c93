package main

import (
	"errors"
	"fmt"
	"slices"
)

// Calls that only loops over functions defer: they run before the results are
// read.

func seq(yield func(int) bool) {
	for i := range 3 {
		if !yield(i) {
			return
		}
	}
}

func named() (n int) {
	for i := range seq {
		defer func() { n += i + 1 }()
	}
	return 10
}

func bare() (n int) {
	for i := range seq {
		defer func() { n += i + 1 }()
	}
	n = 10
	return
}

func unnamed() int {
	n := 1
	for i := range seq {
		defer func() { n += i + 1 }()
	}
	return n
}

func list() (out []string) {
	for i := range seq {
		defer func() { out = append(out, fmt.Sprint(i)) }()
	}
	return nil
}

func inside() (n int, s string) {
	for i := range seq {
		defer func() { n *= 2; s += fmt.Sprint(i) }()
		if i == 1 {
			return 5, "in"
		}
	}
	return 7, "out"
}

func nested() (n int) {
	for i := range seq {
		for j := range seq {
			defer func() { n = n*3 + i*j }()
			if i+j == 3 {
				return 1
			}
		}
	}
	return 2
}

func failing() (err error) {
	for i := range seq {
		defer func() {
			if i == 1 {
				err = errors.Join(err, errors.New("set by a deferred call"))
			}
		}()
	}
	return nil
}

func recovers() (n int, err error) {
	for i := range seq {
		defer func() {
			if v := recover(); v != nil {
				n += i
				err = fmt.Errorf("recovered %v in %d", v, i)
			}
		}()
	}
	n = 40
	panic("oh")
}

func panics() (n int) {
	defer func() { n += 100; recover() }()
	return panicsInside(&n)
}

func panicsInside(p *int) (n int) {
	for i := range seq {
		defer func() {
			if i == 1 {
				panic("in a deferred call")
			}
			*p += i
		}()
	}
	return 3
}

func again() (n int) {
	for i := range seq {
		defer func() {
			v := recover()
			if i > 0 {
				panic(fmt.Sprint(v, i))
			}
			fmt.Println("last", v)
			n = 9
		}()
	}
	return 3
}

func both() (n int) {
	defer func() { n++ }()
	for i := range seq {
		defer func() { n *= i + 2 }()
	}
	return 1
}

func literal() (n int) {
	f := func() (m int) {
		for i := range seq {
			defer func() { m += i; n++ }()
		}
		return 20
	}
	return f() + f()
}

func nothing() {
	for i := range seq {
		defer fmt.Print("deferred ", i, "\n")
	}
	fmt.Println("before")
}

func branches(k int) (n int, err error) {
	for i := range slices.Values([]int{k, k + 1}) {
		defer func() { n += i }()
	}
	switch {
	case k > 5:
		return 50, nil
	case k > 3:
		n = 30
		return
	}
	return -1, errors.New("small")
}

type counter struct{ n int }

func (c *counter) each(yield func(int) bool) { seq(yield) }

func (c *counter) run() (total int) {
	for i := range c.each {
		defer c.add(i, &total)
	}
	return 100
}

func (c *counter) add(i int, total *int) {
	c.n += i
	*total += c.n
}

func generic[T any](xs []T) (out []T) {
	for _, x := range slices.Backward(xs) {
		defer func() { out = append(out, x) }()
	}
	return nil
}

func main() {
	fmt.Println(named(), bare(), unnamed(), list(), nested())
	fmt.Println(inside())
	fmt.Println(failing())
	fmt.Println(recovers())
	fmt.Println(panics())
	fmt.Println(again())
	fmt.Println(both(), literal())
	nothing()
	for _, k := range []int{2, 4, 6} {
		fmt.Println(branches(k))
	}
	fmt.Println((&counter{}).run(), generic([]string{"a", "b"}), generic([]int{1, 2, 3}))
}
