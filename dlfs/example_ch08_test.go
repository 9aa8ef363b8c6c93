package dlfs_test

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs"
)

// A half has ten bits for the digits, about three decimal ones
// (section 8.3.4).
func ExampleFloat16() {
	for _, x := range []float64{1, 1.0 / 3, 2049, 70000} {
		h := dlfs.NewFloat16(x)
		fmt.Printf("%-7.5g %016b %v\n", x, uint16(h), h.Float64())
	}
	// Output:
	// 1       0011110000000000 1
	// 0.33333 0011010101010101 0.333251953125
	// 2049    0110100000000000 2048
	// 70000   0111110000000000 +Inf
}

// Two networks that disagree: the one that is more certain wins
// (section 8.1.2).
func ExampleEnsemble() {
	score := func(a, b float64) dlfs.Predictor {
		return dlfs.SimpleNet{W: mat.NewDense(1, 2, []float64{a, b})}
	}
	vote := dlfs.Ensemble{score(1, 0), score(0, 3)}
	fmt.Printf("%.3f\n", mat.Formatted(vote.Predict(mat.NewDense(1, 1, []float64{1}))))
	// Output: [0.389  0.611]
}

// The same small picture, moved and mirrored (section 8.1.2).
func ExampleShift() {
	s := dlfs.Shape{C: 1, H: 2, W: 3}
	x := mat.NewDense(1, 6, []float64{1, 2, 3, 4, 5, 6})
	show := func(m *mat.Dense) { fmt.Println(mat.Formatted(mat.NewDense(2, 3, m.RawRowView(0)))) }
	show(dlfs.Shift(x, s, 1, 0))
	show(dlfs.Flip(x, s))
	// Output:
	// ⎡0  1  2⎤
	// ⎣0  4  5⎦
	// ⎡3  2  1⎤
	// ⎣6  5  4⎦
}

// Six convolutions, and no more parameters than a third of SimpleConvNet's
// (section 8.1.1).
func ExampleDeepConvNet() {
	net := dlfs.NewDeepConvNet(dlfs.DeepConvNetConfig{}, rand.New(rand.NewPCG(1, 1)))
	n := 0
	for _, p := range net.Params() {
		r, c := p.Value.Dims()
		n += r * c
	}
	fmt.Println(len(net.Layers), "layers,", n, "parameters")
	// Output: 19 layers, 123552 parameters
}
