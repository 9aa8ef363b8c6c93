// Package gradcheck fails a test whose layer or network computes gradients
// that central differences do not confirm. The check itself is the one readers
// use, dlfs.GradientCheck.
package gradcheck

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs"
)

// Tol is how far a gradient may be off. With the step h = 1e-4 the error of a
// central difference is h²/6 ≈ 2e-9 times a third derivative, which reaches
// some hundreds behind a BatchNorm of a few examples; rounding adds only
// 1e-16/h ≈ 1e-12 times the loss. A wrong gradient is off by 1e-3 or more.
const Tol = 1e-6

// TB is the part of testing.TB that the checks use.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
}

// Layer checks a layer for the input x, which should have several rows and
// stay away from kinks. It also fails if Forward or Backward changes its
// argument.
func Layer(t TB, l dlfs.Layer, x *mat.Dense) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 1))
	if r := dlfs.GradientCheck(l, x, rng); !r.OK(Tol) {
		t.Errorf("gradients of %T differ by more than %g:\n%s", l, Tol, r)
	}
}

// A Network is what Net checks.
type Network interface {
	Gradient(x, t *mat.Dense) []dlfs.Gradient
	NumericalGradient(x, t *mat.Dense) []dlfs.Gradient
}

// Net checks all parameters of a network for a batch with one-hot labels.
func Net(t TB, n Network, x, labels *mat.Dense) {
	t.Helper()
	if r := dlfs.CompareGradients(n.Gradient(x, labels), n.NumericalGradient(x, labels)); !r.OK(Tol) {
		t.Errorf("gradients of %T differ by more than %g:\n%s", n, Tol, r)
	}
}

// AwayFromZero returns random numbers of which none is nearer to 0 than 0.1,
// so that no step takes one across the kink of ReLU.
func AwayFromZero(rng *rand.Rand, r, c int) *mat.Dense {
	return dlfs.Apply(func(v float64) float64 { return v + math.Copysign(0.1, v) }, dlfs.Randn(rng, 1, r, c))
}

// Apart returns random numbers of which no two of a row are nearer than 0.01
// to each other, nor to 0: no step changes which one is the maximum of a
// window.
func Apart(rng *rand.Rand, r, c int) *mat.Dense {
	m := mat.NewDense(r, c, nil)
	for i := range r {
		for j, k := range rng.Perm(c) {
			m.Set(i, j, 0.01*(float64(k-c/2)+0.5))
		}
	}
	return m
}
