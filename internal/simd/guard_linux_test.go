package simd

import (
	"testing"

	"github.com/dlfs-go/book/internal/guarded"
)

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
	a, b := guarded.Make[T](t, MaxRows*steps), guarded.Make[T](t, steps*most)
	c, bias := guarded.Make[T](t, MaxRows*most), guarded.Make[T](t, most)
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
