package dlfs

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

var (
	_ Layer = (*ReLU)(nil)
	_ Layer = (*Sigmoid)(nil)
)

// ReLU lets positive numbers through and stops the others (section 5.5.1).
// The zero value is ready.
type ReLU struct{ x *mat.Dense }

// NewReLU returns a ReLU layer.
func NewReLU() *ReLU { return &ReLU{} }

// Forward returns max(0, x), element by element.
func (l *ReLU) Forward(x *mat.Dense) *mat.Dense {
	l.x = x
	return apply(ReLUFunction, x)
}

// Backward returns dy where the input was positive and 0 elsewhere, at 0 too.
//
// Unlike the book: dy itself stays as it is.
func (l *ReLU) Backward(dy *mat.Dense) *mat.Dense {
	checkForward("ReLU", l.x)
	n, d := l.x.Dims()
	checkDims("ReLU.Backward", "dy", dy, n, d)
	dx := mat.NewDense(n, d, nil)
	for i := range n {
		x, in, out := l.x.RawRowView(i), dy.RawRowView(i), dx.RawRowView(i)
		for j, v := range x {
			if v > 0 {
				out[j] = in[j]
			}
		}
	}
	return dx
}

// Sigmoid squeezes every number between 0 and 1 (section 5.5.2). The zero
// value is ready.
type Sigmoid struct{ y *mat.Dense }

// NewSigmoid returns a Sigmoid layer.
func NewSigmoid() *Sigmoid { return &Sigmoid{} }

// Forward returns 1/(1+exp(-x)), element by element.
func (l *Sigmoid) Forward(x *mat.Dense) *mat.Dense {
	l.y = apply(SigmoidFunction, x)
	return mat.DenseCopyOf(l.y)
}

// Backward returns dy·y·(1-y): the derivative needs only the output.
func (l *Sigmoid) Backward(dy *mat.Dense) *mat.Dense {
	checkForward("Sigmoid", l.y)
	n, d := l.y.Dims()
	checkDims("Sigmoid.Backward", "dy", dy, n, d)
	dx := mat.NewDense(n, d, nil)
	for i := range n {
		y, in, out := l.y.RawRowView(i), dy.RawRowView(i), dx.RawRowView(i)
		for j, v := range y {
			out[j] = in[j] * v * (1 - v)
		}
	}
	return dx
}

// SigmoidFunction returns 1/(1+exp(-x)) (section 3.2.4).
func SigmoidFunction(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// ReLUFunction returns x if it is positive, else 0 (section 3.2.7).
func ReLUFunction(x float64) float64 { return max(0, x) }

// StepFunction returns 1 if x is positive, else 0 (section 3.2.2).
func StepFunction(x float64) float64 {
	if x > 0 {
		return 1
	}
	return 0
}

func apply(f func(float64) float64, x *mat.Dense) *mat.Dense {
	n, d := x.Dims()
	y := mat.NewDense(n, d, nil)
	for i := range n {
		out := y.RawRowView(i)
		for j, v := range x.RawRowView(i) {
			out[j] = f(v)
		}
	}
	return y
}
