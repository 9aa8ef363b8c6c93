package dlfs_test

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs"
)

// A filter of 3×3 over an image of 4×4, then with a border of zeros
// (sections 7.2.2 and 7.2.3).
func ExampleConvolution() {
	image := mat.NewDense(1, 16, []float64{
		1, 2, 3, 0,
		0, 1, 2, 3,
		3, 0, 1, 2,
		2, 3, 0, 1,
	})
	filter := mat.NewDense(1, 9, []float64{
		2, 0, 1,
		0, 1, 2,
		1, 0, 2,
	})
	for _, pad := range []int{0, 1} {
		conv := dlfs.NewConvolution(filter, mat.NewDense(1, 1, nil), dlfs.Shape{C: 1, H: 4, W: 4}, dlfs.Window{H: 3, W: 3, Pad: pad})
		out := conv.Output()
		y := mat.NewDense(out.H, out.W, conv.Forward(image).RawRowView(0))
		fmt.Printf("padding %d:\n%v\n", pad, mat.Formatted(y))
	}
	// Output:
	// padding 0:
	// ⎡15  16⎤
	// ⎣ 6  15⎦
	// padding 1:
	// ⎡ 7  12  10   2⎤
	// ⎢ 4  15  16  10⎥
	// ⎢10   6  15   6⎥
	// ⎣ 8  10   4   3⎦
}

// The greatest of every 2×2 (section 7.3).
func ExampleMaxPooling() {
	image := mat.NewDense(1, 16, []float64{
		1, 2, 1, 0,
		0, 1, 2, 3,
		3, 0, 1, 2,
		2, 4, 0, 1,
	})
	pool := dlfs.NewMaxPooling(dlfs.Shape{C: 1, H: 4, W: 4}, dlfs.Window{H: 2, W: 2, Stride: 2})
	fmt.Println(pool.Forward(image).RawRowView(0), pool.Output())
	// Output: [2 3 4 2] 1×2×2
}

// Every window of the image becomes a row (section 7.4.3).
func ExampleIm2Col() {
	image := mat.NewDense(1, 9, []float64{
		1, 2, 3,
		4, 5, 6,
		7, 8, 9,
	})
	fmt.Println(mat.Formatted(dlfs.Im2Col(image, dlfs.Shape{C: 1, H: 3, W: 3}, dlfs.Window{H: 2, W: 2})))
	// Output:
	// ⎡1  2  4  5⎤
	// ⎢2  3  5  6⎥
	// ⎢4  5  7  8⎥
	// ⎣5  6  8  9⎦
}

// A network prints as its layers with their parameters (section 7.5).
func ExampleSimpleConvNet() {
	net := dlfs.NewSimpleConvNet(dlfs.SimpleConvNetConfig{}, rand.New(rand.NewPCG(1, 1)))
	fmt.Println(net)
	// Output:
	// Convolution  W1 30×25, b1 1×30      780
	// ReLU                                0
	// MaxPooling                          0
	// Affine       W2 4320×100, b2 1×100  432100
	// ReLU                                0
	// Affine       W3 100×10, b3 1×10     1010
	// all                                 433890
}
