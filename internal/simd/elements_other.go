//go:build !amd64

package simd

// Without kernels nobody calls these.
var (
	mask64, mask32                 func(dx, y *byte, vectors int)
	poolForward64, poolForward32   func(t *byte)
	poolBackward64, poolBackward32 func(t *byte)
	adam                           func(value, grad, m, v *byte, vectors int, rest1, rest2, rate, tiny float64)
)
