package dlfs

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// A Schedule returns the learning rate of an epoch, from 1 on (section 6.1.5:
// a rate that falls as learning goes on).
type Schedule func(epoch int) float64

// StepSchedule starts with lr and multiplies it by factor after every so many
// epochs (section 6.1.5). It panics if every is below 1.
func StepSchedule(lr, factor float64, every int) Schedule {
	if every < 1 {
		panicf("StepSchedule: every %d epochs, want 1 or more", every)
	}
	return func(epoch int) float64 { return lr * math.Pow(factor, float64((epoch-1)/every)) }
}

// CosineSchedule falls from lr in epoch 1 to nearly 0 in the last, along half a
// wave (section 6.1.5). It panics if epochs is below 1.
//
// Reference: Loshchilov, Hutter: SGDR: stochastic gradient descent with warm
// restarts, 2017.
func CosineSchedule(lr float64, epochs int) Schedule {
	if epochs < 1 {
		panicf("CosineSchedule: %d epochs, want 1 or more", epochs)
	}
	return func(epoch int) float64 {
		done := min(1, float64(epoch-1)/float64(epochs))
		return lr * (1 + math.Cos(math.Pi*done)) / 2
	}
}

// StageSchedule has the rate of each stage for its epochs, one after the other,
// and that of the last from then on (section 7.5). It panics without a stage.
func StageSchedule(stages ...Stage) Schedule {
	if len(stages) == 0 {
		panicf("StageSchedule: there are no stages")
	}
	return func(epoch int) float64 {
		for _, s := range stages {
			if epoch -= s.Epochs; epoch <= 0 {
				return s.LR
			}
		}
		return stages[len(stages)-1].LR
	}
}

// Rated is an [Optimizer] whose learning rate can be set (section 6.1.5): all
// of this package are.
type Rated interface{ SetLR(lr float64) }

var (
	_ Rated = (*SGD)(nil)
	_ Rated = (*Momentum)(nil)
	_ Rated = (*Nesterov)(nil)
	_ Rated = (*AdaGrad)(nil)
	_ Rated = (*RMSProp)(nil)
	_ Rated = (*Adam)(nil)
)

// SetLR sets LR.
func (s *SGD) SetLR(lr float64) { s.LR = lr }

// SetLR sets LR.
func (o *Momentum) SetLR(lr float64) { o.LR = lr }

// SetLR sets LR.
func (o *Nesterov) SetLR(lr float64) { o.LR = lr }

// SetLR sets LR.
func (o *AdaGrad) SetLR(lr float64) { o.LR = lr }

// SetLR sets LR.
func (o *RMSProp) SetLR(lr float64) { o.LR = lr }

// SetLR sets LR.
func (o *Adam) SetLR(lr float64) { o.LR = lr }

// rated returns an optimizer whose rate can be set: an SGD that is a value
// becomes one that is a pointer.
func rated(o Optimizer) (Optimizer, error) {
	switch s := o.(type) {
	case nil:
		return &SGD{}, nil
	case SGD:
		return &s, nil
	case Rated:
		return o, nil
	}
	return nil, fmt.Errorf("a Schedule needs an Optimizer with SetLR(lr float64), which %T has not", o)
}

// schedule sets the rate of an epoch. A rate of 0 would mean the default.
func (t *Trainer) schedule(epoch int) {
	if t.Schedule == nil {
		return
	}
	lr := t.Schedule(epoch)
	if !(lr > 0) || math.IsInf(lr, 0) {
		panicf("Trainer: Schedule gives the rate %g for epoch %d, want more than 0", lr, epoch)
	}
	t.Optimizer, _ = rated(t.Optimizer) // check has looked at the error
	t.Optimizer.(Rated).SetLR(lr)
}

// EarlyStopping ends a training when the loss on data that it does not learn
// from has not fallen for Patience evaluations, and brings the parameters of
// the best evaluation back (section 6.5.1, validation data). A fall of MinDelta
// or less does not count. The zero value never stops.
type EarlyStopping struct {
	Patience int     // evaluations without a better one
	MinDelta float64 // what a loss must be below the best; 0
}

// best is what early stopping remembers.
type best struct {
	EarlyStopping
	loss   float64
	epoch  int
	since  int // evaluations
	params []*Param
	values []*mat.Dense
}

// after looks at an evaluation and says why the training should stop, or "".
func (b *best) after(p Progress, m Model) string {
	if b.Patience <= 0 {
		return ""
	}
	if b.params == nil || p.TestLoss < b.loss-b.MinDelta {
		b.loss, b.epoch, b.since, b.params, b.values = p.TestLoss, p.Epoch, 0, stateOf(m), b.values[:0]
		for _, p := range b.params {
			b.values = append(b.values, mat.DenseCopyOf(p.Value))
		}
		return ""
	}
	if b.since++; b.since < b.Patience {
		return ""
	}
	return fmt.Sprintf("the loss on the test data has not fallen since epoch %d, where it was %.4g: the training stops, with the parameters of that epoch", b.epoch, b.loss)
}

// restore brings the best parameters back, if there are any.
func (b *best) restore() {
	for i, p := range b.params {
		p.Value.Copy(b.values[i])
	}
}

// stateOf returns all that a model has learned.
func stateOf(m Model) []*Param {
	if s, ok := m.(Stateful); ok {
		return s.State()
	}
	return m.Params()
}

// orElseText returns s, or the default if s is empty.
func orElseText(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
