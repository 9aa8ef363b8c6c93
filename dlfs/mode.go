package dlfs

// Mode says what a network is used for (section 6.4.3): layers such as
// Dropout and BatchNorm do one thing in training and another afterwards.
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
