// Package runtime has the generic function of the standard library's.
package runtime

import (
	"runtime"
	"unsafe"
)

// addCleanup is compiled.
func addCleanup(ptr unsafe.Pointer, cleanup func()) runtime.Cleanup

// AddCleanup has cleanup called some time after ptr is no longer reachable.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) runtime.Cleanup {
	return addCleanup(unsafe.Pointer(ptr), func() { cleanup(arg) })
}
