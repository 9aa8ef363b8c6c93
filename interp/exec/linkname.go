package exec

import "unsafe"

// The runtime keeps these names open to other packages.

//go:linkname mapaccess2 runtime.mapaccess2
//go:noescape
func mapaccess2(t, m, key unsafe.Pointer) (unsafe.Pointer, bool)

//go:linkname mapaccess2_fast64 runtime.mapaccess2_fast64
//go:noescape
func mapaccess2_fast64(t, m unsafe.Pointer, key uint64) (unsafe.Pointer, bool)

//go:linkname mapaccess2_faststr runtime.mapaccess2_faststr
//go:noescape
func mapaccess2_faststr(t, m unsafe.Pointer, key string) (unsafe.Pointer, bool)

//go:linkname mapassign runtime.mapassign
func mapassign(t, m, key unsafe.Pointer) unsafe.Pointer

//go:linkname mapassign_fast64 runtime.mapassign_fast64
func mapassign_fast64(t, m unsafe.Pointer, key uint64) unsafe.Pointer

//go:linkname mapassign_faststr runtime.mapassign_faststr
func mapassign_faststr(t, m unsafe.Pointer, key string) unsafe.Pointer
