package dlfs_test

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs"
)

// The answer is 2. A network that says so with 0.6 loses less than one that
// prefers 7 (section 4.2).
func ExampleCrossEntropyError() {
	t := dlfs.OneHot([]int{2}, 10)
	right := mat.NewDense(1, 10, []float64{0.1, 0.05, 0.6, 0, 0.05, 0.1, 0, 0.1, 0, 0})
	wrong := mat.NewDense(1, 10, []float64{0.1, 0.05, 0.1, 0, 0.05, 0.1, 0, 0.6, 0, 0})
	fmt.Printf("%.4f %.4f\n", dlfs.CrossEntropyError(right, t), dlfs.CrossEntropyError(wrong, t))
	fmt.Printf("%.4f %.4f\n", dlfs.SumSquaredError(right, t), dlfs.SumSquaredError(wrong, t))
	// Output:
	// 0.5108 2.3026
	// 0.0975 0.5975
}

// The slope of 0.01x² + 0.1x, and its tangent (section 4.3.2).
func ExampleNumericalDiff() {
	f := func(x float64) float64 { return 0.01*x*x + 0.1*x }
	fmt.Printf("%.6f %.6f\n", dlfs.NumericalDiff(f, 5), dlfs.NumericalDiff(f, 10))
	fmt.Printf("%.4f\n", dlfs.TangentLine(f, 5)(6))
	// Output:
	// 0.200000 0.300000
	// 0.9500
}

// Down into the valley of x₀² + x₁² (section 4.4.1).
func ExampleGradientDescent() {
	f := func(x []float64) float64 { return x[0]*x[0] + x[1]*x[1] }
	x, path := dlfs.GradientDescent(f, []float64{-3, 4}, 0.1, 20)
	fmt.Printf("from %v over %.2f to %.4f\n", path[0], path[1], x)
	// Output: from [-3 4] over [-2.40 3.20] to [-0.0346 0.0461]
}

// A mini-batch is a random choice of rows (section 4.2.3).
func ExampleChoose() {
	x := mat.NewDense(4, 2, []float64{0, 0, 1, 10, 2, 20, 3, 30})
	index := dlfs.Choose(rand.New(rand.NewPCG(1, 1)), 4, 3)
	batch := dlfs.Rows(x, index)
	for i, k := range index {
		fmt.Println(batch.At(i, 1) == float64(10*k))
	}
	// Output:
	// true
	// true
	// true
}
