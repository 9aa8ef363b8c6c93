package speed

// This file, too, is compiled and interpreted, by what has gonum.

import "gonum.org/v1/gonum/mat"

var matrix = mat.NewDense(300, 300, nil)

// Callback is called by a compiled function for 90,000 elements.
func Callback() {
	matrix.Apply(func(i, j int, v float64) float64 { return float64(i+j) - v }, matrix)
}
