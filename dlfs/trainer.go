package dlfs

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"os"

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
//
// A loss that is NaN or infinite ends the training before the parameters take
// it over, with a sentence in [Progress] and [History] that Run also prints to
// the standard error.
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

	// Schedule says the learning rate of each epoch, from 1 on (section 6.1.5);
	// none: that of the Optimizer. An Optimizer of one's own must be [Rated].
	Schedule Schedule

	// Stop ends the training when the loss on Test does not fall any more, and
	// brings back the parameters of the best evaluation (section 6.5.1). The
	// zero value goes on to the last epoch.
	Stop EarlyStopping

	// From is where an earlier training stood, to go on after it (section 4.5.3).
	// Model, Optimizer and RNG must be as they were then: [Checkpoint] keeps them.
	From Progress

	x, t  *mat.Dense // the batch
	order []int      // of the examples in this epoch, with Shuffle
}

// Run trains and returns the losses and accuracies on the way.
func (t *Trainer) Run() History {
	var h History
	for p := range t.Steps() {
		h.Add(p)
	}
	if h.Stopped != "" {
		fmt.Fprintln(os.Stderr, "dlfs: Trainer:", h.Stopped)
	}
	return h
}

// Steps trains while its values are taken: a loop that breaks stops the
// training. It panics if Model, Train or RNG is missing, Train is empty,
// BatchSize or Epochs is below 0, or the Optimizer cannot follow Schedule.
func (t *Trainer) Steps() iter.Seq[Progress] {
	t.check()
	return func(yield func(Progress) bool) {
		batch, perEpoch := t.batchSize(), t.perEpoch()
		p := Progress{Iteration: t.From.Iteration, Epochs: orElse(t.Epochs, 20), Iterations: t.iterations()}
		best := &best{EarlyStopping: t.Stop}
		for p.Iteration < p.Iterations && p.Stopped == "" {
			at := p.Iteration % perEpoch
			if t.Shuffle && (at == 0 || len(t.order) != t.Train.Len()) {
				t.order = t.RNG.Perm(t.Train.Len())
			}
			p.Epoch = p.Iteration/perEpoch + 1
			p.Iteration++
			if at == 0 || p.Iteration == t.From.Iteration+1 {
				t.schedule(p.Epoch)
			}
			t.iterate(&p, at, batch, perEpoch)
			if p.Evaluated {
				p.Stopped = orElseText(p.Stopped, best.after(p, t.Model))
			}
			if !yield(p) {
				break
			}
		}
		best.restore()
	}
}

func (t *Trainer) batchSize() int { return min(orElse(t.BatchSize, 100), t.Train.Len()) }

// perEpoch is how many batches it takes to see all examples.
func (t *Trainer) perEpoch() int { return (t.Train.Len() + t.batchSize() - 1) / t.batchSize() }

func (t *Trainer) iterations() int { return orElse(t.Epochs, 20) * t.perEpoch() }

// check panics if a field has no meaning.
func (t *Trainer) check() {
	switch {
	case t.Model == nil || t.Train == nil || t.RNG == nil:
		panicf("Trainer: Model, Train and RNG must be set")
	case t.BatchSize < 0:
		panicf("Trainer: BatchSize is %d, want 1 or more, or 0 for 100", t.BatchSize)
	case t.Epochs < 0:
		panicf("Trainer: Epochs is %d, want 1 or more, or 0 for 20", t.Epochs)
	case t.Train.Len() == 0:
		panicf("Trainer: Train has no examples")
	case t.Test != nil && t.Test.Len() == 0:
		panicf("Trainer: Test has no examples; leave it out to train without")
	case t.Stop.Patience > 0 && t.Test == nil:
		panicf("Trainer: Stop needs Test: it looks at the loss there")
	}
	if t.Schedule != nil {
		if _, err := rated(t.Optimizer); err != nil {
			panicf("Trainer: %v", err)
		}
	}
}

// iterate is one iteration: a step and, where it is time for it, an evaluation.
func (t *Trainer) iterate(p *Progress, at, batch, perEpoch int) {
	var ok bool
	if p.Loss, ok = t.step(t.index(t.order, at, batch)); !ok {
		p.Evaluated = false
		p.Stopped = fmt.Sprintf("the loss is %g in iteration %d, epoch %d: the training stops, with the parameters from before; a smaller learning rate may help", p.Loss, p.Iteration, p.Epoch)
		return
	}
	p.Evaluated = t.BookEvaluation && at == 0 || !t.BookEvaluation && at == perEpoch-1
	if p.Evaluated {
		p.TrainAcc, p.TrainLoss = t.evaluate(t.Train)
		p.TestAcc, p.TestLoss = t.evaluate(t.Test)
	}
}

// index returns the examples of batch number at.
func (t *Trainer) index(order []int, at, batch int) []int {
	if t.Shuffle {
		return order[at*batch : min((at+1)*batch, len(order))]
	}
	return Choose(t.RNG, t.Train.Len(), batch)
}

// step learns from one batch and returns its loss, and whether that is a number
// to learn from.
//
// Unlike the book: the loss is the one the gradient belongs to, with layers in
// training. The book computes another, after the update, at the cost of one
// more forward pass.
func (t *Trainer) step(index []int) (loss float64, ok bool) {
	x, labels := t.batch(index)
	if t.Change != nil {
		x = t.Change(x)
	}
	loss = gradientAndLoss(t.Model, x, labels)
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return loss, false
	}
	if t.Optimizer == nil {
		SGD{}.Update(t.Model.Params())
	} else {
		t.Optimizer.Update(t.Model.Params())
	}
	return loss, true
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

// evaluate returns accuracy and loss of a part of the data, 0 without data.
func (t *Trainer) evaluate(d Data) (accuracy, loss float64) {
	if d == nil {
		return t.noAccuracy(), 0
	}
	n := min(orElse(t.EvaluateSamples, d.Len()), d.Len())
	return evaluateOn(t.Model, d, n)
}

// noAccuracy is the accuracy where nothing is evaluated: 0, or NaN for a model
// that has none anyway.
func (t *Trainer) noAccuracy() float64 {
	if n, ok := t.Model.(interface{ scorer() Scorer }); ok && n.scorer() == nil {
		return math.NaN()
	}
	return 0
}

// evaluateOn returns the accuracy, NaN for a model that has none, and the loss
// for the first n examples.
func evaluateOn(m Model, d Data, n int) (accuracy, loss float64) {
	each(n, func(index []int) {
		x, t := d.Batch(index)
		count := float64(len(index))
		if net, ok := m.(interface {
			judge(x, t *mat.Dense) (accuracy, loss float64)
		}); ok {
			a, l := net.judge(x, t)
			accuracy, loss = accuracy+count*a, loss+count*l
			return
		}
		accuracy, loss = accuracy+count*m.Accuracy(x, t), loss+count*m.Loss(x, t)
	})
	return accuracy / float64(n), loss / float64(n)
}

// each calls f for the indexes from 0 to n-1, a thousand at a time.
func each(n int, f func(index []int)) {
	const part = 1000
	for lo := 0; lo < n; lo += part {
		index := make([]int, min(part, n-lo))
		for i := range index {
			index[i] = lo + i
		}
		f(index)
	}
}

// AccuracyOn returns the accuracy of a model for the first n examples of the
// data, of which it holds no more than a thousand in memory (section 4.5.3).
// It panics if n is below 1 or there are not so many examples.
func AccuracyOn(m Model, d Data, n int) float64 {
	if n < 1 || n > d.Len() {
		panicf("AccuracyOn: %d examples are asked for, want 1 to %d", n, d.Len())
	}
	right := 0.0
	each(n, func(index []int) { right += float64(len(index)) * m.Accuracy(d.Batch(index)) })
	return right / float64(n)
}
