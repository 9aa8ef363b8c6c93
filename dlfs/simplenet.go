package dlfs

import "gonum.org/v1/gonum/mat"

// SimpleNet is the smallest network whose gradient the book looks at: weights
// without a bias, then softmax and cross entropy (section 4.4.2).
type SimpleNet struct {
	W *mat.Dense // D×M
}

// Predict returns the N×M scores X·W.
func (n SimpleNet) Predict(x *mat.Dense) *mat.Dense {
	r, _ := x.Dims()
	d, _ := n.W.Dims()
	checkDims("SimpleNet.Predict", "x", x, r, d)
	var y mat.Dense
	y.Mul(x, n.W)
	return &y
}

// Loss returns the mean cross entropy for one-hot labels t.
func (n SimpleNet) Loss(x, t *mat.Dense) float64 {
	return CrossEntropyError(Softmax(n.Predict(x)), t)
}

// Gradient returns ∂L/∂W by numerical differentiation.
func (n SimpleNet) Gradient(x, t *mat.Dense) *mat.Dense {
	return NumericalGradient(func() float64 { return n.Loss(x, t) }, n.W)
}
