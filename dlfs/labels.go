package dlfs

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// OneHot returns N×classes labels: row i has a 1 in column labels[i]
// (section 3.6.1). It panics if there is none or one is not in [0, classes).
func OneHot(labels []int, classes int) *mat.Dense {
	if len(labels) == 0 {
		panicf("OneHot: there are no labels")
	}
	t := mat.NewDense(len(labels), classes, nil)
	for i, c := range labels {
		if c < 0 || c >= classes {
			panicf("OneHot: labels[%d] is %d, want 0 to %d", i, c, classes-1)
		}
		t.Set(i, c, 1)
	}
	return t
}

// Argmax returns the column of the greatest element of each row
// (section 3.6.2). Of equal ones the first counts, and NaN does not count.
func Argmax(y *mat.Dense) []int {
	n, _ := y.Dims()
	out := make([]int, n)
	for i := range out {
		out[i] = floats.MaxIdx(y.RawRowView(i))
	}
	return out
}

// Accuracy returns the share of rows in which y and the one-hot t have their
// greatest element in the same column (section 3.6.2). A row of y with NaN is not
// right, whatever t says. It panics if the shapes differ or there are no rows.
func Accuracy(y, t *mat.Dense) float64 {
	checkRows("Accuracy", "y", y)
	n, m := y.Dims()
	checkDims("Accuracy", "t", t, n, m)
	want, right := Argmax(t), 0
	for i, c := range Argmax(y) {
		if c == want[i] && !floats.HasNaN(y.RawRowView(i)) {
			right++
		}
	}
	return float64(right) / float64(n)
}

// Rows returns the rows of x with the given indexes as a new matrix, a
// mini-batch for example (section 4.2.3). It panics if there is none or x has
// no such row.
func Rows(x *mat.Dense, index []int) *mat.Dense {
	n, d := x.Dims()
	if len(index) == 0 {
		panicf("Rows: there are no indexes")
	}
	out := mat.NewDense(len(index), d, nil)
	for i, k := range index {
		if k < 0 || k >= n {
			panicf("Rows: index[%d] is %d, want 0 to %d", i, k, n-1)
		}
		out.SetRow(i, x.RawRowView(k))
	}
	return out
}
