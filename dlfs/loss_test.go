package dlfs

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// logCosh is a loss of somebody else: the mean of log cosh(Y-T), which has no
// memory of its own to keep and no accuracy.
type logCosh struct{ y, t *mat.Dense }

func (l *logCosh) Forward(y, t *mat.Dense) float64 {
	l.y, l.t = mat.DenseCopyOf(y), mat.DenseCopyOf(t)
	n, _ := y.Dims()
	var d mat.Dense
	d.Sub(y, t)
	return mat.Sum(Apply(func(v float64) float64 { return math.Log(math.Cosh(v)) }, &d)) / float64(n)
}

func (l *logCosh) Backward() *mat.Dense {
	n, _ := l.y.Dims()
	var d mat.Dense
	d.Sub(l.y, l.t)
	return Apply(func(v float64) float64 { return math.Tanh(v) / float64(n) }, &d)
}

// A network learns by each loss: alone, with the engine and in single
// precision its gradients are those of central differences.
func TestLossGradients(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 2))
	for _, tt := range []struct {
		loss LossLayer
		t    *mat.Dense
	}{
		{NewMeanSquaredError(), Randn(rng, 2, 5, 3)},
		{NewSigmoidWithLoss(), mat.NewDense(5, 3, []float64{0, 1, 0, 1, 1, 0.25, 0, 0, 0, 1, 1, 1, 0.5, 0, 1})},
		{NewSoftmaxWithLoss(), OneHot([]int{0, 2, 1, 1, 0}, 3)},
		{&logCosh{}, Randn(rng, 2, 5, 3)},
	} {
		n := NewMultiLayerNet(MultiLayerNetConfig{In: 4, Hidden: []int{6}, Out: 3, WeightDecay: 0.1,
			Activation: func() Layer { return NewTanh() }}, rng)
		n.LastLayer = tt.loss
		x := Randn(rng, 1, 5, 4)
		report := CompareGradients(n.Gradient(x, tt.t), n.NumericalGradient(x, tt.t))
		if !report.OK(1e-7) {
			t.Errorf("%T: the gradients of backpropagation and of central differences:\n%v", tt.loss, report)
		}
		n.Float32 = true
		report = CompareGradients(n.Gradient(x, tt.t), n.NumericalGradient(x, tt.t))
		if !report.OK(1e-5) {
			t.Errorf("%T, Float32:\n%v", tt.loss, report)
		}
		if got, want := tt.loss.Forward(n.Predict(x), tt.t)+n.penalty(), n.Loss(x, tt.t); got != want {
			t.Errorf("%T: Loss is %v, want %v", tt.loss, got, want)
		}
	}
}

// The values of a loss, one by one and where exp would overflow.
func TestLossValues(t *testing.T) {
	row := func(v ...float64) *mat.Dense { return mat.NewDense(1, len(v), v) }
	for _, tt := range []struct {
		loss LossLayer
		y, t *mat.Dense
		want float64
	}{
		{NewMeanSquaredError(), row(3, 1), row(1, 2), 2.5},
		{NewMeanSquaredError(), mat.NewDense(2, 1, []float64{3, 1}), mat.NewDense(2, 1, []float64{1, 2}), 1.25},
		{NewSigmoidWithLoss(), row(0), row(1), math.Ln2},
		{NewSigmoidWithLoss(), row(1000), row(1), 0},
		{NewSigmoidWithLoss(), row(1000), row(0), 1000},
		{NewSigmoidWithLoss(), row(-1000, -1000), row(0, 1), 1000},
	} {
		if got := tt.loss.Forward(tt.y, tt.t); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("%T of %v and %v: %v, want %v", tt.loss, tt.y.RawMatrix().Data, tt.t.RawMatrix().Data, got, tt.want)
		}
	}
	if got := NewSigmoidWithLoss().Accuracy(row(2, -1, 0.5, math.NaN()), row(1, 0, 0, 0)); got != 0.5 {
		t.Errorf("accuracy %v, want 0.5: two of four", got)
	}
}

// What is asked of a network whose loss does not know right and wrong.
func TestRegressionHasNoAccuracy(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 3))
	n := NewTwoLayerNet(1, 5, 1, rng).Network
	for _, loss := range []LossLayer{NewMeanSquaredError(), &logCosh{}} {
		n.LastLayer = loss
		e := Examples{Randn(rng, 1, 10, 1), Randn(rng, 1, 10, 1)}
		h := (&Trainer{Model: n, Train: e, Test: e, RNG: rng, Epochs: 2}).Run()
		if len(h.Loss) != 2 || len(h.TrainAcc) != 0 || len(h.TestAcc) != 0 {
			t.Errorf("%T: %d losses and %d, %d accuracies, want 2 and none", loss, len(h.Loss), len(h.TrainAcc), len(h.TestAcc))
		}
		if msg := panicOf(func() { n.Accuracy(e.X, e.T) }); !strings.Contains(msg, "has no method Accuracy") {
			t.Errorf("%T: Accuracy panics with %q", loss, msg)
		}
	}
}

// misshapen is a loss whose gradient has a shape of its own.
type misshapen struct {
	logCosh
	dy *mat.Dense
}

func (w *misshapen) Backward() *mat.Dense { return w.dy }

func TestLossOfWrongShape(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 4))
	n := NewTwoLayerNet(2, 5, 3, rng).Network
	x, labels := Randn(rng, 1, 4, 2), OneHot([]int{0, 1, 2, 0}, 3)
	for want, loss := range map[string]LossLayer{
		"dlfs: Network: the gradient of the last layer, *dlfs.misshapen, is 3×4, want 4×3": &misshapen{dy: Randn(rng, 1, 3, 4)},
		"dlfs: Network: the gradient of the last layer, *dlfs.misshapen, is nil, want 4×3": &misshapen{},
		"dlfs: Network: LastLayer is nil, want a loss, as NewSoftmaxWithLoss gives":        nil,
	} {
		n.LastLayer = loss
		if got := panicOf(func() { n.Gradient(x, labels) }); got != want {
			t.Errorf("panic %q, want %q", got, want)
		}
	}
}

// panicOf returns the words of the Error that f panics with.
func panicOf(f func()) (msg string) {
	defer func() {
		if e, ok := recover().(Error); ok {
			msg = e.Error()
		}
	}()
	f()
	return ""
}

// ReLU remembers where its input was positive, whatever becomes of the input.
func TestReLUKeepsItsOwn(t *testing.T) {
	x := mat.NewDense(1, 3, []float64{-1, 1, 0})
	l := NewReLU()
	y := l.Forward(x)
	x.SetRow(0, []float64{5, -5, 5})
	y.SetRow(0, []float64{1, 0, 1})
	dy := mat.NewDense(1, 3, []float64{10, 20, 30})
	if got, want := l.Backward(dy).RawRowView(0), []float64{0, 20, 0}; !mat.Equal(mat.NewDense(1, 3, got), mat.NewDense(1, 3, want)) {
		t.Errorf("Backward after x has changed: %v, want %v", got, want)
	}
}
