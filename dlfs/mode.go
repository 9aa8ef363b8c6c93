package dlfs

import "gonum.org/v1/gonum/mat"

// Mode says what a network is used for (section 6.4.3): layers such as
// [Dropout] and [BatchNorm] do one thing in training and another afterwards.
// The zero value is Training.
type Mode int

// The two modes.
const (
	Training Mode = iota
	Inference
)

// String returns the name of the mode.
func (m Mode) String() string {
	if m == Inference {
		return "Inference"
	}
	return "Training"
}

// Modal is a layer that does not do the same in training and in inference
// (section 6.4.3).
type Modal interface{ SetMode(Mode) }

var _ Modal = Sequential(nil)

// SetMode tells all layers that are [Modal].
func (s Sequential) SetMode(m Mode) {
	for _, l := range s {
		if l, ok := l.(Modal); ok {
			l.SetMode(m)
		}
	}
}

// Stateful is a layer that keeps more than its parameters from training, such
// as the averages of [BatchNorm] (section 6.3.1).
type Stateful interface{ State() []*Param }

var _ Stateful = Sequential(nil)

// State returns what all layers that are [Stateful] keep, in order.
func (s Sequential) State() []*Param {
	var all []*Param
	for _, l := range s {
		if l, ok := l.(Stateful); ok {
			all = append(all, l.State()...)
		}
	}
	return all
}

// keepState returns a function that brings the state back to what it is now.
// Every Forward in training changes it, also one for a numerical gradient.
func keepState(l any) (restore func()) {
	s, ok := l.(Stateful)
	if !ok {
		return func() {}
	}
	state := s.State()
	old := make([]*mat.Dense, len(state))
	for i, p := range state {
		old[i] = mat.DenseCopyOf(p.Value)
	}
	return func() {
		for i, p := range state {
			p.Value.Copy(old[i])
		}
	}
}
