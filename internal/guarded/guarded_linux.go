// Package guarded gives tests memory with a page behind it that may not be
// touched: who reads or writes beyond the end is stopped by a fault.
package guarded

import (
	"os"
	"syscall"
	"testing"
	"unsafe"
)

// Make returns n zeros that end where such a page begins. T has no pointers.
func Make[T any](t testing.TB, n int) []T {
	t.Helper()
	page, size := os.Getpagesize(), n*int(unsafe.Sizeof(*new(T)))
	pages := (size + page - 1) / page * page
	m, err := syscall.Mmap(-1, 0, pages+page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Skip("no memory to test with:", err)
	}
	t.Cleanup(func() { syscall.Munmap(m) })
	if err := syscall.Mprotect(m[pages:], syscall.PROT_NONE); err != nil {
		t.Skip("no pages to protect:", err)
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&m[pages-size])), n)
}
