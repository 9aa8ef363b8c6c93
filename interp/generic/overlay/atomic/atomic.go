// Package atomic has the methods of the generic type of sync/atomic.
package atomic

import (
	"sync/atomic"
	"unsafe"
)

// word is the field of a Pointer, its only one that takes memory.
func word[T any](x *atomic.Pointer[T]) *unsafe.Pointer { return (*unsafe.Pointer)(unsafe.Pointer(x)) }

// Pointer_Load is the method Load of Pointer.
func Pointer_Load[T any](x *atomic.Pointer[T]) *T { return (*T)(atomic.LoadPointer(word(x))) }

// Pointer_Store is the method Store of Pointer.
func Pointer_Store[T any](x *atomic.Pointer[T], val *T) {
	atomic.StorePointer(word(x), unsafe.Pointer(val))
}

// Pointer_Swap is the method Swap of Pointer.
func Pointer_Swap[T any](x *atomic.Pointer[T], new *T) *T {
	return (*T)(atomic.SwapPointer(word(x), unsafe.Pointer(new)))
}

// Pointer_CompareAndSwap is the method CompareAndSwap of Pointer.
func Pointer_CompareAndSwap[T any](x *atomic.Pointer[T], old, new *T) bool {
	return atomic.CompareAndSwapPointer(word(x), unsafe.Pointer(old), unsafe.Pointer(new))
}
