package main

import "fmt"

type P struct {
	a, b int
	s    string
}

func main() {
	s := make([]P, 3, 10)
	for i := range s {
		s[i].a = i
	}
	t := append(s[:1], s...)
	fmt.Println(t, s)
	u := append(t[:0], t[2:]...)
	fmt.Println(u)
	z := make([]struct{}, 5)
	fmt.Println(len(append(z, z...)))
	func() {
		defer func() { fmt.Println(recover()) }()
		var c interface{ Close() }
		defer c.Close()
		fmt.Println("no")
	}()
	func() { defer func() { fmt.Println(recover()) }(); n := -1; _ = make([]int, n, 3) }()
	func() { defer func() { fmt.Println(recover()) }(); n := 4; _ = make([]int, n, 3) }()
	var p *[4]int
	for i := range *p {
		fmt.Print(i)
	}
	for range p {
		fmt.Print("x")
	}
	fmt.Println(len(p), cap(*p))
}
