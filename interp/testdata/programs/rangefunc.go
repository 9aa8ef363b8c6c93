package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
)

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Println("cleanup", n)
		for i := 0; i < n; i++ {
			if !yield(i) {
				fmt.Println("stopped at", i)
				return
			}
		}
	}
}

func pairs(m map[string]int) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}

func find(n int) (int, string) {
	for i := range count(10) {
		for j := range count(10) {
			if i*j == n {
				return i, fmt.Sprint("times ", j)
			}
			if j > i {
				break
			}
		}
	}
	return -1, "none"
}

func deferring() {
	for i := range count(3) {
		defer fmt.Println("deferred in loop", i)
	}
	fmt.Println("end of deferring")
}

func labelled() {
outer:
	for i := range count(4) {
		for j := range count(4) {
			switch {
			case j == 1:
				continue outer
			case i == 2:
				break outer
			}
			fmt.Println("body", i, j)
		}
	}
}

func filter[T any](s iter.Seq[T], f func(T) bool) iter.Seq[T] {
	return func(yield func(T) bool) {
		s(func(v T) bool { return !f(v) || yield(v) })
	}
}

func panicking() {
	defer func() { fmt.Println("recovered", recover()) }()
	for i := range count(3) {
		if i == 1 {
			panic("inside")
		}
	}
}

func broken() {
	defer func() { fmt.Println("recovered", recover()) }()
	bad := func(yield func(int) bool) {
		yield(1)
		yield(2)
	}
	for i := range bad {
		fmt.Println("got", i)
		break
	}
}

func escaped() {
	var kept func(int) bool
	for i := range func(yield func(int) bool) { kept = yield; yield(1) } {
		fmt.Println("escaped", i)
	}
	defer func() { fmt.Println("recovered", recover()) }()
	kept(2)
}

func gotos() {
	n := 0
	for i := range count(5) {
		if i == 3 {
			goto done
		}
		n += i
	}
	fmt.Println("not reached")
done:
	fmt.Println("n", n)
}

func main() {
	fmt.Println(find(6))
	deferring()
	labelled()
	for k, v := range pairs(map[string]int{"b": 2, "a": 1}) {
		fmt.Println(k, v)
	}
	fmt.Println(slices.Collect(filter(count(6), func(i int) bool { return i%2 == 1 })))
	panicking()
	broken()
	escaped()
	gotos()
	next, stop := iter.Pull(count(3))
	fmt.Println(next())
	fmt.Println(next())
	stop()
	fmt.Println(next())
	next2, stop2 := iter.Pull2(pairs(map[string]int{"x": 1}))
	fmt.Println(next2())
	fmt.Println(next2())
	stop2()
	for range func(yield func() bool) {
		for yield() {
			break
		}
	} {
		fmt.Println("no values")
	}
	var fs []func()
	for i := range count(2) {
		fs = append(fs, func() { fmt.Println("captured", i) })
	}
	for _, f := range fs {
		f()
	}
	for i := range 3 {
		i += 10
		fmt.Print(i, " ")
	}
	for i := range uint8(2) {
		fmt.Printf("%T ", i)
	}
	fmt.Println()
}
