//go:build !amd64

package simd

// sets returns the sets of kernels that this machine can run, the fastest
// first.
func sets() []*set { return nil }

// Without kernels nobody calls these.
var (
	mask64, mask32         func(dx, y *byte, vectors int)
	greatest64, greatest32 func(y, x0, x1, x2, x3 *byte, vectors int)
	give64, give32         func(dx0, dx1, dx2, dx3, x0, x1, x2, x3, y, dy *byte, vectors int)
	adam                   func(value, grad, m, v *byte, vectors int, rest1, rest2, rate, tiny float64)
)

// Peak returns 0: there is no kernel to measure with.
func Peak[T Float]() float64 { return 0 }
