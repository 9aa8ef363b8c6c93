package dlfs

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/internal/simd"
)

// A random network computes what its layers do, with every set of kernels,
// whatever it has computed before.
func TestRandomNetworks(t *testing.T) {
	simd.EachSet(func(set string) {
		rng := rand.New(rand.NewPCG(3, 11))
		for range 25 {
			net, in, out, kinds := randomNetwork(rng)
			for range 3 {
				net.Predict(randomMatrix(rng, 1+rng.IntN(20), in))
				x, labels := randomMatrix(rng, 1+rng.IntN(20), in), make([]int, 0)
				n, _ := x.Dims()
				for range n {
					labels = append(labels, rng.IntN(out))
				}
				againstLayers(t, set+" "+kinds, net, x, OneHot(labels, out))
				(&Adam{}).Update(net.Params())
			}
		}
	})
}

// randomMatrix returns one whose rows may lie apart.
func randomMatrix(rng *rand.Rand, r, c int) *mat.Dense {
	if rng.IntN(3) > 0 {
		return Randn(rng, 1, r, c)
	}
	return Randn(rng, 1, r, c+3).Slice(0, r, 1, 1+c).(*mat.Dense)
}

// randomNetwork returns a network, its numbers of inputs and outputs, and the
// kinds of its layers.
func randomNetwork(rng *rand.Rand) (net *Network, in, out int, kinds string) {
	s := Shape{1 + rng.IntN(9), 4 + rng.IntN(8), 4 + rng.IntN(8)}
	in, out = s.Size(), 2+rng.IntN(40)
	var layers []Layer
	for range 1 + rng.IntN(4) {
		w := Window{H: 1 + rng.IntN(3), W: 1 + rng.IntN(3), Stride: 1 + rng.IntN(2), Pad: rng.IntN(4)}
		pool := Window{H: 2, W: 2, Stride: 2}
		switch kind := rng.IntN(4); {
		case kind < 2 && s.H+2*w.Pad >= w.H && s.W+2*w.Pad >= w.W:
			f := 1 + rng.IntN(18)
			c := NewConvolution(randomMatrix(rng, f, s.C*w.H*w.W), randomMatrix(rng, 1, f), s, w)
			layers, s = append(layers, c), c.Output()
			if rng.IntN(2) == 0 {
				layers = append(layers, NewReLU())
			}
		case kind == 2 && s.H > 1 && s.W > 1:
			p := NewMaxPooling(s, pool)
			layers, s = append(layers, p), p.Output()
		case kind == 3:
			layers = append(layers, NewSigmoid()) // the engine does not know it
		}
	}
	layers = append(layers, NewAffine(randomMatrix(rng, s.Size(), out), randomMatrix(rng, 1, out)))
	for _, l := range layers {
		kinds += " " + strings.TrimPrefix(fmt.Sprintf("%T", l), "*dlfs.")
	}
	net = NewNetwork(layers...)
	net.Float32 = rng.IntN(3) == 0
	return net, in, out, kinds
}

// againstLayers compares scores and gradients with those of the layers.
func againstLayers(t *testing.T, what string, net *Network, x, labels *mat.Dense) {
	t.Helper()
	tol := 1e-9
	if net.Float32 {
		tol = 3e-3
	}
	near := func(name string, got, want *mat.Dense) {
		t.Helper()
		if size := 1 + mat.Max(want) - mat.Min(want); !mat.EqualApprox(got, want, tol*size) {
			t.Fatalf("%s, Float32 %t: %s is\n%v, want\n%v", what, net.Float32, name, mat.Formatted(got), mat.Formatted(want))
		}
	}
	scores := net.Predict(x)
	near("Predict", scores, net.Layers.Forward(x))
	var got []*mat.Dense
	for _, g := range net.Gradient(x, labels) {
		got = append(got, mat.DenseCopyOf(g.Value))
	}
	net.Layers.SetMode(Training)
	loss := NewSoftmaxWithLoss()
	loss.Forward(net.Layers.Forward(x), labels)
	net.Layers.Backward(loss.Backward())
	for i, p := range net.Params() {
		near("the gradient of "+p.Name, got[i], p.Grad)
	}
	net.Gradient(x, labels) // what an update takes
}

// What does not fit together is refused by the layers, not computed.
func TestNetworksRefuse(t *testing.T) {
	wrongBias := NewNetwork(NewAffine(Randn(rand.New(rand.NewPCG(1, 1)), 1, 10, 16), mat.NewDense(1, 16, nil)))
	wrongBias.Layers[0].(*Affine).B.Value = mat.NewDense(1, 2, nil)
	image := Shape{1, 5, 5}
	conv := NewConvolution(mat.NewDense(3, 9, nil), mat.NewDense(1, 3, nil), image, Window{H: 3, W: 3})
	conv.Window = Window{H: 2, W: 2}
	for _, tt := range []struct {
		what string
		net  *Network
		x    *mat.Dense
	}{
		{"a bias of 2 for 16 columns", wrongBias, mat.NewDense(4, 10, nil)},
		{"filters of 9 for windows of 4", NewNetwork(conv), mat.NewDense(4, 25, nil)},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", tt.what)
				}
			}()
			tt.net.Predict(tt.x)
		}()
	}
}

// A network notices that a layer has got another parameter.
func TestNetworkWithAnotherParam(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	l := NewAffine(Randn(rng, 1, 3, 2), mat.NewDense(1, 2, nil))
	net, x := NewNetwork(l), Randn(rng, 1, 4, 3)
	net.Predict(x)
	l.W = &Param{Name: "W1", Value: Randn(rng, 1, 3, 2)}
	if got, want := net.Predict(x), l.Forward(x); !mat.EqualApprox(got, want, 1e-12) {
		t.Errorf("Predict = %v, want %v", got.RawMatrix().Data, want.RawMatrix().Data)
	}
}
