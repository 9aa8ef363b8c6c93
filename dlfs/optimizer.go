package dlfs

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/internal/simd"
)

// An Optimizer changes parameters by their gradients (section 6.1). One that
// remembers earlier gradients keeps them for each [Param] apart, so it can
// serve several networks one after the other, but not at the same time.
//
// Each panics if a parameter has no gradient.
type Optimizer interface {
	Update(params []*Param)
}

var (
	_ Optimizer = SGD{}
	_ Optimizer = (*Momentum)(nil)
	_ Optimizer = (*Nesterov)(nil)
	_ Optimizer = (*AdaGrad)(nil)
	_ Optimizer = (*RMSProp)(nil)
	_ Optimizer = (*Adam)(nil)
)

// rate is the book's learning rate, for all but Adam.
const rate = 0.01

// tiny keeps a division by the root of a sum of squares finite.
const tiny = 1e-7

// SGD is gradient descent: P ← P - LR·∂L/∂P (section 6.1.2).
type SGD struct {
	LR float64 // learning rate; 0 means 0.01
}

// Update changes the values of params.
func (s SGD) Update(params []*Param) {
	r := sgds.Get().(*SGD)
	*r = s
	for _, p := range params {
		checkGrad("SGD", p)
		apply(r, p, nil, nil)
	}
	sgds.Put(r)
}

// sgds keeps rules, so that an update allocates nothing.
var sgds = sync.Pool{New: func() any { return new(SGD) }}

func (s *SGD) change(value, grad, _, _ []float64) {
	floats.AddScaled(value, -orElse(s.LR, rate), grad)
}

// Momentum rolls down the slope like a ball: V ← Momentum·V - LR·∂L/∂P,
// P ← P + V (section 6.1.4). The zero value is ready.
type Momentum struct {
	LR       float64 // 0 means 0.01
	Momentum float64 // 0 means 0.9

	v memory
}

// Update changes the values of params.
func (o *Momentum) Update(params []*Param) { o.v.each("Momentum", params, 1, o) }

func (o *Momentum) change(value, grad, v, _ []float64) {
	lr, m := orElse(o.LR, rate), orElse(o.Momentum, 0.9)
	for i, g := range grad {
		v[i] = m*v[i] - lr*g
		value[i] += v[i]
	}
}

// Nesterov is Momentum that looks ahead to where the ball will roll
// (section 6.1.4; in the book's code only). The zero value is ready.
//
//	P ← P + Momentum²·V - (1 + Momentum)·LR·∂L/∂P
//	V ← Momentum·V - LR·∂L/∂P
//
// The order is the one of the corrected code: P first, with the old V.
//
// Reference: Bengio, Boulanger-Lewandowski, Pascanu: Advances in optimizing
// recurrent networks, 2012, equations 6 and 7.
type Nesterov struct {
	LR       float64 // 0 means 0.01
	Momentum float64 // 0 means 0.9

	v memory
}

// Update changes the values of params.
func (o *Nesterov) Update(params []*Param) { o.v.each("Nesterov", params, 1, o) }

func (o *Nesterov) change(value, grad, v, _ []float64) {
	lr, m := orElse(o.LR, rate), orElse(o.Momentum, 0.9)
	for i, g := range grad {
		value[i] += m*m*v[i] - (1+m)*lr*g
		v[i] = m*v[i] - lr*g
	}
}

// AdaGrad takes smaller steps where the gradients have been large:
// H ← H + (∂L/∂P)², P ← P - LR·∂L/∂P / (√H + 1e-7) (section 6.1.5). The zero
// value is ready.
//
// Reference: Duchi, Hazan, Singer: Adaptive subgradient methods, 2011.
type AdaGrad struct {
	LR float64 // 0 means 0.01

	h memory
}

// Update changes the values of params.
func (o *AdaGrad) Update(params []*Param) { o.h.each("AdaGrad", params, 1, o) }

func (o *AdaGrad) change(value, grad, h, _ []float64) {
	lr := orElse(o.LR, rate)
	for i, g := range grad {
		h[i] += g * g
		value[i] -= lr * g / (math.Sqrt(h[i]) + tiny)
	}
}

// RMSProp is AdaGrad that forgets old gradients: H ← Decay·H +
// (1-Decay)·(∂L/∂P)² (section 6.1.5). The zero value is ready.
//
// Reference: Tieleman, Hinton: Lecture 6.5, Neural networks for machine
// learning, 2012.
type RMSProp struct {
	LR    float64 // 0 means 0.01
	Decay float64 // 0 means 0.99

	h memory
}

// Update changes the values of params.
func (o *RMSProp) Update(params []*Param) { o.h.each("RMSProp", params, 1, o) }

func (o *RMSProp) change(value, grad, h, _ []float64) {
	lr, d := orElse(o.LR, rate), orElse(o.Decay, 0.99)
	for i, g := range grad {
		h[i] = d*h[i] + (1-d)*g*g
		value[i] -= lr * g / (math.Sqrt(h[i]) + tiny)
	}
}

// Adam joins Momentum and RMSProp, and corrects both for their start at 0
// (section 6.1.6). The zero value is ready.
//
//	M ← M + (1-Beta1)·(∂L/∂P - M)
//	V ← V + (1-Beta2)·((∂L/∂P)² - V)
//	P ← P - LR·√(1-Beta2ᵗ)/(1-Beta1ᵗ) · M / (√V + 1e-7)   in step t = 1, 2, …
//
// Reference: Kingma, Ba: Adam: a method for stochastic optimization, 2015,
// in the form at the end of its section 2.
type Adam struct {
	LR    float64 // 0 means 0.001
	Beta1 float64 // 0 means 0.9
	Beta2 float64 // 0 means 0.999

	step [1]float64 // t; a number that State can share
	mv   memory     // M and V
}

// Update changes the values of params.
func (o *Adam) Update(params []*Param) {
	o.step[0]++
	o.mv.each("Adam", params, 2, o)
}

func (o *Adam) change(value, grad, m, v []float64) {
	b1, b2 := orElse(o.Beta1, 0.9), orElse(o.Beta2, 0.999)
	t := o.step[0]
	lr := orElse(o.LR, 0.001) * math.Sqrt(1-math.Pow(b2, t)) / (1 - math.Pow(b1, t))
	simd.Adam(value, grad, m, v, 1-b1, 1-b2, lr, tiny)
}

// A StatefulOptimizer remembers earlier gradients (section 6.1): all of this
// package but [SGD] do. To go on with a training as if it had not stopped, its
// State is saved with the network's and loaded again; [Checkpoint] does that.
type StatefulOptimizer interface {
	Optimizer

	// State returns what the optimizer remembers for each of the parameters, 0
	// if it has not seen them. It shares the numbers with the optimizer: to set
	// them is to load them. The names start with those of the parameters.
	State(params []*Param) []*Param
}

var (
	_ StatefulOptimizer = (*Momentum)(nil)
	_ StatefulOptimizer = (*Nesterov)(nil)
	_ StatefulOptimizer = (*AdaGrad)(nil)
	_ StatefulOptimizer = (*RMSProp)(nil)
	_ StatefulOptimizer = (*Adam)(nil)
)

// State returns V for each parameter, as W1.v.
func (o *Momentum) State(params []*Param) []*Param { return o.v.state(params, "v") }

// State returns V for each parameter, as W1.v.
func (o *Nesterov) State(params []*Param) []*Param { return o.v.state(params, "v") }

// State returns H for each parameter, as W1.h.
func (o *AdaGrad) State(params []*Param) []*Param { return o.h.state(params, "h") }

// State returns H for each parameter, as W1.h.
func (o *RMSProp) State(params []*Param) []*Param { return o.h.state(params, "h") }

// State returns M and V for each parameter, as W1.m and W1.v, and the number of
// steps, adam.t.
func (o *Adam) State(params []*Param) []*Param {
	t := &Param{Name: "adam.t", Value: mat.NewDense(1, 1, o.step[:])}
	return append(o.mv.state(params, "m", "v"), t)
}

// addScaled adds a·y to x.
func addScaled(fn string, x *mat.Dense, a float64, y *mat.Dense) {
	r, c := x.Dims()
	checkDims(fn, "gradient", y, r, c)
	for i := range r {
		floats.AddScaled(x.RawRowView(i), a, y.RawRowView(i))
	}
}
