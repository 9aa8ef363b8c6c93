package dlfs

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

var (
	_ Layer         = (*Convolution)(nil)
	_ Parameterized = (*Convolution)(nil)
)

// Convolution moves FN filters over images (sections 7.2 and 7.4.3).
//
//	X  N×(C·H·W)     images
//	W  FN×(C·FH·FW)  filters
//	B  1×FN          bias, added to every element of a filter's output
//	Y  N×(FN·OH·OW)  feature maps, images of [Convolution.Output]
type Convolution struct {
	W, B   *Param
	In     Shape
	Window Window

	x *mat.Dense
}

// NewConvolution returns a layer that uses w, FN×(C·FH·FW), and b, 1×FN,
// without copying them (section 7.4.3). It panics if w does not have a column
// for each element of the window or b is not 1×FN.
func NewConvolution(w, b *mat.Dense, in Shape, window Window) *Convolution {
	fn, _ := w.Dims()
	checkDims("NewConvolution", "w", w, fn, in.C*window.H*window.W)
	checkDims("NewConvolution", "b", b, 1, fn)
	window.Output(in)
	shape := []int{fn, in.C, window.H, window.W}
	return &Convolution{W: &Param{Name: "W", Value: w, Shape: shape}, B: &Param{Name: "b", Value: b}, In: in, Window: window}
}

// Output returns the shape of the feature maps.
func (l *Convolution) Output() Shape {
	fn, _ := l.W.Value.Dims()
	oh, ow := l.Window.Output(l.In)
	return Shape{fn, oh, ow}
}

// Params returns W and b.
func (l *Convolution) Params() []*Param { return []*Param{l.W, l.B} }

// Forward returns the feature maps. It panics if x does not hold images of the
// layer's shape.
func (l *Convolution) Forward(x *mat.Dense) *mat.Dense {
	checkImages("Convolution.Forward", "x", x, l.In)
	n, _ := x.Dims()
	out := l.Output()
	y := mat.NewDense(n, out.Size(), nil)
	parallel(n, func(_, lo, hi int) {
		col := l.newCol()
		for i := lo; i < hi; i++ {
			unfold(col.Data, x.RawRowView(i), l.In, l.Window)
			maps := matrix(out.C, col.Cols, y.RawRowView(i))
			for f := range out.C {
				floats.AddConst(l.B.Value.At(0, f), maps.Data[f*col.Cols:][:col.Cols])
			}
			blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, l.W.Value.RawMatrix(), col, 1, maps)
		}
	})
	l.x = x
	return y
}

// Backward returns ∂L/∂X and sets the gradients of W and b.
func (l *Convolution) Backward(dy *mat.Dense) *mat.Dense {
	checkForward("Convolution", l.x)
	n, d := l.x.Dims()
	dx := mat.NewDense(n, d, nil)
	l.backward(dy, dx)
	return dx
}

func (l *Convolution) backwardParams(dy *mat.Dense) { l.backward(dy, nil) }

// backward adds ∂L/∂X to dx unless that is nil.
func (l *Convolution) backward(dy, dx *mat.Dense) {
	checkForward("Convolution", l.x)
	n, _ := l.x.Dims()
	checkDims("Convolution.Backward", "dy", dy, n, l.Output().Size())
	fn, k := l.W.Value.Dims()
	dw, db := make([]*mat.Dense, chunks), make([]*mat.Dense, chunks)
	parallel(n, func(chunk, lo, hi int) {
		dw[chunk], db[chunk] = mat.NewDense(fn, k, nil), mat.NewDense(1, fn, nil)
		col := l.newCol()
		for i := lo; i < hi; i++ {
			maps := matrix(fn, col.Cols, dy.RawRowView(i))
			for f := range fn {
				db[chunk].RawRowView(0)[f] += floats.Sum(maps.Data[f*col.Cols:][:col.Cols])
			}
			unfold(col.Data, l.x.RawRowView(i), l.In, l.Window)
			blas64.Gemm(blas.NoTrans, blas.Trans, 1, maps, col, 1, dw[chunk].RawMatrix())
			if dx != nil {
				blas64.Gemm(blas.Trans, blas.NoTrans, 1, l.W.Value.RawMatrix(), maps, 0, col)
				fold(dx.RawRowView(i), col.Data, l.In, l.Window)
			}
		}
	})
	l.W.Grad, l.B.Grad = sumOf(dw), sumOf(db)
}

// newCol returns room for the windows of one image.
func (l *Convolution) newCol() blas64.General {
	oh, ow := l.Window.Output(l.In)
	k := l.In.C * l.Window.H * l.Window.W
	return matrix(k, oh*ow, make([]float64, k*oh*ow))
}

func matrix(r, c int, data []float64) blas64.General {
	return blas64.General{Rows: r, Cols: c, Stride: c, Data: data}
}

// sumOf adds the matrices that are there to the first of them.
func sumOf(ms []*mat.Dense) *mat.Dense {
	for _, m := range ms[1:] {
		if m != nil {
			ms[0].Add(ms[0], m)
		}
	}
	return ms[0]
}
