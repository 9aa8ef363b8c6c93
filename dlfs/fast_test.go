package dlfs

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/internal/simd"
)

// simply computes the loss and the gradients as Network.learn does, with the
// layers themselves.
func simply(n *Network, x, t *mat.Dense) (loss float64, grads []*mat.Dense) {
	n.Layers.SetMode(Training)
	loss = n.LastLayer.Forward(n.Layers.Forward(x), t)
	n.Layers.Backward(n.LastLayer.Backward())
	for _, p := range n.Params() {
		grads = append(grads, mat.DenseCopyOf(p.Grad))
	}
	return loss, grads
}

// networks are all kinds of layers that package engine has, in odd shapes.
func networks() map[string]func(rng *rand.Rand) (*Network, Shape) {
	conv := func(rng *rand.Rand, filters int, in Shape, w Window) *Convolution {
		return newConvolution(rng, He, filters, in, w)
	}
	windows := func(in Shape, ws ...Window) func(rng *rand.Rand) (*Network, Shape) {
		return func(rng *rand.Rand) (*Network, Shape) {
			var layers []Layer
			s := in
			for i, w := range ws {
				l := conv(rng, 5+12*i, s, w)
				s = l.Output()
				layers = append(layers, l, NewReLU())
			}
			return NewNetwork(append(layers, newAffine(rng, He, s.Size(), 3))...), in
		}
	}
	return map[string]func(rng *rand.Rand) (*Network, Shape){
		"simple": func(rng *rand.Rand) (*Network, Shape) {
			return NewSimpleConvNet(SimpleConvNetConfig{Init: He}, rng).Network, Shape{1, 28, 28}
		},
		"deep": func(rng *rand.Rand) (*Network, Shape) {
			return NewDeepConvNet(DeepConvNetConfig{In: Shape{1, 14, 14}}, rng).Network, Shape{1, 14, 14}
		},
		"two layers": func(rng *rand.Rand) (*Network, Shape) {
			return NewTwoLayerNet(50, 20, 10, rng).Network, Shape{1, 5, 10}
		},
		"normalized": func(rng *rand.Rand) (*Network, Shape) {
			return NewMultiLayerNet(MultiLayerNetConfig{In: 20, Hidden: []int{7, 6}, Out: 3, BatchNorm: true, Dropout: 0.3}, rng).Network, Shape{1, 4, 5}
		},
		"strides":     windows(Shape{2, 11, 9}, Window{H: 3, W: 2, Stride: 2, Pad: 1}, Window{H: 2, W: 3, Stride: 3, Pad: 2}),
		"wide border": windows(Shape{3, 6, 5}, Window{H: 2, W: 2, Pad: 2}, Window{H: 3, W: 1, Pad: 3}, Window{H: 1, W: 1}),
		"large":       windows(Shape{1, 20, 31}, Window{H: 5, W: 4}, Window{H: 7, W: 7, Stride: 2, Pad: 3}),
		"pools": func(rng *rand.Rand) (*Network, Shape) {
			in := Shape{3, 9, 8}
			first := NewMaxPooling(in, Window{H: 2, W: 2})
			c := conv(rng, 18, first.Output(), Window{H: 3, W: 3, Pad: 1})
			second := NewMaxPooling(c.Output(), Window{H: 3, W: 2, Stride: 2, Pad: 1})
			third := NewMaxPooling(second.Output(), Window{H: 2, W: 2, Stride: 2})
			d := conv(rng, 4, third.Output(), Window{H: 2, W: 2})
			return NewNetwork(first, c, second, NewReLU(), third, d, NewSigmoid(), newAffine(rng, He, d.Output().Size(), 3)), in
		},
		"affine first": func(rng *rand.Rand) (*Network, Shape) {
			c := conv(rng, 3, Shape{2, 4, 4}, Window{H: 3, W: 3, Pad: 1})
			return NewNetwork(newAffine(rng, He, 12, 32), c, NewReLU(), newAffine(rng, He, 48, 3)), Shape{1, 3, 4}
		},
	}
}

// What a network computes is what its layers compute: to 10 digits, for all
// sets of kernels.
func TestFastIsSimple(t *testing.T) {
	simd.EachSet(func(set string) {
		for name, build := range networks() {
			for _, rows := range []int{1, 18} {
				t.Run(fmt.Sprint(set, " ", name, " ", rows), func(t *testing.T) { compareForms(t, build, rows, false, 1e-10) })
			}
		}
	})
}

// In single precision it is the same to 4 digits.
func TestSingleIsSimple(t *testing.T) {
	simd.EachSet(func(set string) {
		for name, build := range networks() {
			t.Run(set+" "+name, func(t *testing.T) { compareForms(t, build, 11, true, 2e-4) })
		}
	})
}

func compareForms(t *testing.T, build func(rng *rand.Rand) (*Network, Shape), rows int, single bool, tol float64) {
	t.Helper()
	fast, s := build(rand.New(rand.NewPCG(7, 7)))
	simple, _ := build(rand.New(rand.NewPCG(7, 7)))
	fast.Float32 = single
	rng := rand.New(rand.NewPCG(8, 8))
	_, classes := simple.Predict(mat.NewDense(1, s.Size(), nil)).Dims()
	for step := range 2 { // the second with buffers that are there
		x, labels := Randn(rng, 1, rows-step*(rows/3), s.Size()), make([]int, rows-step*(rows/3))
		for i := range labels {
			labels[i] = rng.IntN(classes)
		}
		want, grads := simply(simple, x, OneHot(labels, classes))
		if got := fast.learn(x, OneHot(labels, classes)); !(abs(got-want) <= tol) {
			t.Fatalf("loss %v, want %v", got, want)
		}
		if fast.runner(x) == nil {
			t.Fatal("the network ran in its simple form")
		}
		for i, p := range fast.Params() {
			var d mat.Dense
			d.Sub(p.Grad, grads[i])
			if diff := mat.Norm(&d, 2); !(diff <= tol*(1+mat.Norm(grads[i], 2))) {
				t.Errorf("step %d: gradient of %s differs by %g", step, p.Name, diff)
			}
		}
		simple.Layers.SetMode(Inference)
		if y := simple.Layers.Forward(x); !mat.EqualApprox(fast.Predict(x), y, tol) {
			t.Errorf("step %d: the scores differ", step)
		}
	}
}

func abs(x float64) float64 { return max(x, -x) }

// One core and many, and AVX2 and AVX-512, learn the same to the last bit.
func TestSameGradientsEverywhere(t *testing.T) {
	var first []*mat.Dense
	simd.EachSet(func(set string) {
		if _, fast := simd.Fast(); !fast {
			return
		}
		for _, cores := range []int{1, 2, 5} {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
			net, s := networks()["deep"](rand.New(rand.NewPCG(1, 1)))
			x := Randn(rand.New(rand.NewPCG(2, 1)), 1, 21, s.Size())
			net.learn(x, OneHot(make([]int, 21), 10))
			for i, p := range net.Params() {
				if len(first) <= i {
					first = append(first, p.Grad)
				}
				if !mat.Equal(p.Grad, first[i]) {
					t.Errorf("%s, %d cores: the gradient of %s is another", set, cores, p.Name)
				}
			}
		}
	})
}

// What was read from a matrix is not written to when the next one must be
// copied, as a view of some columns must.
func TestNetworkLeavesItsInputsAlone(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	net := NewTwoLayerNet(4, 3, 2, rng)
	x, wide, labels := Randn(rng, 1, 5, 4), Randn(rng, 1, 5, 9), OneHot([]int{0, 1, 0, 1, 1}, 2)
	x0, wide0 := mat.DenseCopyOf(x), mat.DenseCopyOf(wide)
	view := wide.Slice(0, 5, 2, 6).(*mat.Dense)
	net.Gradient(x, labels)
	net.Gradient(view, labels)
	if !mat.Equal(x, x0) || !mat.Equal(wide, wide0) {
		t.Error("the input of a network has changed")
	}
	want := net.Layers.Forward(view)
	if got := net.Predict(view); !mat.EqualApprox(got, want, 1e-12) {
		t.Errorf("Predict of a view = %v, want %v", mat.Formatted(got), mat.Formatted(want))
	}
}

// A network that was changed after it had run is another one: layers, their
// parameters, the shape of their images.
func TestNetworkSeesChanges(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 2))
	x := Randn(rng, 1, 2, 36)
	conv := newConvolution(rng, He, 2, Shape{1, 6, 6}, Window{H: 3, W: 3})
	net := NewNetwork(conv, NewReLU(), NewMaxPooling(conv.Output(), Window{H: 2, W: 2, Stride: 2}))
	check := func(what string) {
		t.Helper()
		net.Layers.SetMode(Inference)
		if want := net.Layers.Forward(x); !mat.EqualApprox(net.Predict(x), want, 1e-12) {
			t.Errorf("after %s the network is still the old one", what)
		}
	}
	check("nothing")
	conv.W.Value = Randn(rng, 1, 2, 9)
	check("other filters")
	conv.W.Value.Set(0, 0, 5)
	check("another number")
	conv.W.Value, conv.B.Value = Randn(rng, 1, 3, 9), Randn(rng, 1, 1, 3)
	net.Layers[2] = NewMaxPooling(conv.Output(), Window{H: 2, W: 2})
	check("one more filter and another pooling")
	conv.Window = Window{H: 1, W: 9, Pad: 4}
	net.Layers = net.Layers[:2]
	check("another window")
	net.Layers[1] = NewTanh()
	check("another activation")
}

// wrong is a layer of a reader that returns too many columns.
type wrong struct{ *ReLU }

func (l wrong) Forward(x *mat.Dense) *mat.Dense {
	n, d := x.Dims()
	return mat.NewDense(n, d+1, nil)
}

// A layer that gives something else than the next one takes is found out.
func TestWrongLayersPanic(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	net := NewNetwork(newAffine(rng, He, 4, 3), wrong{NewReLU()}, newAffine(rng, He, 3, 2))
	defer func() {
		if r, ok := recover().(Error); !ok || r.Error() != "dlfs: Network: the output of layer 1, dlfs.wrong, is 5×4, want 5×3" {
			t.Errorf("recovered %v", r)
		}
	}()
	net.Predict(mat.NewDense(5, 4, nil))
}
