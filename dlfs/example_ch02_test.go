package dlfs_test

import (
	"fmt"

	"github.com/dlfs-go/book/dlfs"
)

// Three gates are one perceptron each; XOR takes three of them (section 2.5).
func ExampleXOR() {
	fmt.Println("x1 x2  AND NAND OR XOR")
	for _, x := range [][2]float64{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
		a, b := x[0], x[1]
		fmt.Printf("%2v %2v %4d %4d %3d %3d\n", a, b, dlfs.AND(a, b), dlfs.NAND(a, b), dlfs.OR(a, b), dlfs.XOR(a, b))
	}
	// Output:
	// x1 x2  AND NAND OR XOR
	//  0  0    0    1   0   0
	//  1  0    0    1   1   1
	//  0  1    0    1   1   1
	//  1  1    1    0   1   0
}

// Other weights, another gate: this one fires unless the second input does.
func ExamplePerceptron() {
	p := dlfs.Perceptron{W: []float64{0, -1}, B: 0.5}
	fmt.Println(p.Output(1, 0), p.Output(1, 1))
	// Output: 1 0
}
