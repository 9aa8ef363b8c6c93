package dlfs

import "math/rand/v2"

// NewThreeLayerNet returns a network of three Affine layers with a Sigmoid
// after the first two (sections 3.4 and 3.6.2), and Xavier's random weights.
// Its scores become probabilities by [Softmax].
func NewThreeLayerNet(in, hidden1, hidden2, out int, rng *rand.Rand) *Network {
	return NewNetwork(
		newAffine(rng, Xavier, in, hidden1), NewSigmoid(),
		newAffine(rng, Xavier, hidden1, hidden2), NewSigmoid(),
		newAffine(rng, Xavier, hidden2, out),
	)
}
