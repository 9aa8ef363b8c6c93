package dlfs

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Softmax turns every row of x into probabilities, exp(x) over the row's sum
// (section 3.5). The row's maximum is taken off first, which changes nothing
// but that no exp overflows (section 3.5.2).
func Softmax(x *mat.Dense) *mat.Dense {
	y := mat.DenseCopyOf(x)
	softmax(y)
	return y
}

// softmax replaces every row by its probabilities.
func softmax(y *mat.Dense) {
	n, _ := y.Dims()
	for i := range n {
		row := y.RawRowView(i)
		top := floats.Max(row)
		for j, v := range row {
			row[j] = math.Exp(v - top)
		}
		floats.Scale(1/floats.Sum(row), row)
	}
}

// SumSquaredError returns ½·Σ(y-t)² over all elements (section 4.2.1). It
// panics if the shapes differ.
func SumSquaredError(y, t *mat.Dense) float64 {
	checkRows("SumSquaredError", "y", y)
	n, m := y.Dims()
	checkDims("SumSquaredError", "t", t, n, m)
	var d mat.Dense
	d.Sub(y, t)
	norm := mat.Norm(&d, 2)
	return norm * norm / 2
}

// CrossEntropyDelta is what [CrossEntropyError] adds to a probability, so that
// none is 0 (section 4.2.2).
const CrossEntropyDelta = 1e-7

// CrossEntropyError returns -Σ t·log(y + 1e-7) / N for N×M probabilities y and
// one-hot labels t (section 4.2.4). It panics if the shapes differ.
func CrossEntropyError(y, t *mat.Dense) float64 {
	checkRows("CrossEntropyError", "y", y)
	n, m := y.Dims()
	checkDims("CrossEntropyError", "t", t, n, m)
	sum := 0.0
	for i := range n {
		for j, label := range t.RawRowView(i) {
			if label != 0 {
				sum -= label * math.Log(y.At(i, j)+CrossEntropyDelta)
			}
		}
	}
	return sum / float64(n)
}

// SoftmaxWithLoss is the last layer of a network that classifies: softmax and
// cross entropy in one (section 5.6.3). The zero value is ready.
//
//	X  N×M  scores
//	T  N×M  labels, one-hot
//	Y  N×M  probabilities
type SoftmaxWithLoss struct {
	Y *mat.Dense // probabilities of the last Forward
	t *mat.Dense

	room, dx kept
}

// NewSoftmaxWithLoss returns a SoftmaxWithLoss layer (section 5.6.3).
func NewSoftmaxWithLoss() *SoftmaxWithLoss { return &SoftmaxWithLoss{} }

// Forward returns the mean loss of the batch. It panics if t has another shape
// than x.
//
// Unlike the book: the loss is -log y without a small number added to y. It is
// computed from the scores, as log Σ exp(x) - x, where nothing can become
// log 0; so the gradient check is not limited by that small number either.
func (l *SoftmaxWithLoss) Forward(x, t *mat.Dense) float64 {
	checkRows("SoftmaxWithLoss.Forward", "x", x)
	n, m := x.Dims()
	checkDims("SoftmaxWithLoss.Forward", "t", t, n, m)
	l.Y, l.t = l.room.matrix(n, m), t
	loss := 0.0
	for i := range n {
		y, scores := l.Y.RawRowView(i), x.RawRowView(i)
		top := floats.Max(scores)
		for j, v := range scores {
			y[j] = math.Exp(v - top)
		}
		sum := floats.Sum(y)
		logSum := math.Log(sum) + top // log Σ exp(x)
		for j, label := range t.RawRowView(i) {
			loss += label * (logSum - scores[j])
		}
		floats.Scale(1/sum, y)
	}
	return loss / float64(n)
}

// Backward returns ∂L/∂X = (Y - T) / N.
func (l *SoftmaxWithLoss) Backward() *mat.Dense {
	checkForward("SoftmaxWithLoss", l.Y)
	return l.dx.difference(l.Y, l.t)
}

// Accuracy is the function [Accuracy]: the share of the batch whose greatest
// score is that of its class.
func (*SoftmaxWithLoss) Accuracy(x, t *mat.Dense) float64 { return Accuracy(x, t) }

func (l *SoftmaxWithLoss) keepMemory() { l.room.keep, l.dx.keep = true, true }
