package dlfs_test

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs"
	"github.com/dlfs-go/book/dlfs/mnist"
)

// Scores become probabilities, row by row, however large they are
// (section 3.5).
func ExampleSoftmax() {
	y := dlfs.Softmax(mat.NewDense(2, 3, []float64{0.3, 2.9, 4.0, 1010, 1000, 990}))
	fmt.Printf("%.4f\n", mat.Formatted(y))
	fmt.Println("largest in columns", dlfs.Argmax(y))
	// Output:
	// ⎡0.0182  0.2452  0.7366⎤
	// ⎣1.0000  0.0000  0.0000⎦
	// largest in columns [2 0]
}

// The signal on its way through three layers (section 3.4).
func ExampleSequential() {
	b := func(v ...float64) *mat.Dense { return mat.NewDense(1, len(v), v) }
	net := dlfs.Sequential{
		dlfs.NewAffine(mat.NewDense(2, 3, []float64{0.1, 0.3, 0.5, 0.2, 0.4, 0.6}), b(0.1, 0.2, 0.3)), dlfs.NewSigmoid(),
		dlfs.NewAffine(mat.NewDense(3, 2, []float64{0.1, 0.4, 0.2, 0.5, 0.3, 0.6}), b(0.1, 0.2)), dlfs.NewSigmoid(),
		dlfs.NewAffine(mat.NewDense(2, 2, []float64{0.1, 0.3, 0.2, 0.4}), b(0.1, 0.2)),
	}
	y := net.Forward(mat.NewDense(1, 2, []float64{1.0, 0.5}))
	fmt.Printf("%.8f\n", mat.Formatted(y))
	// Output: [0.31682708  0.69627909]
}

// Digits read by a network that was trained before (section 3.6).
func ExampleRecipe_Load() {
	_, test, err := mnist.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	recipe, err := dlfs.FindRecipe("three-layer-net")
	if err != nil {
		fmt.Println(err)
		return
	}
	net, err := recipe.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("read", dlfs.Argmax(net.Predict(test.Matrix(10))))
	fmt.Println("are ", test.Labels[:10])
	// Output:
	// read [7 2 1 0 4 1 4 9 5 9]
	// are  [7 2 1 0 4 1 4 9 5 9]
}
