package dlfs

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// The window of [SmoothCurve]: its length and the beta of its shape.
const (
	smoothWindow = 11
	smoothBeta   = 2
)

// SmoothCurve returns the curve without its noise: every value becomes a
// weighted mean of the eleven around it, so that a loss can be seen to fall
// (section 6.1.8). At the ends the curve is mirrored. A curve of ten values or
// fewer is returned as it is, as a copy.
func SmoothCurve(x []float64) []float64 {
	y := make([]float64, len(x))
	if len(x) < smoothWindow {
		copy(y, x)
		return y
	}
	w := Kaiser(smoothWindow, smoothBeta)
	floats.Scale(1/floats.Sum(w), w)
	for i := range y {
		for k, weight := range w {
			j := i + k - smoothWindow/2
			switch {
			case j < 0: // the first value is not repeated …
				j = -j
			case j >= len(x): // … and the last is, as in the book
				j = 2*len(x) - 1 - j
			}
			y[i] += weight * x[j]
		}
	}
	return y
}

// Kaiser returns the n weights of a Kaiser window,
// I₀(beta·√(1-r²)) / I₀(beta) for r from -1 to 1 (section 6.1.8).
func Kaiser(n int, beta float64) []float64 {
	if n < 0 {
		panicf("Kaiser: a window of %d, want 0 or more", n)
	}
	w := make([]float64, n)
	for i := range w {
		r := 0.0
		if n > 1 {
			r = 2*float64(i)/float64(n-1) - 1
		}
		w[i] = besselI0(beta*math.Sqrt(max(0, 1-r*r))) / besselI0(beta)
	}
	return w
}

// besselI0 is the modified Bessel function of order 0, by its power series
// Σ (x²/4)ᵏ/(k!)², which converges for every x.
func besselI0(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > sum*1e-17; k++ {
		term *= x * x / (4 * k * k)
		sum += term
	}
	return sum
}
