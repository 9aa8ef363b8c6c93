package dlfs_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs"
)

// The numbers that testdata/oracle.py computed with NumPy.
type oracle struct {
	Convolution map[string]map[string][]float64
	MaxPool     map[string][]float64
	BatchNorm   map[string][]float64
	MultiLayer  map[string]json.RawMessage
	Kaiser      []float64
	Smooth      []float64
	Halves      struct {
		X    []float64
		Bits []int
	}
}

func readOracle(t *testing.T) oracle {
	t.Helper()
	b, err := os.ReadFile("testdata/oracle.json")
	if err != nil {
		t.Fatal(err)
	}
	var o oracle
	if err := json.Unmarshal(b, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// ramp returns the numbers of ramp in testdata/oracle.py.
func ramp(seed, r, c int) *mat.Dense {
	m := mat.NewDense(r, c, nil)
	for k := range r * c {
		m.Set(k/c, k%c, float64((k*7919+seed*104729)%1009)/504.5-1)
	}
	return m
}

// near fails unless got holds the numbers want, to 12 digits or so.
func near(t *testing.T, what string, got mat.Matrix, want []float64) {
	t.Helper()
	r, c := got.Dims()
	if r*c != len(want) {
		t.Errorf("%s is %d×%d, want %d numbers", what, r, c, len(want))
		return
	}
	for k, w := range want {
		if g := got.At(k/c, k%c); !(math.Abs(g-w) <= 1e-12*max(1, math.Abs(w))) {
			t.Errorf("%s[%d,%d] = %v, want %v", what, k/c, k%c, g, w)
			return
		}
	}
}

func TestConvolutionOracle(t *testing.T) {
	o, in := readOracle(t), dlfs.Shape{C: 3, H: 7, W: 6}
	for name, window := range map[string]dlfs.Window{
		"stride 1 pad 0": {H: 3, W: 2},
		"stride 1 pad 1": {H: 3, W: 2, Pad: 1},
		"stride 2 pad 1": {H: 3, W: 2, Stride: 2, Pad: 1},
		"stride 3 pad 2": {H: 3, W: 2, Stride: 3, Pad: 2},
	} {
		t.Run(name, func(t *testing.T) {
			want := o.Convolution[name]
			l := dlfs.NewConvolution(ramp(2, 4, 18), ramp(3, 1, 4), in, window)
			y := l.Forward(ramp(1, 2, in.Size()))
			near(t, "y", y, want["y"])
			near(t, "dx", l.Backward(ramp(4, 2, l.Output().Size())), want["dx"])
			near(t, "dW", l.W.Grad, want["dw"])
			near(t, "db", l.B.Grad, want["db"])

			// The book's way: one matrix product of the windows and the filters.
			var product mat.Dense
			product.Mul(dlfs.Im2Col(ramp(1, 2, in.Size()), in, window), l.W.Value.T())
			out := l.Output()
			for i := range 2 {
				for f := range out.C {
					for q := range out.H * out.W {
						got := product.At(i*out.H*out.W+q, f) + l.B.Value.At(0, f)
						if want := y.At(i, f*out.H*out.W+q); math.Abs(got-want) > 1e-12 {
							t.Fatalf("Im2Col: image %d, filter %d, position %d: %v, want %v", i, f, q, got, want)
						}
					}
				}
			}
		})
	}
}

func TestMaxPoolingOracle(t *testing.T) {
	o, in := readOracle(t), dlfs.Shape{C: 3, H: 7, W: 6}
	for name, window := range map[string]dlfs.Window{
		"2 by 2": {H: 2, W: 2, Stride: 2}, "3 by 2": {H: 3, W: 3, Stride: 2}, "3 by 1": {H: 3, W: 3},
	} {
		near(t, name, dlfs.NewMaxPooling(in, window).Forward(ramp(1, 2, in.Size())), o.MaxPool[name])
	}
}

func TestBatchNormOracle(t *testing.T) {
	want := readOracle(t).BatchNorm
	x := ramp(1, 5, 3)
	l := dlfs.NewBatchNorm(ramp(2, 1, 3), ramp(3, 1, 3))
	near(t, "y", l.Forward(x), want["y"])
	near(t, "dx", l.Backward(ramp(4, 5, 3)), want["dx"])
	near(t, "dgamma", l.Gamma.Grad, want["dgamma"])
	near(t, "dbeta", l.Beta.Grad, want["dbeta"])
	near(t, "mean", l.Mean.Value, want["mean"])
	near(t, "variance", l.Variance.Value, want["var"])
	l.SetMode(dlfs.Inference)
	near(t, "y in inference", l.Forward(x), want["inference"])
}

func TestMultiLayerNetOracle(t *testing.T) {
	want := readOracle(t).MultiLayer
	net := dlfs.NewNetwork(
		dlfs.NewAffine(ramp(5, 4, 5), ramp(15, 1, 5)), dlfs.NewReLU(),
		dlfs.NewAffine(ramp(6, 5, 6), ramp(16, 1, 6)), dlfs.NewReLU(),
		dlfs.NewAffine(ramp(7, 6, 3), ramp(17, 1, 3)))
	net.WeightDecay = 0.1
	x, labels := ramp(1, 3, 4), dlfs.OneHot([]int{0, 2, 1}, 3)
	var loss float64
	if err := json.Unmarshal(want["loss"], &loss); err != nil {
		t.Fatal(err)
	}
	if got := net.Loss(x, labels); math.Abs(got-loss) > 1e-13 {
		t.Errorf("Loss = %v, want %v", got, loss)
	}
	for _, g := range net.Gradient(x, labels) {
		var w []float64
		if err := json.Unmarshal(want[g.Name], &w); err != nil {
			t.Fatal(err)
		}
		near(t, g.Name, g.Value, w)
	}
}

func TestSmoothOracle(t *testing.T) {
	o := readOracle(t)
	near(t, "Kaiser", mat.NewDense(1, 11, dlfs.Kaiser(11, 2)), o.Kaiser)
	near(t, "SmoothCurve", mat.NewDense(1, 40, dlfs.SmoothCurve(ramp(1, 1, 40).RawRowView(0))), o.Smooth)
}

func TestFloat16Oracle(t *testing.T) {
	h := readOracle(t).Halves
	for i, x := range h.X {
		if got := int(dlfs.NewFloat16(x)); got != h.Bits[i] {
			t.Errorf("NewFloat16(%v) = %#04x, want %#04x", x, got, h.Bits[i])
		}
	}
}

// Every one of the 65,536 halves is read and written as itself.
func TestFloat16RoundTrip(t *testing.T) {
	for bits := range 1 << 16 {
		h := dlfs.Float16(bits)
		x := h.Float64()
		if got := dlfs.NewFloat16(x); got != h && !math.IsNaN(x) {
			t.Fatalf("%#04x is %v, and that is %#04x", bits, x, got)
		}
		if nan := bits&0x7c00 == 0x7c00 && bits&0x3ff != 0; nan != math.IsNaN(x) {
			t.Fatalf("%#04x is %v", bits, x)
		}
	}
}
