package dlfs

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// NumericalStep is the h of the central difference (section 4.3.1).
const NumericalStep = 1e-4

// NumericalGradient returns ∂f/∂x by central differences,
// (f(x+h) - f(x-h)) / 2h for each element in turn (section 4.4). f looks at x
// itself, which is changed and put back.
func NumericalGradient(f func() float64, x *mat.Dense) *mat.Dense {
	r, c := x.Dims()
	grad := mat.NewDense(r, c, nil)
	for i := range r {
		for j := range c {
			v := x.At(i, j)
			x.Set(i, j, v+NumericalStep)
			hi := f()
			x.Set(i, j, v-NumericalStep)
			lo := f()
			x.Set(i, j, v)
			grad.Set(i, j, (hi-lo)/(2*NumericalStep))
		}
	}
	return grad
}

// A Gradient is ∂L/∂P for the parameter with that name (section 4.4.2).
type Gradient struct {
	Name  string
	Value *mat.Dense
}

// A GradientDiff says how far two gradients of a parameter are apart
// (section 5.7.3).
type GradientDiff struct {
	Name      string
	Mean, Max float64 // of the absolute difference
	Row, Col  int     // where it is greatest
	Got, Want float64 // the two values there
}

// A GradientReport compares two ways to the same gradients, parameter by
// parameter (section 5.7.3).
type GradientReport []GradientDiff

// CompareGradients holds got, from backpropagation, against want, from
// numerical differentiation (section 5.7.3). It panics if they are not of the
// same parameters.
func CompareGradients(got, want []Gradient) GradientReport {
	if len(got) != len(want) {
		panicf("CompareGradients: %d gradients against %d", len(got), len(want))
	}
	var report GradientReport
	for i, g := range got {
		if g.Name != want[i].Name {
			panicf("CompareGradients: gradient %d is of %s, want %s", i, g.Name, want[i].Name)
		}
		report = append(report, diff(g.Name, g.Value, want[i].Value))
	}
	return report
}

func diff(name string, got, want *mat.Dense) GradientDiff {
	r, c := want.Dims()
	checkDims("CompareGradients", name, got, r, c)
	d := GradientDiff{Name: name, Max: -1}
	for i := range r {
		for j := range c {
			e := math.Abs(got.At(i, j) - want.At(i, j))
			if math.IsNaN(e) {
				e = math.Inf(1)
			}
			d.Mean += e / float64(r*c)
			if e > d.Max {
				d.Max, d.Row, d.Col, d.Got, d.Want = e, i, j, got.At(i, j), want.At(i, j)
			}
		}
	}
	return d
}

// Worst returns the difference of the parameter that is furthest off.
func (r GradientReport) Worst() GradientDiff {
	var w GradientDiff
	for i, d := range r {
		if i == 0 || d.Max > w.Max {
			w = d
		}
	}
	return w
}

// OK reports whether no element differs by more than tol.
func (r GradientReport) OK(tol float64) bool { return r.Worst().Max <= tol }

// String is a table with a line for each parameter.
func (r GradientReport) String() string {
	var b strings.Builder
	width := 4
	for _, d := range r {
		width = max(width, len(d.Name))
	}
	for _, d := range r {
		fmt.Fprintf(&b, "%-*s mean %.1e, worst %.1e at [%d,%d]: backprop %.6g, numerical %.6g\n",
			width, d.Name, d.Mean, d.Max, d.Row, d.Col, d.Got, d.Want)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// GradientCheck compares l.Backward with numerical differentiation, for the
// input x and, if l is [Parameterized], for its parameters (section 5.7.3). A
// line is added if Forward changes x or Backward changes dy.
//
// The loss is L = Σ V∘Y with random V, so that ∂L/∂Y = V reaches every output
// with another weight. x should have more than one row, since a batch of one
// hides mistakes in sums over the batch, and no element near a kink of the
// layer, as ReLU has at 0: there a central difference is wrong. The layer
// stays in its mode, and must give the same output for the same input. What is
// smooth agrees to about 1e-8 for values of order 1.
//
// It panics if Backward leaves a parameter without a gradient.
func GradientCheck(l Layer, x *mat.Dense, rng *rand.Rand) GradientReport {
	defer keepState(l)()
	x0 := mat.DenseCopyOf(x)
	n, m := l.Forward(x).Dims()
	v := Randn(rng, 1, n, m)
	dy := mat.DenseCopyOf(v)
	dx := mat.DenseCopyOf(l.Backward(dy))
	changed := changes(Gradient{"x changed by Forward", x}, x0, Gradient{"dy changed by Backward", dy}, v)
	x.Copy(x0)

	got, values := []Gradient{{"x", dx}}, []*mat.Dense{x}
	if p, ok := l.(Parameterized); ok {
		for _, p := range p.Params() {
			if p.Grad == nil {
				panicf("GradientCheck: Backward left no gradient of %s", p.Name)
			}
			got, values = append(got, Gradient{p.Name, mat.DenseCopyOf(p.Grad)}), append(values, p.Value)
		}
	}
	loss := func() float64 {
		var p mat.Dense
		p.MulElem(v, l.Forward(mat.DenseCopyOf(x)))
		return mat.Sum(&p)
	}
	var want []Gradient
	for i, g := range got {
		want = append(want, Gradient{g.Name, NumericalGradient(loss, values[i])})
	}
	l.Forward(x)
	return append(CompareGradients(got, want), changed...)
}

// changes reports which of two matrices are not what they were.
func changes(a Gradient, a0 *mat.Dense, b Gradient, b0 *mat.Dense) GradientReport {
	var r GradientReport
	if !mat.Equal(a.Value, a0) {
		r = append(r, diff(a.Name, a.Value, a0))
	}
	if !mat.Equal(b.Value, b0) {
		r = append(r, diff(b.Name, b.Value, b0))
	}
	return r
}
