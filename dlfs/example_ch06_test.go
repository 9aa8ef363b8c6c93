package dlfs_test

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs"
)

// Four ways down a valley that is steep across and flat along
// (section 6.1.7).
func ExampleOptimizer() {
	for _, o := range []dlfs.Optimizer{
		dlfs.SGD{LR: 0.95}, &dlfs.Momentum{LR: 0.1}, &dlfs.AdaGrad{LR: 1.5}, &dlfs.Adam{LR: 0.3},
	} {
		p := &dlfs.Param{Name: "x, y", Value: mat.NewDense(1, 2, []float64{-7, 2})}
		for range 30 {
			x, y := p.Value.At(0, 0), p.Value.At(0, 1)
			p.Grad = mat.NewDense(1, 2, []float64{x / 10, 2 * y}) // of x²/20 + y²
			o.Update([]*dlfs.Param{p})
		}
		fmt.Printf("%T ends at %.3f\n", o, p.Value.RawRowView(0))
	}
	// Output:
	// dlfs.SGD ends at [-0.350 0.085]
	// *dlfs.Momentum ends at [0.896 0.088]
	// *dlfs.AdaGrad ends at [-0.120 0.000]
	// *dlfs.Adam ends at [0.136 0.318]
}

// Which of two points is larger? A loop over Steps trains, shows its progress,
// and may stop when it likes (section 6.4).
func ExampleTrainer_Steps() {
	rng := rand.New(rand.NewPCG(1, 1))
	x := dlfs.Randn(rng, 1, 500, 2)
	labels := dlfs.Argmax(x)
	train, test := dlfs.Split(dlfs.Examples{X: x, T: dlfs.OneHot(labels, 2)}, 400)

	net := dlfs.NewMultiLayerNet(dlfs.MultiLayerNetConfig{In: 2, Hidden: []int{10, 10}, Out: 2, BatchNorm: true}, rng)
	trainer := &dlfs.Trainer{Model: net, Optimizer: &dlfs.Adam{LR: 0.01}, Train: train, Test: test, RNG: rng, Epochs: 100}
	for p := range trainer.Steps() {
		if p.Evaluated && p.TestAcc >= 0.95 {
			fmt.Println("above 95 % before the last epoch:", p.Epoch < p.Epochs)
			break
		}
	}
	// Output: above 95 % before the last epoch: true
}

// In a net whose weights are too small, the signal dies layer by layer
// (section 6.2.3).
func ExampleInit() {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, tt := range []struct {
		name string
		init dlfs.Init
	}{{"0.01", dlfs.Std(0.01)}, {"Xavier", dlfs.Xavier}, {"He", dlfs.He}} {
		x := dlfs.Randn(rng, 1, 1000, 100)
		fmt.Printf("%-6s", tt.name)
		for range 5 {
			var y mat.Dense
			y.Mul(x, dlfs.Randn(rng, tt.init(100), 100, 100))
			x = dlfs.Apply(dlfs.ReLUFunction, &y)
			fmt.Printf(" %.0e", mat.Norm(x, 2)/mat.Norm(dlfs.Randn(rng, 1, 1000, 100), 2))
		}
		fmt.Println()
	}
	// Output:
	// 0.01   7e-02 5e-03 3e-04 2e-05 2e-06
	// Xavier 7e-01 5e-01 3e-01 2e-01 2e-01
	// He     1e+00 1e+00 1e+00 1e+00 9e-01
}
