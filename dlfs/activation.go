package dlfs

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

var (
	_ Layer = (*ReLU)(nil)
	_ Layer = (*Sigmoid)(nil)
	_ Layer = (*Tanh)(nil)
)

// ReLU lets positive numbers through and stops the others (section 5.5.1).
// The zero value is ready.
type ReLU struct {
	mask []bool // where the input was not positive
	n, d int
}

// NewReLU returns a ReLU layer (section 5.5.1).
func NewReLU() *ReLU { return &ReLU{} }

// Forward returns max(0, x), element by element. It keeps where x was not
// positive, and not x itself: that may change before Backward.
func (l *ReLU) Forward(x *mat.Dense) *mat.Dense {
	l.n, l.d = x.Dims()
	l.mask = make([]bool, l.n*l.d)
	y := mat.NewDense(l.n, l.d, nil)
	for i := range l.n {
		out, mask := y.RawRowView(i), l.mask[i*l.d:]
		for j, v := range x.RawRowView(i) {
			out[j], mask[j] = ReLUFunction(v), !(v > 0)
		}
	}
	return y
}

// Backward returns dy where the input was positive and 0 elsewhere, at 0 too.
//
// Unlike the book: dy itself stays as it is.
func (l *ReLU) Backward(dy *mat.Dense) *mat.Dense {
	if l.mask == nil {
		panicf("ReLU.Backward: there was no Forward yet")
	}
	checkDims("ReLU.Backward", "dy", dy, l.n, l.d)
	dx := mat.DenseCopyOf(dy)
	for i := range l.n {
		row, mask := dx.RawRowView(i), l.mask[i*l.d:]
		for j := range row {
			if mask[j] {
				row[j] = 0
			}
		}
	}
	return dx
}

// Sigmoid squeezes every number between 0 and 1 (section 5.5.2). The zero
// value is ready.
type Sigmoid struct{ y *mat.Dense }

// NewSigmoid returns a Sigmoid layer (section 5.5.2).
func NewSigmoid() *Sigmoid { return &Sigmoid{} }

// Forward returns 1/(1+exp(-x)), element by element.
func (l *Sigmoid) Forward(x *mat.Dense) *mat.Dense {
	l.y = Apply(SigmoidFunction, x)
	return mat.DenseCopyOf(l.y)
}

// Backward returns dy·y·(1-y): the derivative needs only the output.
func (l *Sigmoid) Backward(dy *mat.Dense) *mat.Dense {
	checkForward("Sigmoid", l.y)
	return times("Sigmoid.Backward", dy, l.y, func(y float64) float64 { return y * (1 - y) })
}

// Tanh squeezes every number between -1 and 1 (section 6.2.2). The zero value
// is ready.
type Tanh struct{ y *mat.Dense }

// NewTanh returns a Tanh layer (section 6.2.2).
func NewTanh() *Tanh { return &Tanh{} }

// Forward returns tanh(x), element by element.
func (l *Tanh) Forward(x *mat.Dense) *mat.Dense {
	l.y = Apply(TanhFunction, x)
	return mat.DenseCopyOf(l.y)
}

// Backward returns dy·(1-y²).
func (l *Tanh) Backward(dy *mat.Dense) *mat.Dense {
	checkForward("Tanh", l.y)
	return times("Tanh.Backward", dy, l.y, func(y float64) float64 { return 1 - y*y })
}

// times returns dy·f(y), element by element.
func times(fn string, dy, y *mat.Dense, f func(float64) float64) *mat.Dense {
	n, d := y.Dims()
	checkDims(fn, "dy", dy, n, d)
	dx := mat.NewDense(n, d, nil)
	for i := range n {
		y, in, out := y.RawRowView(i), dy.RawRowView(i), dx.RawRowView(i)
		for j, v := range y {
			out[j] = in[j] * f(v)
		}
	}
	return dx
}

// SigmoidFunction returns 1/(1+exp(-x)) (section 3.2.4).
func SigmoidFunction(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// ReLUFunction returns x if it is positive, else 0 (section 3.2.7).
func ReLUFunction(x float64) float64 { return max(0, x) }

// TanhFunction returns the hyperbolic tangent, a sigmoid from -1 to 1
// (section 6.2.2).
func TanhFunction(x float64) float64 { return math.Tanh(x) }

// IdentityFunction returns x: the output of a network for regression
// (section 3.5.1).
func IdentityFunction(x float64) float64 { return x }

// StepFunction returns 1 if x is positive, else 0 (section 3.2.2).
func StepFunction(x float64) float64 {
	if x > 0 {
		return 1
	}
	return 0
}

// SigmoidDerivative returns the slope of [SigmoidFunction] at x
// (section 5.5.2).
func SigmoidDerivative(x float64) float64 {
	y := SigmoidFunction(x)
	return y * (1 - y)
}

// ReLUDerivative returns the slope of [ReLUFunction] at x (section 5.5.1).
//
// Unlike the book: at 0 it is 0, as in the layer ReLU. The book's relu_grad
// says 1 there and its Relu 0.
func ReLUDerivative(x float64) float64 { return StepFunction(x) }

// Apply returns f of every element of x (section 3.2.4).
func Apply(f func(float64) float64, x *mat.Dense) *mat.Dense {
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
