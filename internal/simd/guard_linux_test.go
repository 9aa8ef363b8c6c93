package simd

import (
	"os"
	"syscall"
	"testing"
	"unsafe"
)

// atTheEnd returns n zeros that end where a page begins that may not be
// touched.
func atTheEnd[T Float](t *testing.T, n int) []T {
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

// A tile touches nothing beyond its numbers: if it did, this would end with a
// fault.
func TestTileStaysWithin(t *testing.T) {
	EachSet(func(string) {
		tileWithin[float64](t)
		tileWithin[float32](t)
	})
}

func tileWithin[T Float](t *testing.T) {
	t.Helper()
	const steps, most = 3, 2 * MaxLanes
	a, b := atTheEnd[T](t, MaxRows*steps), atTheEnd[T](t, steps*most)
	c, bias := atTheEnd[T](t, MaxRows*most), atTheEnd[T](t, most)
	for _, rows := range Rows() {
		for cols := 1; cols <= 2*Lanes[T](); cols++ {
			for _, start := range []Start{Zero, Add, Bias} {
				tile := Tile[T]{Steps: steps, Segs: 1, ARow: steps, AStep: 1, BStep: cols, CRow: cols, Start: start}
				tile.Prepare()
				tile.Run(rows, cols, a[len(a)-rows*steps:], b[len(b)-steps*cols:], c[len(c)-rows*cols:], bias[most-cols:])
			}
		}
	}
}
