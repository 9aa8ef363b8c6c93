package dlfs

import (
	"iter"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Data is a set of examples to take batches from (section 4.2.3): a set of
// package mnist, or [Examples].
type Data interface {
	Len() int
	Batch(index []int) (x, t *mat.Dense) // N×D inputs, N×M one-hot labels or targets
}

// filler is Data that can write a batch into matrices that are there.
type filler interface {
	Fill(x, t *mat.Dense, index []int)
}

// Examples are inputs with their one-hot labels, or the numbers that a
// regression is to give, row by row (section 4.2.3).
type Examples struct{ X, T *mat.Dense }

var _ Data = Examples{}

// Len returns the number of examples. It panics if X and T differ in theirs.
func (e Examples) Len() int {
	n, _ := e.X.Dims()
	if m, _ := e.T.Dims(); m != n {
		panicf("Examples: X has %d rows and T %d", n, m)
	}
	return n
}

// Batch returns the examples with the given indexes.
func (e Examples) Batch(index []int) (x, t *mat.Dense) { return Rows(e.X, index), Rows(e.T, index) }

// Choose returns n indexes below limit, drawn at random with replacement, so
// that one can come twice (section 4.2.3). It panics if limit or n is below 1.
func Choose(rng *rand.Rand, limit, n int) []int {
	if limit < 1 || n < 1 {
		panicf("Choose: %d of %d, want 1 or more of 1 or more", n, limit)
	}
	index := make([]int, n)
	for i := range index {
		index[i] = rng.IntN(limit)
	}
	return index
}

// Trainer trains a model with mini-batches (sections 4.5.2 and 6.4). Model,
// Train and RNG must be set; a field of 0 takes the value in its comment.
//
// Unlike the book: an epoch is evaluated at its end. The book's Trainer
// evaluates when an iteration is a multiple of the iterations of an epoch,
// which is after the very first update, and never again if that number is not
// whole; BookEvaluation brings the first habit back, and the number is rounded
// up here.
type Trainer struct {
	Model     Model
	Optimizer Optimizer // SGD with its default
	Train     Data
	Test      Data // none: no test accuracy
	RNG       *rand.Rand

	Epochs          int  // 20
	BatchSize       int  // 100
	EvaluateSamples int  // all; else the first so many of Train and of Test
	BookEvaluation  bool // evaluate at the first iteration of an epoch
	Shuffle         bool // each example once an epoch, instead of drawing with replacement

	// Change is data augmentation (section 8.1.2); none. Its argument is used
	// again for the next batch.
	Change func(x *mat.Dense) *mat.Dense

	x, t *mat.Dense // the batch
}

// Progress is where a [Trainer] stands after an iteration (section 4.5.3).
type Progress struct {
	Iteration, Iterations int // 1 to Iterations
	Epoch, Epochs         int // 1 to Epochs
	Loss                  float64
	Evaluated             bool    // whether the accuracies are of this iteration
	TrainAcc, TestAcc     float64 // NaN for a model that has none, as for regression
}

// History is what a training leaves to draw (section 4.5.3).
type History struct {
	Loss              []float64 // of each iteration's batch, before its update
	TrainAcc, TestAcc []float64 // of each evaluation; none for a regression
}

// Run trains and returns the losses and accuracies on the way.
func (t *Trainer) Run() History {
	var h History
	for p := range t.Steps() {
		h.Add(p)
	}
	return h
}

// Add notes an iteration.
func (h *History) Add(p Progress) {
	h.Loss = append(h.Loss, p.Loss)
	if p.Evaluated && !math.IsNaN(p.TrainAcc) {
		h.TrainAcc, h.TestAcc = append(h.TrainAcc, p.TrainAcc), append(h.TestAcc, p.TestAcc)
	}
}

// Steps trains while its values are taken: a loop that breaks stops the
// training. It panics if Model, Train or RNG is missing or BatchSize is below 0.
func (t *Trainer) Steps() iter.Seq[Progress] {
	if t.Model == nil || t.Train == nil || t.RNG == nil {
		panicf("Trainer: Model, Train and RNG must be set")
	}
	if t.BatchSize < 0 {
		panicf("Trainer: BatchSize is %d, want 1 or more, or 0 for 100", t.BatchSize)
	}
	return func(yield func(Progress) bool) {
		batch := min(orElse(t.BatchSize, 100), t.Train.Len())
		perEpoch := (t.Train.Len() + batch - 1) / batch
		p := Progress{Epochs: orElse(t.Epochs, 20)}
		p.Iterations = p.Epochs * perEpoch
		var order []int
		for p.Iteration < p.Iterations {
			at := p.Iteration % perEpoch
			if t.Shuffle && at == 0 {
				order = t.RNG.Perm(t.Train.Len())
			}
			p.Epoch = p.Iteration/perEpoch + 1
			p.Iteration++
			p.Loss = t.step(t.index(order, at, batch))
			p.Evaluated = t.BookEvaluation && at == 0 || !t.BookEvaluation && at == perEpoch-1
			if p.Evaluated {
				p.TrainAcc, p.TestAcc = t.accuracy(t.Train), t.accuracy(t.Test)
			}
			if !yield(p) {
				return
			}
		}
	}
}

// index returns the examples of batch number at.
func (t *Trainer) index(order []int, at, batch int) []int {
	if t.Shuffle {
		return order[at*batch : min((at+1)*batch, len(order))]
	}
	return Choose(t.RNG, t.Train.Len(), batch)
}

// step learns from one batch and returns its loss.
//
// Unlike the book: the loss is the one the gradient belongs to, with layers in
// training. The book computes another, after the update, at the cost of one
// more forward pass.
func (t *Trainer) step(index []int) float64 {
	x, labels := t.batch(index)
	if t.Change != nil {
		x = t.Change(x)
	}
	loss := gradientAndLoss(t.Model, x, labels)
	if t.Optimizer == nil {
		SGD{}.Update(t.Model.Params())
	} else {
		t.Optimizer.Update(t.Model.Params())
	}
	return loss
}

// batch returns the examples, in the matrices of the last batch if the data can
// write there and it was as large.
func (t *Trainer) batch(index []int) (x, labels *mat.Dense) {
	f, ok := t.Train.(filler)
	if ok && t.x != nil && t.x.RawMatrix().Rows == len(index) {
		f.Fill(t.x, t.t, index)
		return t.x, t.t
	}
	x, labels = t.Train.Batch(index)
	if ok {
		t.x, t.t = x, labels
	}
	return x, labels
}

// gradientAndLoss computes the gradients and the loss, in one forward pass if
// the model can.
func gradientAndLoss(m Model, x, t *mat.Dense) float64 {
	if n, ok := m.(interface{ learn(x, t *mat.Dense) float64 }); ok {
		return n.learn(x, t)
	}
	m.Gradient(x, t)
	return m.Loss(x, t)
}

// accuracy evaluates the model, a thousand examples at a time.
func (t *Trainer) accuracy(d Data) float64 {
	if n, ok := t.Model.(interface{ scorer() Scorer }); ok && n.scorer() == nil {
		return math.NaN()
	}
	if d == nil {
		return 0
	}
	n := min(orElse(t.EvaluateSamples, d.Len()), d.Len())
	return AccuracyOn(t.Model, d, n)
}

// AccuracyOn returns the accuracy of a model for the first n examples of the
// data, of which it holds no more than a thousand in memory (section 4.5.3).
// It panics if n is below 1 or there are not so many examples.
func AccuracyOn(m Model, d Data, n int) float64 {
	if n < 1 || n > d.Len() {
		panicf("AccuracyOn: %d examples are asked for, want 1 to %d", n, d.Len())
	}
	const part = 1000
	right := 0.0
	for lo := 0; lo < n; lo += part {
		index := make([]int, min(part, n-lo))
		for i := range index {
			index[i] = lo + i
		}
		right += float64(len(index)) * m.Accuracy(d.Batch(index))
	}
	return right / float64(n)
}
