package main

import "fmt"

type Shape struct {
	name string
	pts  [3]struct{ x, y float64 }
}

func (s Shape) Each[R any](f func(i int, x, y float64) R) [3]R {
	var out [3]R
	for i, p := range s.pts {
		out[i] = f(i, p.x, p.y)
	}
	return out
}

func (s *Shape) Edit[K interface{ ~int | ~uint8 }](i K, f func(*struct{ x, y float64 })) *Shape {
	f(&s.pts[i])
	return s
}

func main() {
	s := Shape{name: "s"}
	s.Edit(1, func(p *struct{ x, y float64 }) { p.x = 4 }).Edit(uint8(2), func(p *struct{ x, y float64 }) { p.y = 5 })
	fmt.Println(s.Each(func(i int, x, y float64) float64 { return x + y + float64(i) }))
	fmt.Println(s.Each(func(i int, x, y float64) struct{ ok bool } { return struct{ ok bool }{x > y} }))
}
