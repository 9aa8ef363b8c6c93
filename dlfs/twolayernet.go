package dlfs

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// TwoLayerNet classifies with one hidden layer: Affine, ReLU, Affine, then
// SoftmaxWithLoss (section 5.7.2).
type TwoLayerNet struct {
	Layers    Sequential
	LastLayer *SoftmaxWithLoss

	params []*Param
}

// NewTwoLayerNet returns a network with normally distributed weights of
// standard deviation 0.01 and biases of 0. Its parameters are W1 in×hidden,
// b1 1×hidden, W2 hidden×out and b2 1×out.
func NewTwoLayerNet(in, hidden, out int, rng *rand.Rand) *TwoLayerNet {
	const std = 0.01 // weight_init_std of section 4.5.1
	first := NewAffine(randn(rng, std, in, hidden), mat.NewDense(1, hidden, nil))
	second := NewAffine(randn(rng, std, hidden, out), mat.NewDense(1, out, nil))
	net := &TwoLayerNet{Layers: Sequential{first, NewReLU(), second}, LastLayer: NewSoftmaxWithLoss()}
	net.params = net.Layers.Params()
	for i, name := range []string{"W1", "b1", "W2", "b2"} {
		net.params[i].Name = name
	}
	return net
}

func randn(rng *rand.Rand, std float64, r, c int) *mat.Dense {
	m := mat.NewDense(r, c, nil)
	m.Apply(func(int, int, float64) float64 { return std * rng.NormFloat64() }, m)
	return m
}

// Params returns W1, b1, W2 and b2.
func (n *TwoLayerNet) Params() []*Param { return n.params }

// Predict returns the N×out scores of a batch, without softmax.
func (n *TwoLayerNet) Predict(x *mat.Dense) *mat.Dense { return n.Layers.Forward(x) }

// Loss returns the mean cross entropy of a batch with one-hot labels t.
func (n *TwoLayerNet) Loss(x, t *mat.Dense) float64 { return n.LastLayer.Forward(n.Predict(x), t) }

// Accuracy returns the share of the batch that is classified as t says.
func (n *TwoLayerNet) Accuracy(x, t *mat.Dense) float64 { return Accuracy(n.Predict(x), t) }

// Gradient returns ∂L/∂P for every parameter by backpropagation, and leaves
// them in the Params' Grad.
func (n *TwoLayerNet) Gradient(x, t *mat.Dense) []Gradient {
	n.Loss(x, t)
	n.Layers.Backward(n.LastLayer.Backward())
	var grads []Gradient
	for _, p := range n.params {
		grads = append(grads, Gradient{p.Name, p.Grad})
	}
	return grads
}

// NumericalGradient returns the same by central differences: two forward
// passes for each number of each parameter, to check Gradient with.
func (n *TwoLayerNet) NumericalGradient(x, t *mat.Dense) []Gradient {
	var grads []Gradient
	for _, p := range n.params {
		grads = append(grads, Gradient{p.Name, NumericalGradient(func() float64 { return n.Loss(x, t) }, p.Value)})
	}
	return grads
}
