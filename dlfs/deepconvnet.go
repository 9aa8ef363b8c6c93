package dlfs

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// DeepConvNetConfig describes a [DeepConvNet] (section 8.1.1). A field of 0
// takes the book's value for MNIST.
type DeepConvNetConfig struct {
	In      Shape   // of the images; 1×28×28
	Hidden  int     // 50
	Out     int     // 10
	Dropout float64 // ratio; 0.5

	// BookDropout puts a second Dropout after the last Affine, as in the
	// book's code.
	BookDropout bool
}

// DeepConvNet has six convolutions of 3×3, a pooling after every second, and
// two Affine layers (section 8.1.1):
//
//	conv16 ReLU conv16 ReLU pool
//	conv32 ReLU conv32 ReLU pool   the second conv32 has padding 2
//	conv64 ReLU conv64 ReLU pool
//	Affine ReLU Dropout Affine SoftmaxWithLoss
//
// It has 123,552 parameters with the values of the book.
//
// Unlike the book: there is no Dropout of the scores, unless BookDropout asks
// for it. Setting half of the scores to 0 keeps the training loss near 1 for
// ever, however good the network is.
type DeepConvNet struct{ *Network }

var _ Model = (*DeepConvNet)(nil)

// NewDeepConvNet returns a network with the random weights of [He] (section
// 8.1.1). It keeps rng for its Dropout layers.
func NewDeepConvNet(c DeepConvNetConfig, rng *rand.Rand) *DeepConvNet {
	if c.In == (Shape{}) {
		c.In = Shape{1, 28, 28}
	}
	hidden, out, ratio := orElse(c.Hidden, 50), orElse(c.Out, 10), orElse(c.Dropout, 0.5)
	var layers []Layer
	shape := c.In
	for _, stage := range []struct{ filters, pad2 int }{{16, 1}, {32, 2}, {64, 1}} {
		for _, pad := range []int{1, stage.pad2} {
			conv := newConvolution(rng, He, stage.filters, shape, Window{H: 3, W: 3, Pad: pad})
			shape = conv.Output()
			layers = append(layers, conv, NewReLU())
		}
		pool := NewMaxPooling(shape, Window{H: 2, W: 2, Stride: 2})
		shape = pool.Output()
		layers = append(layers, pool)
	}
	layers = append(layers, newAffine(rng, He, shape.Size(), hidden), NewReLU(), NewDropout(ratio, rng),
		newAffine(rng, He, hidden, out))
	if c.BookDropout {
		layers = append(layers, NewDropout(ratio, rng))
	}
	return &DeepConvNet{NewNetwork(layers...)}
}

// A Predictor gives scores for a batch (section 8.1.2): every [Model] does.
type Predictor interface {
	Predict(x *mat.Dense) *mat.Dense
}

// Ensemble lets several networks vote: their probabilities are averaged
// (section 8.1.2).
type Ensemble []Predictor

var _ Predictor = Ensemble(nil)

// Predict returns the N×M mean of the members' probabilities. Unlike those of
// a network, these scores add up to 1 in every row. It panics if there is no
// member, or the members' scores differ in shape.
func (e Ensemble) Predict(x *mat.Dense) *mat.Dense {
	if len(e) == 0 {
		panicf("Ensemble.Predict: the ensemble is empty")
	}
	mean := Softmax(e[0].Predict(x))
	n, m := mean.Dims()
	for _, p := range e[1:] {
		y := Softmax(p.Predict(x))
		checkDims("Ensemble.Predict", "a member's output", y, n, m)
		mean.Add(mean, y)
	}
	mean.Scale(1/float64(len(e)), mean)
	return mean
}

// Accuracy returns the share of the batch that the ensemble classifies as t
// says.
func (e Ensemble) Accuracy(x, t *mat.Dense) float64 { return Accuracy(e.Predict(x), t) }
