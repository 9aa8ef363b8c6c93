package dlfs

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// An Optimizer changes parameters by their gradients (section 6.1).
type Optimizer interface {
	Update(params []*Param)
}

// SGD is gradient descent: P ← P - LR·∂L/∂P (section 6.1.2).
type SGD struct {
	LR float64 // learning rate; 0 means 0.01
}

var _ Optimizer = SGD{}

// Update changes the values of params, which must have gradients.
func (s SGD) Update(params []*Param) {
	lr := s.LR
	if lr == 0 {
		lr = 0.01
	}
	for _, p := range params {
		if p.Grad == nil {
			panicf("SGD.Update: %s has no gradient", p.Name)
		}
		addScaled(p.Value, -lr, p.Grad)
	}
}

// addScaled adds a·y to x.
func addScaled(x *mat.Dense, a float64, y *mat.Dense) {
	r, c := x.Dims()
	checkDims("Update", "gradient", y, r, c)
	for i := range r {
		floats.AddScaled(x.RawRowView(i), a, y.RawRowView(i))
	}
}
