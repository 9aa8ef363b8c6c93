package main

import "fmt"

type weekday int

const (
	sun weekday = iota
	mon
	tue
	_
	thu
)

const (
	_  = iota
	kb = 1 << (10 * iota)
	mb
)

const (
	a, b = iota, iota * 10
	c, d
	e, f
)

type flags uint8

const (
	fa flags = 1 << iota
	fb
	fc
	all = fa | fb | fc
)

func grade(n int) string {
	switch {
	case n >= 90:
		return "A"
	case n >= 80:
		return "B"
	default:
		return "F"
	}
}

func fall(n int) (s string) {
	switch n {
	case 0:
		s += "0"
		fallthrough
	case 1:
		s += "1"
		fallthrough
	case 2, 3:
		s += "2"
	default:
		s += "d"
	case 9:
		s += "9"
	}
	return
}

func classify(x any) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int, int64:
		return fmt.Sprintf("integer %v", v)
	case func(int) int:
		return fmt.Sprint("func ", v(2))
	case []int:
		return fmt.Sprint("slice ", len(v))
	case map[string]int:
		return fmt.Sprint("map ", v["a"])
	case *int:
		return fmt.Sprint("pointer ", *v)
	case error:
		return "error " + v.Error()
	case interface{ Len() int }:
		return fmt.Sprint("len ", v.Len())
	case struct{ X int }:
		return fmt.Sprint("struct ", v.X)
	case [2]bool:
		return fmt.Sprint("array ", v[0])
	case chan int:
		return fmt.Sprint("chan ", cap(v))
	case weekday:
		return fmt.Sprint("weekday ", int(v))
	default:
		return fmt.Sprintf("%T", v)
	}
}

type lens []string

func (l lens) Len() int { return len(l) }

func main() {
	fmt.Println(sun, mon, tue, thu, kb, mb, a, b, c, d, e, f, all, fc)
	fmt.Println(grade(95), grade(85), grade(1), fall(0), fall(1), fall(3), fall(9), fall(7))
	n := 4
	for _, x := range []any{nil, 1, int64(2), func(i int) int { return i * i }, []int{1}, map[string]int{"a": 5}, &n, fmt.Errorf("e"), lens{"a"}, struct{ X int }{3}, [2]bool{true}, make(chan int, 6), tue, 2.5, struct{}{}} {
		fmt.Println(classify(x))
	}
loop:
	for i := 0; ; i++ {
		switch i {
		case 1:
			continue
		case 3:
			break loop
		}
		for j := range 3 {
			if j == 1 {
				continue loop
			}
			fmt.Print(i, j, " ")
		}
	}
	fmt.Println()
	i := 0
again:
	if i < 3 {
		fmt.Print("goto ", i, " ")
		i++
		goto again
	}
	fmt.Println()
	for i, j := 0, 10; i < j; i, j = i+1, j-2 {
		fmt.Print(i, ",", j, " ")
	}
	for range 2 {
		fmt.Print("x")
	}
	fmt.Println()
	x := []int{1, 2, 3}
	i = 0
	i, x[i] = 2, 9
	fmt.Println(i, x)
	x[0], x[2] = x[2], x[0]
	fmt.Println(x)
	func() {
		var arr [3]int
		for i := range arr {
			arr[i] = i * i
		}
		for i, v := range arr {
			arr[2] = 100
			fmt.Print(i, v, " ")
		}
		for i, v := range &arr {
			arr[2] = 200
			fmt.Print(i, v, " ")
		}
		sl := arr[:]
		for i, v := range sl {
			sl = append(sl, v)
			sl[2] = 7
			fmt.Print(i, v, " ")
		}
		fmt.Println(len(sl))
	}()
	switch y := n * 2; y {
	case 8:
		fmt.Println("eight")
	}
	switch {
	}
	switch x := any(n).(type) {
	case string:
		_ = x
	}
	var w interface{ Len() int } = lens{"q"}
	if l, ok := w.(lens); ok {
		fmt.Println(l[0])
	}
	_, ok := w.(interface{ Cap() int })
	fmt.Println(ok)
	{
		n := "shadow"
		fmt.Println(n)
	}
	fmt.Println(n)
	lab := 0
blk:
	for {
		lab++
		if lab == 1 {
			break blk
		}
		fmt.Println("not")
	}
	fmt.Println("lab", lab)
}
