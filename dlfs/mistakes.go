package dlfs

import "gonum.org/v1/gonum/mat"

// A Mistake is an example that a network classifies wrongly (section 8.1.1).
type Mistake struct {
	Index            int // of the example in its data
	Label, Predicted int
}

// Mistakes returns which of the first n examples the network gets wrong, in
// their order (section 8.1.1).
func Mistakes(p Predictor, d Data, n int) []Mistake {
	var wrong []Mistake
	classify(p, d, n, func(m Mistake) {
		if m.Label != m.Predicted {
			wrong = append(wrong, m)
		}
	})
	return wrong
}

// Confusion returns how often the network takes which class for which, for the
// first n examples (section 8.1.1): row i and column j count the examples of
// class i that are taken for class j. The diagonal is what it gets right.
func Confusion(p Predictor, d Data, n int) *mat.Dense {
	_, t := d.Batch([]int{0})
	_, classes := t.Dims()
	counts := mat.NewDense(classes, classes, nil)
	classify(p, d, n, func(m Mistake) {
		counts.Set(m.Label, m.Predicted, counts.At(m.Label, m.Predicted)+1)
	})
	return counts
}

// classify calls f for each of the first n examples, right or wrong.
func classify(p Predictor, d Data, n int, f func(Mistake)) {
	const part = 100
	for lo := 0; lo < n; lo += part {
		index := make([]int, min(part, n-lo))
		for i := range index {
			index[i] = lo + i
		}
		x, t := d.Batch(index)
		labels := Argmax(t)
		for i, c := range Argmax(p.Predict(x)) {
			f(Mistake{lo + i, labels[i], c})
		}
	}
}
