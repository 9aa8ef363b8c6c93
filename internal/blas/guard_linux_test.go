package blas

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/dlfs-go/book/internal/guarded"
	"github.com/dlfs-go/book/internal/simd"
)

// randomWithin returns n random numbers with nothing behind them that may be
// touched.
func randomWithin[T simd.Float](t *testing.T, rng *rand.Rand, n int) []T {
	t.Helper()
	x := guarded.Make[T](t, n)
	for i := range x {
		x[i] = T(rng.NormFloat64())
	}
	return x
}

// A product touches nothing beyond its matrices, in whatever way it is
// computed: if it did, this would end with a fault. And it is a product.
func TestProductsStayWithin(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 8))
		for _, s := range [][3]int{{1, 1, 1}, {30, 51, 2100}, {550, 33, 20}, {29, 700, 45}, {113, 10, 300}, {60, 129, 512}} {
			for i := range 8 {
				productWithin[float64](t, rng, s[0], s[1], s[2], i&1 != 0, i&2 != 0, i&4 != 0)
				productWithin[float32](t, rng, s[0], s[1], s[2], i&1 != 0, i&2 != 0, i&4 != 0)
			}
		}
	})
}

func productWithin[T simd.Float](t *testing.T, rng *rand.Rand, m, n, k int, transA, transB, rectify bool) {
	t.Helper()
	matrix := func(r, c int, trans bool) (Matrix[T], func(i, j int) float64) {
		if trans {
			r, c = c, r
		}
		x := Matrix[T]{Data: randomWithin[T](t, rng, r*c), Stride: c, Trans: trans}
		return x, func(i, j int) float64 {
			if trans {
				i, j = j, i
			}
			return float64(x.Data[i*c+j])
		}
	}
	a, atA := matrix(m, k, transA)
	b, atB := matrix(k, n, transB)
	c, atC := matrix(m, n, false)
	bias := randomWithin[T](t, rng, n)
	MultiplyAdd(m, n, k, a, b, bias, rectify, c)
	for i := range m {
		j := rng.IntN(n)
		want, size := float64(bias[j]), math.Abs(float64(bias[j]))
		for l := range k {
			want += atA(i, l) * atB(l, j)
			size += math.Abs(atA(i, l) * atB(l, j))
		}
		if rectify {
			want = max(0, want)
		}
		if d := math.Abs(atC(i, j) - want); !(d <= 1e-6*size) {
			t.Fatalf("%T, m=%d n=%d k=%d, transposed %t %t: C[%d,%d] = %v, want %v", bias[0], m, n, k, transA, transB, i, j, atC(i, j), want)
		}
	}
}
