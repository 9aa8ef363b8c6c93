package dlfs

import "gonum.org/v1/gonum/floats"

// Perceptron fires, with a 1, if the weighted sum of its inputs and its bias
// is greater than 0 (section 2.3.2).
type Perceptron struct {
	W []float64 // a weight for each input
	B float64   // bias: how easily it fires
}

// Output returns 1 if W·x + B > 0, else 0. It panics unless there is an input
// for each weight.
func (p Perceptron) Output(x ...float64) int {
	if len(x) != len(p.W) {
		panicf("Perceptron.Output: %d inputs, want %d", len(x), len(p.W))
	}
	return int(StepFunction(floats.Dot(p.W, x) + p.B))
}

// AND returns 1 if both inputs are 1 (section 2.3.3).
func AND(x1, x2 float64) int { return Perceptron{[]float64{0.5, 0.5}, -0.7}.Output(x1, x2) }

// NAND returns 0 if both inputs are 1, else 1 (section 2.3.3).
func NAND(x1, x2 float64) int { return Perceptron{[]float64{-0.5, -0.5}, 0.7}.Output(x1, x2) }

// OR returns 1 if one of the inputs or both are 1 (section 2.3.3).
func OR(x1, x2 float64) int { return Perceptron{[]float64{0.5, 0.5}, -0.2}.Output(x1, x2) }

// XOR returns 1 if the inputs differ (section 2.5.2). No perceptron can: it
// takes two layers of them.
func XOR(x1, x2 float64) int {
	return AND(float64(NAND(x1, x2)), float64(OR(x1, x2)))
}
