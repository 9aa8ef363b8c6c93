package engine

import (
	"github.com/dlfs-go/book/internal/blas"
	"github.com/dlfs-go/book/internal/simd"
)

// Affine is Y = X·W + b for In×Out weights, followed by a ReLU if Rectify is
// set.
type Affine[T simd.Float] struct {
	W, B    *Param[T]
	In, Out int
	Rectify bool

	x, y, dz, dx []T
	n            int
	tile         simd.Tile[T]
	one          [1]T
}

// Forward returns the output.
func (s *Affine[T]) Forward(x []T, n int, train bool) []T {
	s.x, s.n = nil, n
	if train {
		s.x = x
	}
	s.y = sized(s.y, n*s.Out)
	in, w, out := rows(x, s.In), rows(s.W.Value, s.Out), rows(s.y, s.Out)
	blas.MultiplyAdd(n, s.Out, s.In, in, w, s.B.Value, s.Rectify, out)
	return s.y
}

// Backward sets the gradients of W and b and returns that of x.
func (s *Affine[T]) Backward(dy []T, wanted bool) []T {
	if s.Rectify {
		s.dz = sized(s.dz, len(dy))
		copy(s.dz, dy)
		simd.Mask(s.dz, s.y)
		dy = s.dz
	}
	if s.n == 0 {
		clear(s.W.Grad)
		clear(s.B.Grad)
		return dy
	}
	in, d := rows(s.x, s.In), rows(dy, s.Out)
	in.Trans = true
	blas.Multiply(s.In, s.Out, s.n, in, d, rows(s.W.Grad, s.Out))
	s.sumRows(dy)
	if !wanted {
		return nil
	}
	s.dx = sized(s.dx, s.n*s.In)
	w := rows(s.W.Value, s.Out)
	w.Trans = true
	blas.Multiply(s.n, s.In, s.Out, d, w, rows(s.dx, s.In))
	return s.dx
}

// sumRows adds up the rows of dy, the gradient of b: a product with a row of
// ones.
func (s *Affine[T]) sumRows(dy []T) {
	s.one[0] = 1
	t, strip := &s.tile, 2*simd.Lanes[T]()
	t.Steps, t.Segs, t.BStep = s.n, 1, s.Out
	t.Prepare()
	for j := 0; j < s.Out; j += strip {
		t.Run(1, min(strip, s.Out-j), s.one[:], dy[j:], s.B.Grad[j:s.Out], nil)
	}
}

// rows returns numbers as a matrix.
func rows[T simd.Float](x []T, cols int) blas.Matrix[T] { return blas.Matrix[T]{Data: x, Stride: cols} }

// ReLU is max(0, X).
type ReLU[T simd.Float] struct{ y, dx []T }

// Forward returns the output.
func (s *ReLU[T]) Forward(x []T, n int, train bool) []T {
	s.y = sized(s.y, len(x))
	for i, v := range x {
		s.y[i] = max(0, v)
	}
	return s.y
}

// Backward returns dy where the output is positive.
func (s *ReLU[T]) Backward(dy []T, wanted bool) []T {
	s.dx = sized(s.dx, len(dy))
	copy(s.dx, dy)
	simd.Mask(s.dx, s.y)
	return s.dx
}

// Dropout multiplies with factors that Factors writes anew for every Forward.
type Dropout[T simd.Float] struct {
	Factors func(to []T, n int)

	factors, y, dx []T
}

// Forward returns the products.
func (s *Dropout[T]) Forward(x []T, n int, train bool) []T {
	s.factors, s.y = sized(s.factors, len(x)), sized(s.y, len(x))
	s.Factors(s.factors, n)
	times(s.y, x, s.factors)
	return s.y
}

// Backward multiplies with the same factors.
func (s *Dropout[T]) Backward(dy []T, wanted bool) []T {
	s.dx = sized(s.dx, len(dy))
	times(s.dx, dy, s.factors)
	return s.dx
}

func times[T simd.Float](z, x, y []T) {
	for i, v := range x {
		z[i] = v * y[i]
	}
}

// Own is a stage of somebody else.
type Own[T simd.Float] struct {
	Fore func(x []T, n int) []T
	Back func(dy []T, wanted bool) []T // wanted: the gradient of the input
}

// Forward calls Fore.
func (s *Own[T]) Forward(x []T, n int, train bool) []T { return s.Fore(x, n) }

// Backward calls Back.
func (s *Own[T]) Backward(dy []T, wanted bool) []T { return s.Back(dy, wanted) }
