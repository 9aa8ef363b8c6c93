package dlfs

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// An Init gives the standard deviation of the first weights of a layer with in
// inputs (section 6.2): [He], [Xavier] or [Std] of a number.
type Init func(in int) float64

// Std returns an Init with the same standard deviation for every layer
// (section 6.2.2).
func Std(s float64) Init { return func(int) float64 { return s } }

// Xavier returns √(1/in), which suits sigmoid and tanh (section 6.2.2).
//
// Reference: Glorot, Bengio: Understanding the difficulty of training deep
// feedforward neural networks, 2010. Like the book, without the number of
// outputs.
func Xavier(in int) float64 { return math.Sqrt(1 / float64(in)) }

// He returns √(2/in), which suits ReLU: half of its outputs are 0
// (section 6.2.3).
//
// Reference: He, Zhang, Ren, Sun: Delving deep into rectifiers, 2015.
func He(in int) float64 { return math.Sqrt(2 / float64(in)) }

// Randn returns an r×c matrix of normally distributed numbers with mean 0 and
// standard deviation std (section 6.2.2).
func Randn(rng *rand.Rand, std float64, r, c int) *mat.Dense {
	switch {
	case rng == nil:
		panicf("Randn: rng is nil")
	case r < 1 || c < 1:
		panicf("Randn: a matrix of %d×%d, want 1 or more of each", r, c)
	}
	m := mat.NewDense(r, c, nil)
	for i := range r {
		row := m.RawRowView(i)
		for j := range row {
			row[j] = std * rng.NormFloat64()
		}
	}
	return m
}

// newAffine returns an Affine layer with random weights and biases of 0.
func newAffine(rng *rand.Rand, init Init, in, out int) *Affine {
	return NewAffine(Randn(rng, init(in), in, out), mat.NewDense(1, out, nil))
}

// newConvolution returns a Convolution with random filters and biases of 0.
func newConvolution(rng *rand.Rand, init Init, filters int, in Shape, w Window) *Convolution {
	k := in.C * w.H * w.W
	return NewConvolution(Randn(rng, init(k), filters, k), mat.NewDense(1, filters, nil), in, w)
}
