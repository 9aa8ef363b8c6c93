package dlfs_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs"
)

// A network learns a sine: its last layer is the sum of squared errors.
func ExampleMeanSquaredError() {
	rng := rand.New(rand.NewPCG(1, 1))
	x, t := mat.NewDense(200, 1, nil), mat.NewDense(200, 1, nil)
	for i := range 200 {
		v := -math.Pi + 2*math.Pi*float64(i)/199
		x.Set(i, 0, v)
		t.Set(i, 0, math.Sin(v))
	}
	tanh := func() dlfs.Layer { return dlfs.NewTanh() }
	net := dlfs.NewMultiLayerNet(dlfs.MultiLayerNetConfig{In: 1, Hidden: []int{20}, Out: 1, Activation: tanh}, rng)
	net.LastLayer = dlfs.NewMeanSquaredError()
	trainer := &dlfs.Trainer{Model: net, Optimizer: &dlfs.Adam{LR: 0.01}, Train: dlfs.Examples{X: x, T: t}, RNG: rng,
		Epochs: 500, BatchSize: 20}
	trainer.Run()

	y := net.Predict(mat.NewDense(3, 1, []float64{0, math.Pi / 2, -math.Pi / 2}))
	fmt.Printf("sin 0, 90 and -90 degrees: %.1f %.1f %.1f\n", math.Abs(y.At(0, 0)), y.At(1, 0), y.At(2, 0))
	fmt.Println("loss below 0.001:", net.Loss(x, t) < 0.001)
	// Output:
	// sin 0, 90 and -90 degrees: 0.0 1.0 -1.0
	// loss below 0.001: true
}

// Two classes, inside a circle or outside, need one output only: the
// probability of the first.
func ExampleSigmoidWithLoss() {
	rng := rand.New(rand.NewPCG(1, 2))
	x := dlfs.Randn(rng, 1, 300, 2)
	t := mat.NewDense(300, 1, nil)
	for i := range 300 {
		if math.Hypot(x.At(i, 0), x.At(i, 1)) < 1 {
			t.Set(i, 0, 1)
		}
	}
	net := dlfs.NewMultiLayerNet(dlfs.MultiLayerNetConfig{In: 2, Hidden: []int{16}, Out: 1}, rng)
	net.LastLayer = dlfs.NewSigmoidWithLoss()
	(&dlfs.Trainer{Model: net, Optimizer: &dlfs.Adam{LR: 0.02}, Train: dlfs.Examples{X: x, T: t}, RNG: rng}).Run()

	fmt.Println("right more than 9 times in 10:", net.Accuracy(x, t) > 0.9)
	scores := net.Predict(mat.NewDense(2, 2, []float64{0, 0, 2, 2}))
	p := dlfs.Apply(dlfs.SigmoidFunction, scores)
	fmt.Println("the middle is inside:", p.At(0, 0) > 0.5, "- a far point:", p.At(1, 0) > 0.5)
	// Output:
	// right more than 9 times in 10: true
	// the middle is inside: true - a far point: false
}

// absolute is a reader's loss: the mean of |y - t|, which one wild target
// hardly moves.
type absolute struct{ sign *mat.Dense }

func (l *absolute) Forward(y, t *mat.Dense) float64 {
	n, _ := y.Dims()
	var d mat.Dense
	d.Sub(y, t)
	l.sign = dlfs.Apply(func(v float64) float64 { return math.Copysign(1/float64(n), v) }, &d)
	return mat.Sum(dlfs.Apply(math.Abs, &d)) / float64(n)
}

func (l *absolute) Backward() *mat.Dense { return l.sign }

// A loss of one's own needs two methods. Here a line is drawn through points of
// which one is far off; squares would follow it.
func ExampleLossLayer() {
	rng := rand.New(rand.NewPCG(1, 3))
	x := mat.NewDense(5, 1, []float64{0, 1, 2, 3, 4})
	t := mat.NewDense(5, 1, []float64{1, 3, 5, 7, 1000})
	net := dlfs.NewNetwork(dlfs.NewAffine(dlfs.Randn(rng, 1, 1, 1), mat.NewDense(1, 1, nil)))
	net.LastLayer = &absolute{}
	for i := range 4000 {
		net.Gradient(x, t)
		dlfs.SGD{LR: 0.2 / (1 + float64(i)/20)}.Update(net.Params())
	}
	fmt.Printf("y = %.0f·x + %.0f\n", net.Params()[0].Value.At(0, 0), net.Params()[1].Value.At(0, 0))
	// Output: y = 2·x + 1
}
