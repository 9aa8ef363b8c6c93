// What panics does so where it stands, not where its result is first used.
package main

import "fmt"

type T struct {
	next *T
	n    int
}

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func say(n int) int { fmt.Println("say", n); return n }

func main() {
	a := []int{1}
	ts := []T{{}}
	i := 5
	var t *T
	var m map[string]int
	var arr *[3]int
	try("index", func() { p := &a[i]; fmt.Println("after"); *p = 1 })
	try("index load", func() { p := &a[i]; fmt.Println("after"); fmt.Println(*p) })
	try("index field", func() { p := &ts[i].n; fmt.Println("after"); fmt.Println(*p) })
	try("nil field", func() { p := &t.n; fmt.Println("after"); *p = 2 })
	try("nil field load", func() { p := &t.n; fmt.Println("after"); fmt.Println(*p) })
	try("nil next", func() { p := &t.next.n; fmt.Println("after"); fmt.Println(*p) })
	try("nil arr", func() { p := &arr[1]; fmt.Println("after"); fmt.Println(*p) })
	try("nil arr whole", func() { p := &(*arr)[i%3]; fmt.Println("after"); fmt.Println(*p) })
	try("paren", func() { p := &(a[i]); fmt.Println("after"); fmt.Println(*p) })
	try("assign", func() { a[i] = say(1) })
	try("assign field", func() { t.n = say(2) })
	try("assign elem field", func() { ts[i].n = say(3) })
	try("op", func() { a[i] += say(4) })
	try("opfield", func() { t.n += say(4) })
	try("map", func() { m["a"] = say(5) })
	try("two", func() { a[0], a[i] = say(6), say(7) })
	try("tuple", func() { t.n, a[0] = say(8), say(9) })
	try("arr", func() { arr[1] = say(10) })
	try("unused", func() { p := &a[i]; fmt.Println("after"); _ = p })
	try("unused field", func() { p := &t.n; fmt.Println("after"); _ = p })
	try("deref", func() { x := *t; fmt.Println("after"); _ = x })
	try("deref field", func() { x := t.next; fmt.Println("after"); _ = x })
	try("discard", func() { _ = a[i]; fmt.Println("after") })
	try("discard field", func() { _ = t.n; fmt.Println("after") })
	try("star", func() { *t = T{n: say(13)} })
	try("range", func() {
		for i := range arr {
			fmt.Println(i)
		}
	})
	try("range2", func() {
		for i, v := range arr {
			fmt.Println(i, v)
		}
	})
	try("slice", func() { s := a[i:]; fmt.Println("after"); _ = s })
	try("slicearr", func() { s := arr[:]; fmt.Println("after", s == nil) })
	try("addr elem of composite", func() { p := &[]int{1, 2}[i]; fmt.Println("after"); _ = p })
	fmt.Println(a)
}
