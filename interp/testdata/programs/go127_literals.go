package main

import "fmt"

type Point struct{ X, Y int }
type Named struct {
	Point
	Name string
}
type Deep struct {
	Named
	Z int
}
type Ptr struct {
	*Point
	W int
}

func main() {
	n := Named{X: 1, Y: 2, Name: "n"}
	fmt.Println(n, n.X)
	d := Deep{X: 3, Name: "d", Z: 5}
	fmt.Printf("%+v\n", d)
	list := []Named{{X: 1}, {Name: "two", Y: 2}}
	fmt.Println(list)
	m := map[string]Deep{"a": {Y: 9, Z: 1}}
	fmt.Println(m)
	p := &Named{Y: 7}
	fmt.Println(*p)
}
