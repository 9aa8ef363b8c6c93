package dlfs

import "slices"

// NumericalDiff returns the slope of f at x by a central difference,
// (f(x+h) - f(x-h)) / 2h with h = [NumericalStep] (section 4.3.1).
func NumericalDiff(f func(float64) float64, x float64) float64 {
	return (f(x+NumericalStep) - f(x-NumericalStep)) / (2 * NumericalStep)
}

// PartialDerivative returns ∂f/∂x[i] at x (section 4.3.3). It panics if x has
// no element i.
func PartialDerivative(f func(x []float64) float64, x []float64, i int) float64 {
	if i < 0 || i >= len(x) {
		panicf("PartialDerivative: index %d, want 0 to %d", i, len(x)-1)
	}
	p := slices.Clone(x)
	return NumericalDiff(func(v float64) float64 {
		p[i] = v
		return f(p)
	}, x[i])
}

// GradientAt returns all partial derivatives of f at x (section 4.4).
//
// Unlike the book: x is not changed, not even for a while.
func GradientAt(f func(x []float64) float64, x []float64) []float64 {
	grad := make([]float64, len(x))
	for i := range grad {
		grad[i] = PartialDerivative(f, x, i)
	}
	return grad
}

// TangentLine returns the straight line that touches f at x (section 4.3.2).
func TangentLine(f func(float64) float64, x float64) func(float64) float64 {
	slope, y := NumericalDiff(f, x), f(x)
	return func(v float64) float64 { return y + slope*(v-x) }
}

// GradientDescent takes steps downhill from start, x ← x - lr·∂f/∂x
// (section 4.4.1). It returns where it ends, and the points before each step.
//
// Unlike the book: start is copied. There a second call with the same array
// starts where the first one ended.
func GradientDescent(f func(x []float64) float64, start []float64, lr float64, steps int) (x []float64, path [][]float64) {
	x = slices.Clone(start)
	for range steps {
		path = append(path, slices.Clone(x))
		for i, g := range GradientAt(f, x) {
			x[i] -= lr * g
		}
	}
	return x, path
}
