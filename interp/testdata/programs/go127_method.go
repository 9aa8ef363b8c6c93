package main

import "fmt"

type Celsius float64

func (c Celsius) As[T any](f func(Celsius) T) T { return f(c) }

func (c *Celsius) Fold[T any](list []T, f func(Celsius, T) Celsius) Celsius {
	for _, x := range list {
		*c = f(*c, x)
	}
	return *c
}

func main() {
	c := Celsius(20)
	fmt.Println(c.As(func(c Celsius) string { return fmt.Sprintf("%.1f", float64(c)) }))
	fmt.Println(c.As[int](func(c Celsius) int { return int(c) + 1 }))
	fmt.Println(c.Fold([]int{1, 2, 3}, func(c Celsius, n int) Celsius { return c + Celsius(n) }), c)
	fmt.Println(c.Fold([]string{"a", "bb"}, func(c Celsius, s string) Celsius { return c * Celsius(len(s)) }), c)
}
