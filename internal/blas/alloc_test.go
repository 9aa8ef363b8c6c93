//go:build !race

package blas

import (
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
)

// With the race detector a sync.Pool forgets things on purpose.
func TestProductsDoNotAllocate(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 7))
	p := problem{tA: blas.NoTrans, tB: blas.NoTrans, m: 100, n: 100, k: 300, alpha: 1}
	p.fill(rng)
	f := func() {
		Implementation{}.Dgemm(p.tA, p.tB, p.m, p.n, p.k, 1, p.a, p.lda, p.b, p.ldb, 0, p.c, p.ldc)
	}
	f()
	if got := testing.AllocsPerRun(50, f); got >= 1 {
		t.Errorf("%v allocations a product, want none", got)
	}
}
