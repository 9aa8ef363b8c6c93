// Package weak makes pointers that the garbage collector does not follow.
package weak

import "unsafe"

// The functions below are compiled.

func register(p unsafe.Pointer) unsafe.Pointer

func strong(handle unsafe.Pointer) unsafe.Pointer

// A Pointer is a weak pointer to a T. Two are equal if they were made of equal
// pointers.
type Pointer[T any] struct {
	_ [0]*T
	u unsafe.Pointer
}

// Make returns a weak pointer to what ptr points to.
func Make[T any](ptr *T) Pointer[T] {
	if ptr == nil {
		return Pointer[T]{}
	}
	return Pointer[T]{u: register(unsafe.Pointer(ptr))}
}

// Value returns the pointer, or nil once what it points to is gone.
func (p Pointer[T]) Value() *T {
	if p.u == nil {
		return nil
	}
	return (*T)(strong(p.u))
}
