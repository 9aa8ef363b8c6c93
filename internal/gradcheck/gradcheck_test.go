package gradcheck

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs"
)

// A mutant is a layer with one mistake, of the kind a weak test lets through.
type mutant struct {
	dlfs.Layer
	forward, backward func(l dlfs.Layer, m *mat.Dense) *mat.Dense
}

func (m mutant) Forward(x *mat.Dense) *mat.Dense {
	if m.forward != nil {
		return m.forward(m.Layer, x)
	}
	return m.Layer.Forward(x)
}

func (m mutant) Backward(dy *mat.Dense) *mat.Dense { return m.backward(m.Layer, dy) }

func (m mutant) Params() []*dlfs.Param {
	if p, ok := m.Layer.(dlfs.Parameterized); ok {
		return p.Params()
	}
	return nil
}

// recorder keeps what a check reports.
type recorder struct{ msgs []string }

func (*recorder) Helper()                        {}
func (r *recorder) Errorf(f string, args ...any) { r.msgs = append(r.msgs, fmt.Sprintf(f, args...)) }

// after returns a Backward that goes wrong after the right one.
func after(f func(l dlfs.Layer, dy, dx *mat.Dense)) func(dlfs.Layer, *mat.Dense) *mat.Dense {
	return func(l dlfs.Layer, dy *mat.Dense) *mat.Dense {
		dx := mat.DenseCopyOf(l.Backward(dy))
		f(l, dy, dx)
		return dx
	}
}

// grad returns the gradient of parameter i.
func grad(l dlfs.Layer, i int) *mat.Dense { return l.(dlfs.Parameterized).Params()[i].Grad }

func TestMutantsAreCaught(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	shape := dlfs.Shape{C: 2, H: 4, W: 4}
	affine := func() dlfs.Layer { return dlfs.NewAffine(dlfs.Randn(rng, 1, 32, 5), dlfs.Randn(rng, 1, 1, 5)) }
	conv := func() dlfs.Layer {
		return dlfs.NewConvolution(dlfs.Randn(rng, 1, 3, 18), dlfs.Randn(rng, 1, 1, 3), shape, dlfs.Window{H: 3, W: 3, Pad: 1})
	}
	norm := func() dlfs.Layer { return dlfs.NewBatchNorm(dlfs.Randn(rng, 1, 1, 32), dlfs.Randn(rng, 1, 1, 32)) }
	pool := func() dlfs.Layer { return dlfs.NewMaxPooling(shape, dlfs.Window{H: 2, W: 2, Stride: 2}) }
	for _, tt := range []struct {
		name  string
		layer dlfs.Layer
		wrong func(l dlfs.Layer, dy, dx *mat.Dense)
	}{
		{"Affine: bias from one row", affine(), func(l dlfs.Layer, dy, _ *mat.Dense) { grad(l, 1).SetRow(0, dy.RawRowView(0)) }},
		{"Affine: mean instead of sum", affine(), func(l dlfs.Layer, _, _ *mat.Dense) { grad(l, 0).Scale(0.25, grad(l, 0)) }},
		{"Affine: bias forgotten", affine(), func(l dlfs.Layer, _, _ *mat.Dense) { grad(l, 1).Zero() }},
		{"dy changed in place", affine(), func(_ dlfs.Layer, dy, _ *mat.Dense) { dy.Scale(2, dy) }},
		{"ReLU lets all through", dlfs.NewReLU(), func(_ dlfs.Layer, dy, dx *mat.Dense) { dx.Copy(dy) }},
		{"Sigmoid: off by one percent", dlfs.NewSigmoid(), func(_ dlfs.Layer, _, dx *mat.Dense) {
			dx.Apply(func(_, _ int, v float64) float64 { return 1.01 * v }, dx)
		}},
		{"Convolution: filter upside down", conv(), func(l dlfs.Layer, _, _ *mat.Dense) {
			g := grad(l, 0)
			a, b := g.At(0, 0), g.At(0, 17)
			g.Set(0, 0, b)
			g.Set(0, 17, a)
		}},
		{"Convolution: last image forgotten", conv(), func(_ dlfs.Layer, _, dx *mat.Dense) { dx.SetRow(3, make([]float64, 32)) }},
		{"MaxPooling: gradient to a neighbour", pool(), func(_ dlfs.Layer, _, dx *mat.Dense) {
			row := dx.RawRowView(1)
			row[0], row[1] = row[1], row[0]
			row[4], row[5] = row[5], row[4]
		}},
		{"BatchNorm: the mean taken for a constant", norm(), func(l dlfs.Layer, dy, dx *mat.Dense) {
			for j := range 32 { // for a batch of standard deviation 1
				k := l.(*dlfs.BatchNorm).Gamma.Value.At(0, j) / 4
				dx.Apply(func(_, col int, v float64) float64 {
					if col == j {
						v += k * mat.Sum(dy.ColView(j))
					}
					return v
				}, dx)
			}
		}},
		{"not a number", dlfs.NewReLU(), func(_ dlfs.Layer, _, dx *mat.Dense) { dx.Scale(1/dx.At(0, 0)*0, dx) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x := Apart(rng, 4, 32)
			if _, smooth := tt.layer.(*dlfs.BatchNorm); smooth {
				x.Scale(10, x)
			}
			var right, wrong recorder
			if Layer(&right, tt.layer, x); len(right.msgs) > 0 {
				t.Fatalf("the right layer fails: %s", right.msgs)
			}
			if Layer(&wrong, mutant{Layer: tt.layer, backward: after(tt.wrong)}, x); len(wrong.msgs) == 0 {
				t.Error("the wrong layer passes")
			}
		})
	}
}

func TestForwardThatChangesItsArgumentIsCaught(t *testing.T) {
	var r recorder
	m := mutant{
		Layer:    dlfs.NewReLU(),
		backward: dlfs.Layer.Backward,
		forward: func(l dlfs.Layer, x *mat.Dense) *mat.Dense {
			y := l.Forward(mat.DenseCopyOf(x))
			x.Zero()
			return y
		},
	}
	Layer(&r, m, AwayFromZero(rand.New(rand.NewPCG(1, 2)), 3, 4))
	if len(r.msgs) != 1 || !strings.Contains(r.msgs[0], "x changed by Forward") {
		t.Errorf("reports %q, want one that says x changed by Forward", r.msgs)
	}
}

// net is a network whose gradient is off by a factor.
type net struct {
	*dlfs.TwoLayerNet
	factor float64
}

func (n net) Gradient(x, t *mat.Dense) []dlfs.Gradient {
	g := n.TwoLayerNet.Gradient(x, t)
	g[3].Value.Scale(n.factor, g[3].Value)
	return g
}

func TestNet(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	two := dlfs.NewTwoLayerNet(6, 5, 3, rng)
	x, labels := dlfs.Randn(rng, 1, 4, 6), dlfs.OneHot([]int{0, 1, 2, 1}, 3)
	for _, tt := range []struct {
		factor float64
		want   int
	}{{1, 0}, {1.001, 1}} {
		var r recorder
		if Net(&r, net{two, tt.factor}, x, labels); len(r.msgs) != tt.want {
			t.Errorf("gradient times %g: %d reports %q, want %d", tt.factor, len(r.msgs), r.msgs, tt.want)
		}
	}
}
