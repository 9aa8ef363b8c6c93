package main

import "fmt"

type Stream[T any] struct{ next func() (T, bool) }

func From[T any](xs ...T) Stream[T] {
	i := 0
	return Stream[T]{func() (T, bool) {
		var zero T
		if i >= len(xs) {
			return zero, false
		}
		i++
		return xs[i-1], true
	}}
}

func (s Stream[T]) Map[U any](f func(T) U) Stream[U] {
	return Stream[U]{func() (U, bool) {
		x, ok := s.next()
		if !ok {
			var zero U
			return zero, false
		}
		return f(x), true
	}}
}

func (s Stream[T]) Filter(keep func(T) bool) Stream[T] {
	return Stream[T]{func() (T, bool) {
		for {
			x, ok := s.next()
			if !ok || keep(x) {
				return x, ok
			}
		}
	}}
}

func (s Stream[T]) FlatMap[U any](f func(T) Stream[U]) Stream[U] {
	var cur *Stream[U]
	return Stream[U]{func() (U, bool) {
		for {
			if cur != nil {
				if u, ok := cur.next(); ok {
					return u, true
				}
			}
			x, ok := s.next()
			if !ok {
				var zero U
				return zero, false
			}
			n := f(x)
			cur = &n
		}
	}}
}

func (s Stream[T]) Collect() (out []T) {
	for x, ok := s.next(); ok; x, ok = s.next() {
		out = append(out, x)
	}
	return out
}

func main() {
	fmt.Println(From(1, 2, 3, 4).Filter(func(i int) bool { return i%2 == 0 }).Map(func(i int) string { return fmt.Sprint("n", i) }).Collect())
	fmt.Println(From("ab", "cd").FlatMap(func(s string) Stream[rune] { return From([]rune(s)...) }).Map(func(r rune) int { return int(r) }).Collect())
}
