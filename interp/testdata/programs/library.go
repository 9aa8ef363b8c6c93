package main

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"reflect"
	"runtime"
	"slices"
	"sync"
)

// The generic packages, which the engine has a source of its own for.

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Printf("%s: %T %v\n", name, r, r)
		}
	}()
	f()
}

type entry struct {
	key  int
	name string
}

func main() {
	inserting()
	replacing()
	sizes()
	sorting()
	pulling()
	pullingFails()
	asserting()
}

// What has no room is moved, and stays as it was.
func inserting() {
	s := []int{1, 2, 3}
	r := slices.Insert(s, 1, 9)
	fmt.Println(s, r, cap(r))
	s = []int{1, 2, 3, 4, 5}[:3]
	r = slices.Insert(s, 1, 100, 101)
	fmt.Println(s, r, cap(r), s[:5])
	s = []int{1, 2, 3, 4, 0, 0, 0}[:4]
	r = slices.Insert(s, 1, s[1:3]...)
	fmt.Println(s, r, s[:7])
	try("insert", func() { slices.Insert(s, 5, 1) })
	try("insert none", func() { slices.Insert(s, -1) })
}

func replacing() {
	s := []int{1, 2, 3, 4}
	r := slices.Replace(s, 1, 2, 7, 8, 9)
	fmt.Println(s, r, cap(r))
	s = []int{1, 2, 3, 4, 5}
	r = slices.Replace(s, 1, 4, 7)
	fmt.Println(s, r)
	s = []int{1, 2, 3, 4, 0, 0}[:4]
	r = slices.Replace(s, 0, 2, s[1:]...)
	fmt.Println(s, r, s[:6])
	s = []int{1, 2, 3, 4}
	r = slices.Replace(s, 1, 4, 8)
	fmt.Println(s, r)
	try("replace", func() { slices.Replace(s, 2, 1, 5) })
	try("replace past the end", func() { slices.Replace([]int{1, 2, 3}[:2], 1, 3, 5) })
}

func sizes() {
	fmt.Println(cap(slices.Concat([]int{1}, []int{2, 3, 4, 5})), slices.Concat[[]int]() == nil)
	fmt.Println(len(slices.Repeat([]string{"a", "b"}, 3)), slices.Repeat([]int{1}, 0) == nil)
	try("repeat", func() { slices.Repeat([]int{1, 2, 3, 4}, math.MaxInt/2) })
}

// Equal elements come in the order that the standard library leaves them in.
func sorting() {
	s := make([]entry, 60)
	for i := range s {
		s[i] = entry{i * 7 % 5, fmt.Sprint(i)}
	}
	byKey := func(a, b entry) int { return cmp.Compare(a.key, b.key) }
	short := slices.Clone(s[:12])
	slices.SortFunc(short, byKey)
	fmt.Println(short)
	fmt.Println(slices.SortedFunc(slices.Values(s), byKey))
	slices.SortStableFunc(s, byKey)
	fmt.Println(s)
	n := 0
	slices.SortFunc(s, func(a, b entry) int { n++; return b.key - a.key })
	fmt.Println(s, n)
}

func pulling() {
	next, stop := iter.Pull(func(yield func(int) bool) {
		defer fmt.Println("the iterator ends")
		for i := range 4 {
			fmt.Println("yield", i, yield(i))
		}
	})
	fmt.Println(next())
	fmt.Println(next())
	stop()
	fmt.Println(next())
	two, stop2 := iter.Pull2(slices.All([]string{"a", "b"}))
	for range 3 {
		fmt.Println(two())
	}
	stop2()
	_, unstarted := iter.Pull(func(func(int) bool) { fmt.Println("never") })
	unstarted()
}

func pullingFails() {
	try("panic", func() {
		next, stop := iter.Pull(func(yield func(int) bool) { yield(1); panic("late") })
		defer stop()
		next()
		next()
	})
	try("panic at the stop", func() {
		next, stop := iter.Pull(func(yield func(int) bool) { yield(1); panic("stopped") })
		next()
		stop()
	})
	var next func() (int, bool)
	next, stop := iter.Pull(func(yield func(int) bool) { try("next in it", func() { next() }) })
	fmt.Println(next())
	stop()
	var wg sync.WaitGroup
	wg.Go(func() {
		defer fmt.Println("Goexit goes on")
		next, _ := iter.Pull(func(func(int) bool) { runtime.Goexit() })
		fmt.Println(next())
	})
	wg.Wait()
}

func asserting() {
	fmt.Println(reflect.TypeAssert[int](reflect.ValueOf(3)))
	try("hidden", func() { reflect.TypeAssert[int](reflect.ValueOf(entry{3, ""}).Field(0)) })
	try("none", func() { reflect.TypeAssert[int](reflect.Value{}) })
}
