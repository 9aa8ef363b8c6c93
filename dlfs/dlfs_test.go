package dlfs

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs/mnist"
)

func rows(r, c int, v ...float64) *mat.Dense { return mat.NewDense(r, c, v) }

const tolerance = 1e-6 // see internal/gradcheck

func TestSoftmaxWithLossGradient(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	x, labels := Randn(rng, 1, 5, 4), OneHot([]int{0, 3, 1, 1, 2}, 4)
	l := NewSoftmaxWithLoss()
	l.Forward(x, labels)
	got := []Gradient{{"x", l.Backward()}}
	want := []Gradient{{"x", NumericalGradient(func() float64 { return l.Forward(x, labels) }, x)}}
	if r := CompareGradients(got, want); !r.OK(tolerance) {
		t.Errorf("gradients differ:\n%s", r)
	}
}

// The numbers are the book's (sections 3.5, 4.2, 5.6), the last digits those
// of its own code run with NumPy.
func TestSoftmaxNumbers(t *testing.T) {
	y := Softmax(rows(2, 3, 0.3, 2.9, 4.0, 1010, 1000, 990))
	want := rows(2, 3, 0.01821127, 0.24519181, 0.73659691, 9.99954600e-01, 4.53978686e-05, 2.06106005e-09)
	if !mat.EqualApprox(y, want, 1e-8) {
		t.Errorf("Softmax = %v, want %v", mat.Formatted(y), mat.Formatted(want))
	}
	for i := range 2 {
		if s := mat.Sum(y.Slice(i, i+1, 0, 3)); math.Abs(s-1) > 1e-15 {
			t.Errorf("row %d sums to %v, want 1", i, s)
		}
	}
	p := rows(1, 10, .1, .05, .6, 0, .05, .1, 0, .1, 0, 0)
	if got, want := CrossEntropyError(p, OneHot([]int{2}, 10)), 0.510825457099338; math.Abs(got-want) > 1e-15 {
		t.Errorf("CrossEntropyError = %v, want %v", got, want)
	}
	l := NewSoftmaxWithLoss()
	l.Forward(rows(1, 3, math.Log(.3), math.Log(.2), math.Log(.5)), rows(1, 3, 0, 1, 0))
	if dx := l.Backward(); !mat.EqualApprox(dx, rows(1, 3, .3, -.8, .5), 1e-15) {
		t.Errorf("y - t = %v, want .3 -.8 .5", mat.Formatted(dx))
	}
}

func TestSimpleNetLoss(t *testing.T) {
	w := rows(2, 3, 0.47355232, 0.9977393, 0.84668094, 0.85557411, 0.03563661, 0.69422093)
	a, l := NewAffine(w, mat.NewDense(1, 3, nil)), NewSoftmaxWithLoss()
	loss := l.Forward(a.Forward(rows(1, 2, .6, .9)), rows(1, 3, 0, 0, 1))
	if want := 0.9280685387482351; math.Abs(loss-want) > 1e-15 {
		t.Errorf("loss = %v, want %v", loss, want)
	}
	a.Backward(l.Backward())
	want := rows(2, 3, 0.2192476267, 0.1435624662, -0.3628100928, 0.3288714401, 0.2153436993, -0.5442151391)
	if !mat.EqualApprox(a.W.Grad, want, 2e-10) {
		t.Errorf("dW = %v, want %v", mat.Formatted(a.W.Grad), mat.Formatted(want))
	}
}

func TestTwoLayerNetGradient(t *testing.T) {
	train, _, err := mnist.Load()
	if err != nil {
		t.Fatal(err)
	}
	net := NewTwoLayerNet(784, 5, 10, rand.New(rand.NewPCG(1, 1)))
	x, labels := train.Range(0, 3)
	r := CompareGradients(net.Gradient(x, labels), net.NumericalGradient(x, labels))
	if !r.OK(1e-6) {
		t.Errorf("backpropagation and numerical differentiation differ:\n%s", r)
	}
	if len(r) != 4 || r[0].Name != "W1" || r[3].Name != "b2" {
		t.Errorf("parameters of the report: %v, want W1 b1 W2 b2", r)
	}
}

func TestTwoLayerNetLearns(t *testing.T) {
	train, test, err := mnist.Load()
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	net := NewTwoLayerNet(784, 50, 10, rng)
	for range 600 {
		index := make([]int, 100)
		for i := range index {
			index[i] = rng.IntN(train.Len())
		}
		net.Gradient(train.Batch(index))
		SGD{LR: 0.1}.Update(net.Params())
	}
	if acc := net.Accuracy(test.Range(0, 2000)); acc < 0.87 {
		t.Errorf("accuracy after one epoch is %.3f, want at least 0.87", acc)
	}
}

func TestReportNamesTheWorstElement(t *testing.T) {
	r := CompareGradients([]Gradient{{"W", rows(2, 2, 1, 2, 3, 4)}}, []Gradient{{"W", rows(2, 2, 1, 2, 3.5, 4)}})
	w := r.Worst()
	if w.Row != 1 || w.Col != 0 || w.Got != 3 || w.Want != 3.5 || w.Max != 0.5 || w.Mean != 0.125 {
		t.Errorf("Worst() = %+v, want [1,0] with 3 against 3.5", w)
	}
	if s := fmt.Sprint(r); !strings.Contains(s, "[1,0]: backprop 3, numerical 3.5") {
		t.Errorf("report %q does not name the element", s)
	}
	nan := CompareGradients([]Gradient{{"W", rows(1, 1, math.NaN())}}, []Gradient{{"W", rows(1, 1, 0)}})
	if nan.OK(1e300) {
		t.Error("a gradient that is not a number passes")
	}
}
