package dlfs

import "math/rand/v2"

// SimpleConvNetConfig describes a [SimpleConvNet] (section 7.5). A field of 0
// takes the book's value for MNIST.
type SimpleConvNetConfig struct {
	In         Shape // of the images; 1×28×28
	Filters    int   // 30
	FilterSize int   // 5
	Stride     int   // 1
	Pad        int
	Hidden     int  // 100
	Out        int  // 10
	Init       Init // Std(0.01)
}

// SimpleConvNet is Convolution, ReLU, MaxPooling of 2×2, Affine, ReLU, Affine,
// then SoftmaxWithLoss (section 7.5).
type SimpleConvNet struct{ *Network }

var _ Model = (*SimpleConvNet)(nil)

// NewSimpleConvNet returns a network with random weights, and biases of 0
// (section 7.5). It has 433,890 parameters with the values of the book.
func NewSimpleConvNet(c SimpleConvNetConfig, rng *rand.Rand) *SimpleConvNet {
	c = c.withDefaults()
	conv := newConvolution(rng, c.Init, c.Filters, c.In, Window{H: c.FilterSize, W: c.FilterSize, Stride: c.Stride, Pad: c.Pad})
	pool := NewMaxPooling(conv.Output(), Window{H: 2, W: 2, Stride: 2})
	return &SimpleConvNet{NewNetwork(
		conv, NewReLU(), pool,
		newAffine(rng, c.Init, pool.Output().Size(), c.Hidden), NewReLU(),
		newAffine(rng, c.Init, c.Hidden, c.Out),
	)}
}

func (c SimpleConvNetConfig) withDefaults() SimpleConvNetConfig {
	if c.In == (Shape{}) {
		c.In = Shape{1, 28, 28}
	}
	c.Filters, c.FilterSize = orElse(c.Filters, 30), orElse(c.FilterSize, 5)
	c.Stride, c.Hidden, c.Out = orElse(c.Stride, 1), orElse(c.Hidden, 100), orElse(c.Out, 10)
	if c.Init == nil {
		c.Init = Std(0.01)
	}
	return c
}

// orElse returns v, or the default if v is 0.
func orElse[T int | float64](v, otherwise T) T {
	if v == 0 {
		return otherwise
	}
	return v
}
