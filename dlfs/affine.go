package dlfs

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

var (
	_ Layer         = (*Affine)(nil)
	_ Parameterized = (*Affine)(nil)
)

// Affine is a fully connected layer, Y = X·W + b (section 5.6.2).
//
//	X  N×D  input
//	W  D×M  weights
//	B  1×M  bias, added to every row
//	Y  N×M  output
type Affine struct {
	W, B *Param

	x *mat.Dense // input of the last Forward
}

// NewAffine returns a layer that uses w and b without copying them (section
// 5.6.2). It panics if b is not 1×M where w is D×M.
func NewAffine(w, b *mat.Dense) *Affine {
	_, m := w.Dims()
	checkDims("NewAffine", "b", b, 1, m)
	return &Affine{W: &Param{Name: "W", Value: w}, B: &Param{Name: "b", Value: b}}
}

// Forward returns X·W + b. It panics if x does not have D columns.
func (l *Affine) Forward(x *mat.Dense) *mat.Dense {
	n, _ := x.Dims()
	d, m := l.W.Value.Dims()
	checkDims("Affine.Forward", "x", x, n, d)
	y := mat.NewDense(n, m, nil)
	y.Mul(x, l.W.Value)
	for i := range n {
		floats.Add(y.RawRowView(i), l.B.Value.RawRowView(0))
	}
	l.x = x
	return y
}

// Backward returns ∂L/∂X = ∂L/∂Y·Wᵀ and sets the gradients of
//
//	W  Xᵀ·∂L/∂Y
//	b  the sum of the rows of ∂L/∂Y
func (l *Affine) Backward(dy *mat.Dense) *mat.Dense {
	l.backwardParams(dy)
	var dx mat.Dense
	dx.Mul(dy, l.W.Value.T())
	return &dx
}

// backwardParams sets the gradients of W and b.
func (l *Affine) backwardParams(dy *mat.Dense) {
	checkForward("Affine", l.x)
	n, _ := l.x.Dims()
	d, m := l.W.Value.Dims()
	checkDims("Affine.Backward", "dy", dy, n, m)
	l.W.Grad = mat.NewDense(d, m, nil)
	l.W.Grad.Mul(l.x.T(), dy)
	l.B.Grad = mat.NewDense(1, m, nil)
	for i := range n {
		floats.Add(l.B.Grad.RawRowView(0), dy.RawRowView(i))
	}
}

// Params returns W and b.
func (l *Affine) Params() []*Param { return []*Param{l.W, l.B} }
