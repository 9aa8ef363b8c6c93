package dlfs_test

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs"
)

// Two apples at 100 each, with 10 % tax (section 5.4.1).
func ExampleMulLayer() {
	var apples, tax dlfs.MulLayer
	price := tax.Forward(apples.Forward(100, 2), 1.1)
	fmt.Printf("price %.0f\n", price)

	dApples, dTax := tax.Backward(1)
	dApple, dCount := apples.Backward(dApples)
	fmt.Printf("apple %.1f, count %.0f, tax %.0f\n", dApple, dCount, dTax)
	// Output:
	// price 220
	// apple 2.2, count 110, tax 200
}

// Two apples at 100 and three oranges at 150 (section 5.4.2).
func ExampleAddLayer() {
	var apples, oranges, tax dlfs.MulLayer
	var sum dlfs.AddLayer
	price := tax.Forward(sum.Forward(apples.Forward(100, 2), oranges.Forward(150, 3)), 1.1)
	fmt.Printf("price %.0f\n", price)

	dSum, dTax := tax.Backward(1)
	dApples, dOranges := sum.Backward(dSum)
	dApple, dAppleCount := apples.Backward(dApples)
	dOrange, dOrangeCount := oranges.Backward(dOranges)
	fmt.Printf("%.1f %.0f %.1f %.0f %.0f\n", dApple, dAppleCount, dOrange, dOrangeCount, dTax)
	// Output:
	// price 715
	// 2.2 110 3.3 165 650
}

func ExampleAffine() {
	w := mat.NewDense(2, 3, []float64{1, 3, 5, 2, 4, 6})
	b := mat.NewDense(1, 3, []float64{0.1, 0.2, 0.3})
	affine := dlfs.NewAffine(w, b)

	y := affine.Forward(mat.NewDense(1, 2, []float64{1, 0.5}))
	fmt.Printf("y = %v\n", mat.Formatted(y, mat.Squeeze()))

	dx := affine.Backward(mat.NewDense(1, 3, []float64{1, 1, 1}))
	fmt.Printf("dx = %v\n", mat.Formatted(dx, mat.Squeeze()))
	// Output:
	// y = [2.1  5.2  8.3]
	// dx = [9  12]
}
