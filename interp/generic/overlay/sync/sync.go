// Package sync has the generic functions of the standard library's.
package sync

import "sync"

// OnceValue returns a function that calls f once.
func OnceValue[T any](f func() T) func() T {
	g := OnceValues(func() (T, struct{}) { return f(), struct{}{} })
	return func() T {
		v, _ := g()
		return v
	}
}

// OnceValues returns a function that calls f once.
func OnceValues[T1, T2 any](f func() (T1, T2)) func() (T1, T2) {
	var (
		once     sync.Once
		valid    bool
		panicked any
		v1       T1
		v2       T2
	)
	return func() (T1, T2) {
		once.Do(func() {
			defer func() {
				if !valid {
					panicked = recover()
				}
			}()
			v1, v2 = f()
			valid = true
		})
		if !valid {
			panic(panicked)
		}
		return v1, v2
	}
}
