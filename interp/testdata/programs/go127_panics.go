package main

import (
	"errors"
	"fmt"
)

type Try struct{ name string }

func (t Try) Do[T any](f func() T) (v T, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: %v", t.name, r)
		}
	}()
	return f(), nil
}

type Err[T any] struct{ v T }

func (e Err[T]) Error() string                { return fmt.Sprint("err ", e.v) }
func (e Err[T]) Is[U comparable](a, b U) bool { return a == b }

func main() {
	t := Try{"try"}
	fmt.Println(t.Do(func() int { return 1 }))
	fmt.Println(t.Do(func() []int { var a []int; return a[3:] }))
	fmt.Println(t.Do(func() int { var m map[string]int; m["x"] = 1; return 0 }))
	var target Err[int]
	err := fmt.Errorf("wrap: %w", Err[int]{4})
	fmt.Println(errors.As(err, &target), target, target.Is("a", "a"))
	var p *Try
	func() {
		defer func() { fmt.Println(recover()) }()
		p.Do(func() int { return 0 })
	}()
}
