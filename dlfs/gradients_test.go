package dlfs_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs"
	"github.com/dlfs-go/book/internal/gradcheck"
)

// seeded is a Dropout that drops the same elements in every Forward, without
// which there is nothing to compare.
type seeded struct{ *dlfs.Dropout }

func (l seeded) Forward(x *mat.Dense) *mat.Dense {
	l.RNG = rand.New(rand.NewPCG(9, 9))
	return l.Dropout.Forward(x)
}

// inference puts a layer into that mode.
func inference(l dlfs.Layer) dlfs.Layer {
	l.(dlfs.Modal).SetMode(dlfs.Inference)
	return l
}

func TestLayers(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	affine := func(d, m int) dlfs.Layer { return dlfs.NewAffine(dlfs.Randn(rng, 1, d, m), dlfs.Randn(rng, 1, 1, m)) }
	shape := dlfs.Shape{C: 2, H: 5, W: 4}
	conv := func(w dlfs.Window) *dlfs.Convolution {
		return dlfs.NewConvolution(dlfs.Randn(rng, 1, 3, shape.C*w.H*w.W), dlfs.Randn(rng, 1, 1, 3), shape, w)
	}
	norm := func(d, channels int) *dlfs.BatchNorm {
		l := dlfs.NewBatchNorm(dlfs.Randn(rng, 1, 1, d), dlfs.Randn(rng, 1, 1, d))
		l.Channels = channels
		return l
	}
	kinked, apart := gradcheck.AwayFromZero(rng, 4, 40), gradcheck.Apart(rng, 4, 40)
	wide := dlfs.NewMaxPooling(shape, dlfs.Window{H: 3, W: 3, Stride: 2, Pad: 1})
	for name, tt := range map[string]struct {
		layer dlfs.Layer
		x     *mat.Dense
	}{
		"ReLU":                   {dlfs.NewReLU(), kinked},
		"Sigmoid":                {dlfs.NewSigmoid(), kinked},
		"Tanh":                   {dlfs.NewTanh(), kinked},
		"Affine":                 {affine(40, 5), kinked},
		"Affine of one":          {affine(40, 1), kinked},
		"Sequential":             {dlfs.Sequential{affine(40, 4), dlfs.NewSigmoid(), affine(4, 2)}, kinked},
		"Dropout":                {seeded{dlfs.NewDropout(0.4, nil)}, kinked},
		"Dropout in inference":   {inference(dlfs.NewDropout(0.4, nil)), kinked},
		"BatchNorm":              {norm(40, 0), kinked},
		"BatchNorm of channels":  {norm(2, 2), kinked},
		"BatchNorm in inference": {inference(norm(40, 0)), kinked},
		"Convolution":            {conv(dlfs.Window{H: 3, W: 3}), kinked},
		"Convolution, padding":   {conv(dlfs.Window{H: 3, W: 2, Pad: 2}), kinked},
		"Convolution, stride":    {conv(dlfs.Window{H: 2, W: 2, Stride: 2, Pad: 1}), kinked},
		"MaxPooling":             {dlfs.NewMaxPooling(shape, dlfs.Window{H: 2, W: 2, Stride: 2}), apart},
		"MaxPooling, overlap":    {dlfs.NewMaxPooling(shape, dlfs.Window{H: 3, W: 2}), apart},
		"MaxPooling, padding":    {wide, apart},
		"a convolutional network": {dlfs.Sequential{conv(dlfs.Window{H: 2, W: 2}), dlfs.NewTanh(),
			dlfs.NewMaxPooling(dlfs.Shape{C: 3, H: 4, W: 3}, dlfs.Window{H: 2, W: 2}), affine(18, 3)}, kinked},
	} {
		t.Run(name, func(t *testing.T) { gradcheck.Layer(t, tt.layer, tt.x) })
	}
}

func TestBatchNormKeepsItsAveragesInACheck(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	l := dlfs.NewBatchNorm(dlfs.Randn(rng, 1, 1, 3), dlfs.Randn(rng, 1, 1, 3))
	gradcheck.Layer(t, l, dlfs.Randn(rng, 4, 5, 3))
	if got := l.Mean.Value.RawRowView(0); got[0] != 0 || got[1] != 0 || got[2] != 0 {
		t.Errorf("running mean after a check is %v, want zeros", got)
	}
}

func TestNetworks(t *testing.T) {
	multi := func(c dlfs.MultiLayerNetConfig) func(*rand.Rand) *dlfs.Network {
		c.In, c.Out, c.Hidden = 6, 3, []int{5, 4}
		return func(rng *rand.Rand) *dlfs.Network { return dlfs.NewMultiLayerNet(c, rng).Network }
	}
	conv := dlfs.SimpleConvNetConfig{In: dlfs.Shape{C: 1, H: 3, W: 2}, Filters: 2, FilterSize: 2, Pad: 1, Hidden: 4, Out: 3, Init: dlfs.He}
	for name, build := range map[string]func(rng *rand.Rand) *dlfs.Network{
		"two layers":                func(rng *rand.Rand) *dlfs.Network { return dlfs.NewTwoLayerNet(6, 5, 3, rng).Network },
		"two layers, sigmoid":       func(rng *rand.Rand) *dlfs.Network { return dlfs.NewSigmoidTwoLayerNet(6, 5, 3, rng).Network },
		"three layers":              func(rng *rand.Rand) *dlfs.Network { return dlfs.NewThreeLayerNet(6, 5, 4, 3, rng) },
		"many, weight decay":        multi(dlfs.MultiLayerNetConfig{WeightDecay: 0.1}),
		"many, batch normalization": multi(dlfs.MultiLayerNetConfig{BatchNorm: true}),
		"many, tanh": multi(dlfs.MultiLayerNetConfig{WeightDecay: 0.1, BatchNorm: true,
			Activation: func() dlfs.Layer { return dlfs.NewTanh() }}),
		"convolution": func(rng *rand.Rand) *dlfs.Network { return dlfs.NewSimpleConvNet(conv, rng).Network },
	} {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(3, 4))
			n := build(rng)
			for _, p := range n.Params() {
				// A bias of 0 puts a ReLU whose inputs are all 0 on its kink.
				if p.Name[0] == 'b' {
					p.Value.Copy(gradcheck.AwayFromZero(rng, 1, p.Value.RawMatrix().Cols))
				}
			}
			gradcheck.Net(t, n, gradcheck.AwayFromZero(rng, 5, 6), dlfs.OneHot([]int{0, 2, 1, 1, 0}, 3))
		})
	}
}

// DeepConvNet has too many parameters for a full check; three of each tell a
// wrong order of layers from a right one. The step is smaller here, so that
// none of its thousands of kinks is crossed.
func TestDeepConvNetGradient(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	net := dlfs.NewDeepConvNet(dlfs.DeepConvNetConfig{In: dlfs.Shape{C: 1, H: 8, W: 8}}, rng)
	for i, l := range net.Layers {
		if d, ok := l.(*dlfs.Dropout); ok {
			net.Layers[i] = seeded{d}
		}
	}
	x, labels := dlfs.Randn(rng, 1, 3, 64), dlfs.OneHot([]int{3, 1, 4}, 10)
	net.Gradient(x, labels)
	net.Layers.SetMode(dlfs.Training)
	loss := func() float64 { return net.LastLayer.Forward(net.Layers.Forward(x), labels) }
	const h = 1e-6
	for _, p := range net.Params() {
		r, c := p.Value.Dims()
		for range 3 {
			i, j := rng.IntN(r), rng.IntN(c)
			v := p.Value.At(i, j)
			p.Value.Set(i, j, v+h)
			hi := loss()
			p.Value.Set(i, j, v-h)
			lo := loss()
			p.Value.Set(i, j, v)
			if got, want := p.Grad.At(i, j), (hi-lo)/(2*h); math.Abs(got-want) > 1e-7 {
				t.Errorf("%s[%d,%d]: gradient %v, want %v", p.Name, i, j, got, want)
			}
		}
	}
}
