package main

import (
	"fmt"
	"sync"
)

type Pool struct{ n int }

func (p Pool) Map[T, U any](in []T, f func(T) U) []U {
	out := make([]U, len(in))
	jobs := make(chan int)
	var wg sync.WaitGroup
	for range p.n {
		wg.Go(func() {
			for i := range jobs {
				out[i] = f(in[i])
			}
		})
	}
	for i := range in {
		jobs <- i
	}
	close(jobs)
	wg.Wait()
	return out
}

type Chan[T any] chan T

func (c Chan[T]) SendAll[S ~[]T](s S) {
	for _, x := range s {
		c <- x
	}
	close(c)
}

func main() {
	fmt.Println(Pool{3}.Map([]int{1, 2, 3, 4, 5}, func(i int) string { return fmt.Sprint(i * i) }))
	c := make(Chan[int])
	go c.SendAll([]int{1, 2, 3})
	for x := range c {
		fmt.Print(x, " ")
	}
	fmt.Println()
}
