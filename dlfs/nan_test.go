package dlfs

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// NaN in a window is NaN in the output, wherever it stands: in the layer and in
// the engine, for windows that have a kernel and for others, after a
// convolution with ReLU too.
func TestPoolingPassesNaN(t *testing.T) {
	for _, tt := range []struct {
		channels int
		window   Window
	}{
		{1, Window{H: 2, W: 2, Stride: 2}}, {8, Window{H: 2, W: 2, Stride: 2}}, {11, Window{H: 2, W: 2, Stride: 2}},
		{1, Window{H: 3, W: 3, Stride: 3}}, {4, Window{H: 3, W: 2, Stride: 2, Pad: 1}},
	} {
		in := Shape{tt.channels, 6, 6}
		pool := NewMaxPooling(in, tt.window)
		rng := rand.New(rand.NewPCG(14, 8))
		for place := range in.Size() {
			x := Randn(rng, 1, 3, in.Size())
			x.Set(1, place, math.NaN())
			want := pool.Forward(x)
			if n := countNaN(want); n < 1 {
				t.Fatalf("%v, %+v: the layer hides NaN at %d", in, tt.window, place)
			}
			for _, single := range []bool{false, true} {
				n := NewNetwork(NewMaxPooling(in, tt.window))
				n.Float32 = single
				if got := n.Predict(x); nanPlaces(got) != nanPlaces(want) {
					t.Fatalf("%v, %+v, Float32 %t, NaN at %d: NaN in %s, want %s", in, tt.window, single, place, nanPlaces(got), nanPlaces(want))
				}
			}
		}
	}
}

// A convolution with a NaN gives a NaN after ReLU and pooling, as its layers do.
func TestEnginePassesNaN(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 9))
	in := Shape{1, 8, 8}
	for _, filters := range []int{1, 8, 10} {
		conv := newConvolution(rng, He, filters, in, Window{H: 3, W: 3, Pad: 1})
		n := NewNetwork(conv, NewReLU(), NewMaxPooling(conv.Output(), Window{H: 2, W: 2, Stride: 2}))
		dense := NewNetwork(newAffine(rng, He, in.Size(), 20), NewReLU())
		for place := range in.Size() {
			x := Randn(rng, 1, 2, in.Size())
			x.Set(0, place, math.NaN())
			for _, n := range []*Network{n, dense} {
				n.Layers.SetMode(Inference)
				want := n.Layers.Forward(x)
				for _, single := range []bool{false, true} {
					n.Float32 = single
					if got := n.Predict(x); nanPlaces(got) != nanPlaces(want) || countNaN(got) == 0 {
						t.Fatalf("%d filters, Float32 %t, NaN at %d: NaN in %s, want %s", filters, single, place, nanPlaces(got), nanPlaces(want))
					}
				}
			}
		}
	}
}

func countNaN(m *mat.Dense) int { return len(nanAt(m)) }

func nanPlaces(m *mat.Dense) string { return fmt.Sprint(nanAt(m)) }

func nanAt(m *mat.Dense) (at []int) {
	for i, v := range m.RawMatrix().Data {
		if math.IsNaN(v) {
			at = append(at, i)
		}
	}
	return at
}

// A network that has exploded is right about nothing.
func TestNaNIsNotRight(t *testing.T) {
	nan := math.NaN()
	y := rows(4, 2, nan, nan, nan, 1, 1, nan, 1, 0)
	if got, want := Accuracy(y, OneHot([]int{0, 1, 0, 0}, 2)), 0.25; got != want {
		t.Errorf("accuracy %v, want %v: that of the row without NaN", got, want)
	}
}
