package dlfs

import "math/rand/v2"

// twoLayerStd is weight_init_std of section 4.5.1.
const twoLayerStd = 0.01

// TwoLayerNet classifies with one hidden layer: Affine, ReLU, Affine, then
// SoftmaxWithLoss (section 5.7.2).
type TwoLayerNet struct{ *Network }

var _ Model = (*TwoLayerNet)(nil)

// NewTwoLayerNet returns a network (section 5.7.2) with normally distributed
// weights of standard deviation 0.01 and biases of 0. Its parameters are W1
// in×hidden, b1 1×hidden, W2 hidden×out and b2 1×out.
func NewTwoLayerNet(in, hidden, out int, rng *rand.Rand) *TwoLayerNet {
	return twoLayerNet(in, hidden, out, NewReLU(), rng)
}

// NewSigmoidTwoLayerNet returns the network of chapter 4, with a Sigmoid in
// the place of the ReLU (section 4.5.1).
func NewSigmoidTwoLayerNet(in, hidden, out int, rng *rand.Rand) *TwoLayerNet {
	return twoLayerNet(in, hidden, out, NewSigmoid(), rng)
}

func twoLayerNet(in, hidden, out int, activation Layer, rng *rand.Rand) *TwoLayerNet {
	return &TwoLayerNet{NewNetwork(
		newAffine(rng, Std(twoLayerStd), in, hidden),
		activation,
		newAffine(rng, Std(twoLayerStd), hidden, out),
	)}
}
