package main

import (
	"errors"
	"fmt"
	"os"
)

func named() (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered %v", r)
			n *= 2
		}
	}()
	n = 21
	panic("boom")
}

func order() {
	for i := range 4 {
		defer fmt.Print(i, " ")
	}
}

func nested() (s string) {
	defer func() { s += fmt.Sprint(" outer:", recover()) }()
	defer func() {
		defer func() { s += fmt.Sprint(" inner:", recover()) }()
		panic("second")
	}()
	panic("first")
}

func replaced() (s string) {
	defer func() { s = fmt.Sprint(recover()) }()
	defer func() { panic("new") }()
	panic("old")
}

func rethrow() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err, _ = r.(error)
		}
	}()
	defer func() {
		r := recover()
		panic(fmt.Errorf("again: %w", r.(error)))
	}()
	panic(os.ErrNotExist)
}

func helper() any { return recover() }

func notDirect() (r any) {
	defer func() { r = recover() }()
	defer func() { fmt.Println("helper sees", helper()) }()
	panic("x")
}

func loopDefer() (out []int) {
	for i := 0; i < 3; i++ {
		func() {
			defer func() { out = append(out, i) }()
			if i == 1 {
				return
			}
			out = append(out, 10*i)
		}()
	}
	return out
}

type res struct{ name string }

func (r *res) Close() { fmt.Println("close", r.name) }

func methods() {
	r := &res{"a"}
	defer r.Close()
	r = &res{"b"}
	defer r.Close()
	r.name = "c"
}

func change() (x int) {
	defer func() { x++ }()
	return 5
}

func nilPanic() (s string) {
	defer func() {
		r := recover()
		_, ok := r.(interface{ RuntimeError() })
		s = fmt.Sprintf("%v %v", r, ok)
	}()
	panic(nil)
}

func runtimeErrors() {
	try := func(name string, f func()) {
		defer func() {
			r := recover()
			_, isErr := r.(error)
			_, isRt := r.(interface{ RuntimeError() })
			fmt.Println(name, "->", r, isErr, isRt)
		}()
		f()
	}
	var s []int
	var m map[string]int
	var p *res
	var i any = "s"
	var e error
	zero := 0
	arr := [3]int{}
	idx := 7
	var ch chan int
	try("index", func() { _ = s[idx] })
	try("array", func() { _ = arr[idx%8] })
	try("string", func() { _ = "abc"[idx] })
	try("slice", func() { _ = s[1:idx] })
	try("slice3", func() { _ = arr[:2:idx] })
	try("low", func() { _ = arr[idx-4 : 1] })
	try("strslice", func() { _ = "abc"[idx:] })
	try("map", func() { m["a"] = 1 })
	try("nil", func() { p.name = "x" })
	try("nilread", func() { fmt.Println(p.name) })
	try("assert", func() { _ = i.(int) })
	try("assert2", func() { _ = i.(fmt.Stringer) })
	try("assert3", func() { var n any; _ = n.(int) })
	try("iface", func() { _ = e.Error() })
	try("div", func() { fmt.Println(1 / zero) })
	try("mod", func() { fmt.Println(1 % zero) })
	try("close", func() { close(ch) })
	try("shift", func() { fmt.Println(1 << (zero - 1)) })
	try("make", func() { _ = make([]int, zero-1) })
	try("toarr", func() { _ = [4]int(arr[:]) })
	try("hash", func() { mm := map[any]int{}; mm[[]int{1}] = 2 })
	try("cmp", func() { var a, b any = []int{1}, []int{1}; fmt.Println(a == b) })
	try("closed", func() { c := make(chan int); close(c); c <- 1 })
	try("err", func() { panic(errors.New("custom")) })
	try("num", func() { panic(3.5) })
}

func main() {
	fmt.Println(named())
	order()
	fmt.Println()
	fmt.Println(nested())
	fmt.Println(replaced())
	err := rethrow()
	fmt.Println(err, errors.Is(err, os.ErrNotExist))
	fmt.Println(notDirect())
	fmt.Println(loopDefer())
	methods()
	fmt.Println(change(), nilPanic())
	runtimeErrors()
	fmt.Println(recover())
}
