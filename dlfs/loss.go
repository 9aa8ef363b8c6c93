package dlfs

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// A LossLayer ends a network: it makes one number of what the layers give and
// of what they should have given, and knows its derivative (section 5.6.3).
// [Network.LastLayer] takes any, a reader's own too:
//
//	net := dlfs.NewNetwork(layers...)
//	net.LastLayer = &Huber{Delta: 1}
type LossLayer interface {
	// Forward returns the loss of a batch of outputs y, N×M, with the targets
	// t, and keeps what Backward needs. It changes neither.
	Forward(y, t *mat.Dense) float64

	// Backward returns ∂L/∂Y of the last Forward, N×M.
	Backward() *mat.Dense
}

// A Scorer is a [LossLayer] for which it has a meaning to ask how many answers
// are right (section 3.6.2): [SoftmaxWithLoss] and [SigmoidWithLoss], and not
// [MeanSquaredError]. A reader's own loss becomes one by a method, for classes
//
//	func (*MyLoss) Accuracy(y, t *mat.Dense) float64 { return dlfs.Accuracy(y, t) }
type Scorer interface {
	// Accuracy returns the share of the answers y, N×M as Forward gets them,
	// that are what t says, 0 to 1.
	Accuracy(y, t *mat.Dense) float64
}

var (
	_ LossLayer = (*SoftmaxWithLoss)(nil)
	_ LossLayer = (*SigmoidWithLoss)(nil)
	_ LossLayer = (*MeanSquaredError)(nil)
	_ Scorer    = (*SoftmaxWithLoss)(nil)
	_ Scorer    = (*SigmoidWithLoss)(nil)
)

// MeanSquaredError is the last layer of a network for regression: the identity
// and the sum of squared errors in one (sections 3.5.1 and 4.2.1). Its loss is
// the batch's mean of what [SumSquaredError] gives for an example,
//
//	L = ½·Σ(Y-T)² / N,   ∂L/∂Y = (Y-T) / N
//
// the same neat difference as for [SoftmaxWithLoss] (appendix A). For M columns
// that is M/2 times the mean over all elements, which other libraries have
// under this name. The zero value is ready.
//
//	Y  N×M  output of the network
//	T  N×M  targets, any numbers
type MeanSquaredError struct {
	diff, dx kept
}

// NewMeanSquaredError returns a MeanSquaredError layer (section 4.2.1).
func NewMeanSquaredError() *MeanSquaredError { return &MeanSquaredError{} }

// Forward returns the mean loss of the batch. It panics if t has another shape
// than y.
func (l *MeanSquaredError) Forward(y, t *mat.Dense) float64 {
	checkRows("MeanSquaredError.Forward", "y", y)
	n, m := y.Dims()
	checkDims("MeanSquaredError.Forward", "t", t, n, m)
	l.diff.difference(y, t)
	sum := 0.0
	for i := range n {
		want := t.RawRowView(i)
		for j, v := range y.RawRowView(i) {
			sum += (v - want[j]) * (v - want[j])
		}
	}
	return sum / 2 / float64(n)
}

// Backward returns ∂L/∂Y = (Y - T) / N.
func (l *MeanSquaredError) Backward() *mat.Dense {
	checkForward("MeanSquaredError", l.diff.m)
	dx := l.dx.matrix(l.diff.m.Dims())
	dx.Copy(l.diff.m)
	return dx
}

func (l *MeanSquaredError) keepMemory() { l.diff.keep, l.dx.keep = true, true }

// SigmoidWithLoss is the last layer of a network that answers yes-or-no
// questions, one a column: sigmoid and cross entropy in one (sections 3.5.1 and
// 4.2.2). With one column it tells two classes apart; with more, each column is
// a question of its own, and an example may have any number of them right. The
// zero value is ready.
//
//	X  N×M  scores
//	T  N×M  0 or 1, or a probability between them
//	Y  N×M  probabilities of a yes
type SigmoidWithLoss struct {
	Y *mat.Dense // probabilities of the last Forward
	t *mat.Dense

	room, dx kept
}

// NewSigmoidWithLoss returns a SigmoidWithLoss layer (section 4.2.2).
func NewSigmoidWithLoss() *SigmoidWithLoss { return &SigmoidWithLoss{} }

// Forward returns the mean loss of the batch, -Σ(t·log y + (1-t)·log(1-y)) / N.
// It is computed from the scores, as log(1 + exp(x)) - t·x, where nothing can
// become log 0. It panics if t has another shape than x.
func (l *SigmoidWithLoss) Forward(x, t *mat.Dense) float64 {
	checkRows("SigmoidWithLoss.Forward", "x", x)
	n, m := x.Dims()
	checkDims("SigmoidWithLoss.Forward", "t", t, n, m)
	l.Y, l.t = l.room.matrix(n, m), t
	loss := 0.0
	for i := range n {
		y, want := l.Y.RawRowView(i), t.RawRowView(i)
		for j, v := range x.RawRowView(i) {
			y[j] = SigmoidFunction(v)
			// log(1 + exp(v)) without a great exp: exp(-|v|) is 1 at most.
			loss += max(v, 0) + math.Log1p(math.Exp(-math.Abs(v))) - want[j]*v
		}
	}
	return loss / float64(n)
}

// Backward returns ∂L/∂X = (Y - T) / N.
func (l *SigmoidWithLoss) Backward() *mat.Dense {
	checkForward("SigmoidWithLoss", l.Y)
	return l.dx.difference(l.Y, l.t)
}

// Accuracy returns the share of all N·M answers that are right: a score above 0
// is a yes, as is a target above ½. It panics if t has another shape than x.
func (l *SigmoidWithLoss) Accuracy(x, t *mat.Dense) float64 {
	n, m := x.Dims()
	checkDims("SigmoidWithLoss.Accuracy", "t", t, n, m)
	right := 0
	for i := range n {
		want := t.RawRowView(i)
		for j, v := range x.RawRowView(i) {
			if (v > 0) == (want[j] > 0.5) && v == v {
				right++
			}
		}
	}
	return float64(right) / float64(n*m)
}

func (l *SigmoidWithLoss) keepMemory() { l.room.keep, l.dx.keep = true, true }

// kept is room for a matrix, used again once a Network has asked for that: a
// layer alone returns new matrices.
type kept struct {
	m    *mat.Dense
	keep bool
}

// matrix returns an n×m matrix with whatever numbers.
func (k *kept) matrix(n, m int) *mat.Dense {
	if k.keep && k.m != nil {
		if r, c := k.m.Dims(); r == n && c == m {
			return k.m
		}
	}
	k.m = mat.NewDense(n, m, nil)
	return k.m
}

// difference returns (y - t) / N.
func (k *kept) difference(y, t *mat.Dense) *mat.Dense {
	n, m := y.Dims()
	dx := k.matrix(n, m)
	scale := 1 / float64(n)
	for i := range n {
		out, want := dx.RawRowView(i), t.RawRowView(i)
		for j, v := range y.RawRowView(i) {
			out[j] = (v - want[j]) * scale
		}
	}
	return dx
}
