package dlfs

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// Error is what this package panics with when shapes do not fit, as in “dlfs:
// Affine.Forward: x is 4×5, want 4×3” (section 3.3.2, shapes of matrices).
type Error struct{ msg string }

func (e Error) Error() string { return e.msg }

func panicf(format string, args ...any) { panic(Error{"dlfs: " + fmt.Sprintf(format, args...)}) }

// checkDims panics unless m is r×c.
func checkDims(fn, arg string, m mat.Matrix, r, c int) {
	if gr, gc := m.Dims(); gr != r || gc != c {
		panicf("%s: %s is %d×%d, want %d×%d", fn, arg, gr, gc, r, c)
	}
}

// checkRows panics if m is empty: the mean over no examples is not a number.
func checkRows(fn, arg string, m *mat.Dense) {
	if n, _ := m.Dims(); n == 0 {
		panicf("%s: %s has no rows", fn, arg)
	}
}

// checkForward panics if a layer's Backward comes before its Forward.
func checkForward(layer string, kept *mat.Dense) {
	if kept == nil {
		panicf("%s.Backward: there was no Forward yet", layer)
	}
}
