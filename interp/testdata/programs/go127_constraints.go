package main

import (
	"cmp"
	"fmt"
	"slices"
)

type Number interface{ ~int | ~int64 | ~float64 }

type Vec[T Number] []T

func (v Vec[T]) Dot[U Number](w []U) float64 {
	sum := 0.0
	for i := range min(len(v), len(w)) {
		sum += float64(v[i]) * float64(w[i])
	}
	return sum
}

func (v Vec[T]) SortedBy[K cmp.Ordered](key func(T) K) Vec[T] {
	out := slices.Clone(v)
	slices.SortStableFunc(out, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	return out
}

func (v Vec[T]) Index[S ~[]E, E comparable](list S, x E) int { return slices.Index(list, x) }

func main() {
	v := Vec[int]{3, 1, 2}
	fmt.Println(v.Dot([]float64{0.5, 1, 2}), v.Dot([]int64{1, 1, 1}))
	fmt.Println(v.SortedBy(func(i int) int { return -i }), v.SortedBy(func(i int) string { return fmt.Sprint(i) }))
	fmt.Println(v.Index([]string{"a", "b"}, "b"))
}
