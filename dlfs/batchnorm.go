package dlfs

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

var (
	_ Layer         = (*BatchNorm)(nil)
	_ Parameterized = (*BatchNorm)(nil)
	_ Modal         = (*BatchNorm)(nil)
	_ Stateful      = (*BatchNorm)(nil)
)

// batchNormEpsilon keeps the division by the standard deviation finite. The
// book's code writes 10e-7, which is this.
const batchNormEpsilon = 1e-6

// BatchNorm brings each column of a batch to mean 0 and variance 1, then
// scales and shifts it as it learns to (section 6.3).
//
//	X      N×D  input
//	Gamma  1×D  scale
//	Beta   1×D  shift
//	Y      N×D  Gamma·(X - mean)/√(variance + 1e-6) + Beta
//
// In [Training] mean and variance are those of the batch; in [Inference] the
// averages that training left in Mean and Variance.
//
// After a Convolution set Channels: then a channel has one mean and variance,
// over all its pixels, and Gamma and Beta are 1×C.
//
// Unlike the book: the running variance starts at 1. It starts at 0 there,
// which spoils the test accuracy of the first epochs; set Variance to 0 for
// that. Its code has no Channels: it treats each pixel as a column of its own.
//
// Reference: Ioffe, Szegedy: Batch normalization, 2015.
type BatchNorm struct {
	Gamma, Beta *Param
	Momentum    float64 // of the averages; 0 means 0.9
	Channels    int     // 0: as many as columns

	Mean, Variance *Param // averages for inference, 1×D; they have no gradient

	mode    Mode
	rows    int
	xhat    *mat.Dense // normalized input
	std     []float64
	trained Mode // the mode of the last Forward
}

// NewBatchNorm returns a layer in [Training] that uses gamma and beta, 1×D
// each, without copying them (section 6.3.1). It panics if they are not two
// rows of the same length.
func NewBatchNorm(gamma, beta *mat.Dense) *BatchNorm {
	_, d := gamma.Dims()
	checkDims("NewBatchNorm", "gamma", gamma, 1, d)
	checkDims("NewBatchNorm", "beta", beta, 1, d)
	return &BatchNorm{
		Gamma: &Param{Name: "gamma", Value: gamma}, Beta: &Param{Name: "beta", Value: beta},
		Mean:     &Param{Name: "mean", Value: mat.NewDense(1, d, nil)},
		Variance: &Param{Name: "var", Value: ones(d)},
	}
}

// ones returns a row of d ones.
func ones(d int) *mat.Dense {
	return Apply(func(float64) float64 { return 1 }, mat.NewDense(1, d, nil))
}

// Params returns Gamma and Beta.
func (l *BatchNorm) Params() []*Param { return []*Param{l.Gamma, l.Beta} }

// State returns Mean and Variance, which are saved with the parameters.
func (l *BatchNorm) State() []*Param { return []*Param{l.Mean, l.Variance} }

// SetMode chooses between the batch's own mean and variance and the averages.
func (l *BatchNorm) SetMode(m Mode) { l.mode = m }

// Forward returns the normalized, scaled and shifted batch. It panics if x
// does not have D columns or, with Channels, a multiple of it.
func (l *BatchNorm) Forward(x *mat.Dense) *mat.Dense {
	cols := l.columns("BatchNorm.Forward", x)
	l.rows, _ = x.Dims()
	rows, d := cols.Dims()
	l.xhat, l.std, l.trained = mat.NewDense(rows, d, nil), make([]float64, d), l.mode
	y := mat.NewDense(rows, d, nil)
	for j := range d {
		mean, variance := l.Mean.Value.At(0, j), l.Variance.Value.At(0, j)
		if l.mode == Training {
			m := orElse(l.Momentum, 0.9)
			batchMean, batchVariance := moments(cols, j)
			l.Mean.Value.Set(0, j, m*mean+(1-m)*batchMean)
			l.Variance.Value.Set(0, j, m*variance+(1-m)*batchVariance)
			mean, variance = batchMean, batchVariance
		}
		l.std[j] = math.Sqrt(variance + batchNormEpsilon)
		gamma, beta := l.Gamma.Value.At(0, j), l.Beta.Value.At(0, j)
		for i := range rows {
			v := (cols.At(i, j) - mean) / l.std[j]
			l.xhat.Set(i, j, v)
			y.Set(i, j, gamma*v+beta)
		}
	}
	return l.images(y)
}

// moments returns the mean and the variance, divided by N, of column j.
func moments(m *mat.Dense, j int) (mean, variance float64) {
	n, _ := m.Dims()
	for i := range n {
		mean += m.At(i, j) / float64(n)
	}
	for i := range n {
		d := m.At(i, j) - mean
		variance += d * d / float64(n)
	}
	return mean, variance
}

// Backward returns ∂L/∂X and sets the gradients of Gamma and Beta. In training
// every element of a column moves its mean and variance, and so reaches all
// the others:
//
//	dx = (dxhat - mean(dxhat) - xhat·mean(dxhat·xhat)) / std,  dxhat = Gamma·dy
func (l *BatchNorm) Backward(dy *mat.Dense) *mat.Dense {
	checkForward("BatchNorm", l.xhat)
	n, _ := dy.Dims()
	if n != l.rows {
		panicf("BatchNorm.Backward: dy has %d rows, want %d", n, l.rows)
	}
	cols := l.columns("BatchNorm.Backward", dy)
	rows, d := l.xhat.Dims()
	checkDims("BatchNorm.Backward", "dy", cols, rows, d)
	l.Gamma.Grad, l.Beta.Grad = mat.NewDense(1, d, nil), mat.NewDense(1, d, nil)
	dx := mat.NewDense(rows, d, nil)
	for j := range d {
		var sum, dot float64
		for i := range rows {
			sum += cols.At(i, j)
			dot += cols.At(i, j) * l.xhat.At(i, j)
		}
		l.Beta.Grad.Set(0, j, sum)
		l.Gamma.Grad.Set(0, j, dot)
		if l.trained == Inference {
			sum, dot = 0, 0 // the averages do not depend on x
		}
		k := l.Gamma.Value.At(0, j) / l.std[j]
		for i := range rows {
			dx.Set(i, j, k*(cols.At(i, j)-(sum+l.xhat.At(i, j)*dot)/float64(rows)))
		}
	}
	return l.images(dx)
}

// columns returns x with a column for each mean: x itself or, with Channels,
// a row for each pixel of each image.
func (l *BatchNorm) columns(fn string, x *mat.Dense) *mat.Dense {
	n, d := x.Dims()
	_, want := l.Gamma.Value.Dims()
	if l.Channels == 0 {
		checkDims(fn, "x", x, n, want)
		return x
	}
	if l.Channels != want || d%l.Channels != 0 {
		panicf("%s: x is %d×%d, want a multiple of %d channels", fn, n, d, want)
	}
	pixels := d / l.Channels
	out := mat.NewDense(n*pixels, l.Channels, nil)
	for i := range n {
		for k, v := range x.RawRowView(i) {
			out.Set(i*pixels+k%pixels, k/pixels, v)
		}
	}
	return out
}

// images is the way back of columns.
func (l *BatchNorm) images(m *mat.Dense) *mat.Dense {
	if l.Channels == 0 {
		return m
	}
	rows, c := m.Dims()
	pixels := rows / l.rows
	out := mat.NewDense(l.rows, c*pixels, nil)
	for i := range l.rows {
		row := out.RawRowView(i)
		for k := range row {
			row[k] = m.At(i*pixels+k%pixels, k/pixels)
		}
	}
	return out
}
