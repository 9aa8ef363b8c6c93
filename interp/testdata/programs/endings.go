package main

import (
	"fmt"
	"runtime"
)

// What ends a function or a goroutine, to the word.

func try(f func()) {
	defer func() {
		r := recover()
		fmt.Printf("%T %v\n", r, r)
	}()
	f()
}

type shape interface{ Area() int }

type named struct{ shape }

//go:noinline
func id(n int) int { return n }

func main() {
	goexitGoesOn()
	goexitAcross()
	bounds()
	nothing()
	allocations()
}

// A panic of a deferred call does not end a Goexit, nor does its recovery.
func goexitGoesOn() {
	done := make(chan bool)
	go func() {
		defer close(done)
		func() {
			defer func() { fmt.Println("recovered", recover()) }()
			defer func() { panic("deferred") }()
			runtime.Goexit()
		}()
		fmt.Println("not reached")
	}()
	<-done
}

func goexitAcross() {
	done := make(chan bool)
	go func() {
		defer close(done)
		defer func() { fmt.Println("at the end", recover()) }()
		func() {
			defer func() { fmt.Println("outer", recover()) }()
			func() {
				defer func() { panic("inner") }()
				defer func() {
					defer func() { fmt.Println("own", recover()) }()
					panic("own")
				}()
				runtime.Goexit()
			}()
		}()
		fmt.Println("not reached")
	}()
	<-done
	func() {
		defer func() { fmt.Println("later", recover()) }()
		panic("later")
	}()
	fmt.Println("reached")
}

func bounds() {
	s := []int{1, 2, 3}[:2]
	try(func() { fmt.Println(s[id(4):]) })
	try(func() { fmt.Println(s[id(3):]) })
	try(func() { fmt.Println([4]int(s)) })
	try(func() { fmt.Println((*[3]int)(s)) })
}

func nothing() {
	var i shape
	var e any
	try(func() { fmt.Println(e.(shape)) })
	try(func() { fmt.Println(e.(int)) })
	try(func() { fmt.Println(i.(fmt.Stringer)) })
	try(func() { area := i.Area; area() })
	try(func() { area := named{}.Area; area() })
	try(func() { defer i.Area() })
}

func allocations() {
	fmt.Println(len(make([]struct{}, id(1<<50))), cap(make([][0]int, 1, id(1<<60))))
	try(func() { fmt.Println(len(make([]struct{}, id(-1)))) })
	try(func() { fmt.Println(make([]int, id(-1))) })
	try(func() { fmt.Println(make([]int, 2, id(1))) })
}
