package dlfs

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

var (
	_ Layer = (*Dropout)(nil)
	_ Modal = (*Dropout)(nil)
)

// Dropout switches off a random share of its inputs in training; in inference
// it scales all of them by the share that stayed (section 6.4.3).
//
// Reference: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: Dropout:
// a simple way to prevent neural networks from overfitting, 2014. As there,
// and in the book, the scaling is in inference; most libraries divide in
// training instead.
type Dropout struct {
	Ratio float64 // the share switched off
	RNG   *rand.Rand

	mode Mode
	mask *mat.Dense // 0 or 1 in training, 1-Ratio in inference
}

// NewDropout returns a layer in [Training] (section 6.4.3). The book's ratio is
// 0.5. It panics if ratio is not in [0, 1).
func NewDropout(ratio float64, rng *rand.Rand) *Dropout {
	if !(ratio >= 0 && ratio < 1) {
		panicf("NewDropout: ratio %g, want 0 to below 1", ratio)
	}
	return &Dropout{Ratio: ratio, RNG: rng}
}

// SetMode chooses between switching off and scaling.
func (l *Dropout) SetMode(m Mode) { l.mode = m }

// Forward returns what stays of x. It panics in training if RNG is nil.
func (l *Dropout) Forward(x *mat.Dense) *mat.Dense {
	l.check(l.mode)
	n, d := x.Dims()
	l.mask = mat.NewDense(n, d, nil)
	for i := range n {
		row := l.mask.RawRowView(i)
		for j := range row {
			switch {
			case l.mode == Inference:
				row[j] = 1 - l.Ratio
			case l.RNG.Float64() > l.Ratio:
				row[j] = 1
			}
		}
	}
	var y mat.Dense
	y.MulElem(x, l.mask)
	return &y
}

// check panics if there is nothing to draw from.
func (l *Dropout) check(m Mode) {
	if m == Training && l.RNG == nil {
		panicf("Dropout.Forward: RNG is nil, and training needs it")
	}
}

// Backward lets dy through where x came through.
func (l *Dropout) Backward(dy *mat.Dense) *mat.Dense {
	checkForward("Dropout", l.mask)
	n, d := l.mask.Dims()
	checkDims("Dropout.Backward", "dy", dy, n, d)
	var dx mat.Dense
	dx.MulElem(dy, l.mask)
	return &dx
}
