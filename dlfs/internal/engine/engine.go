// Package engine computes what the networks of dlfs compute, faster: in
// float64 or float32, with buffers that are kept, and without passes over
// memory that can be saved. The layers of dlfs are the simple form of the same;
// tests hold one against the other.
//
// A network is stages. What goes from one to the next is a batch of N rows,
// as in dlfs. Only within a [Stack] of convolutions images are laid out
// otherwise.
package engine

import (
	"github.com/dlfs-go/book/internal/simd"
)

// Chunks is in how many parts a batch is cut. It does not depend on the
// machine, so sums over a batch are added in the same order on any number of
// cores.
const Chunks = 8

// chunkOf returns the part of n examples with a number. Part 0 has examples if
// there are any.
func chunkOf(n, i int) (lo, hi int) {
	return (n*i + Chunks - 1) / Chunks, (n*(i+1) + Chunks - 1) / Chunks
}

// A Stage is some layers of a network.
type Stage[T simd.Float] interface {
	// Forward returns the output for n rows. It is the stage's own and stays
	// until the next call. If train is set, the stage keeps what Backward
	// needs; x must then stay as it is, too.
	Forward(x []T, n int, train bool) []T

	// Backward takes the gradient of the output of the last Forward and leaves
	// the gradients of the parameters in them. It returns that of the input,
	// or nothing if it is not wanted.
	Backward(dy []T, wanted bool) []T
}

// A Param is the numbers of a parameter, row by row, and their gradient.
type Param[T simd.Float] struct{ Value, Grad []T }

// sized returns a slice of n numbers, s itself if it is long enough. The
// numbers are whatever they are.
func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
