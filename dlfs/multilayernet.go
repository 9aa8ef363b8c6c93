package dlfs

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// MultiLayerNetConfig describes a [MultiLayerNet] (section 6.1.8 and the rest
// of chapter 6). Sizes must be set; the rest may stay 0.
type MultiLayerNetConfig struct {
	In, Out     int
	Hidden      []int        // sizes of the hidden layers
	Activation  func() Layer // of each hidden layer; makes a ReLU
	Init        Init         // He for ReLU, Xavier for others
	WeightDecay float64      // section 6.4.2
	BatchNorm   bool         // after each hidden Affine (section 6.3)
	Dropout     float64      // ratio, after each activation (section 6.4.3)
}

// MultiLayerNet has any number of hidden layers (section 6.1.8):
//
//	Affine → [BatchNorm] → activation → [Dropout] → … → Affine → SoftmaxWithLoss
//
// It is the book's MultiLayerNet and MultiLayerNetExtend in one.
type MultiLayerNet struct{ *Network }

var _ Model = (*MultiLayerNet)(nil)

// NewMultiLayerNet returns a network with random weights and biases of 0
// (section 6.1.8). It keeps rng for its Dropout layers.
func NewMultiLayerNet(c MultiLayerNetConfig, rng *rand.Rand) *MultiLayerNet {
	if c.Init == nil {
		c.Init = He
		if c.Activation != nil {
			if _, relu := c.Activation().(*ReLU); !relu {
				c.Init = Xavier
			}
		}
	}
	if c.Activation == nil {
		c.Activation = func() Layer { return NewReLU() }
	}
	var layers []Layer
	in := c.In
	for _, size := range c.Hidden {
		layers = append(layers, newAffine(rng, c.Init, in, size))
		if c.BatchNorm {
			layers = append(layers, NewBatchNorm(ones(size), mat.NewDense(1, size, nil)))
		}
		layers = append(layers, c.Activation())
		if c.Dropout > 0 {
			layers = append(layers, NewDropout(c.Dropout, rng))
		}
		in = size
	}
	n := NewNetwork(append(layers, newAffine(rng, c.Init, in, c.Out))...)
	n.WeightDecay = c.WeightDecay
	return &MultiLayerNet{n}
}
