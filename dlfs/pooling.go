package dlfs

import "gonum.org/v1/gonum/mat"

var _ Layer = (*MaxPooling)(nil)

// MaxPooling keeps the greatest element of each window, channel by channel
// (sections 7.3 and 7.4.4).
//
//	X  N×(C·H·W)    images
//	Y  N×(C·OH·OW)  smaller images, of [MaxPooling.Output]
//
// Unlike the book: the size of the output counts the padding, which its
// Pooling forgets, and the border counts as absent, not as 0, so that it never
// wins against negative numbers.
type MaxPooling struct {
	In     Shape
	Window Window

	rows   int
	argmax []int // column of x that won, for each element of y
}

// NewMaxPooling returns a layer for images of a shape (section 7.4.4). It
// panics if the window does not fit or its padding is so wide that a window
// sees nothing else.
func NewMaxPooling(in Shape, window Window) *MaxPooling {
	window.Output(in)
	if window.Pad >= min(window.H, window.W) {
		panicf("NewMaxPooling: padding %d, want less than the window's %d×%d", window.Pad, window.H, window.W)
	}
	return &MaxPooling{In: in, Window: window}
}

// Output returns the shape of the images that Forward returns.
func (l *MaxPooling) Output() Shape {
	oh, ow := l.Window.Output(l.In)
	return Shape{l.In.C, oh, ow}
}

// Forward returns the maxima; a window with NaN gives NaN, as in NumPy, so that
// a network that has exploded does not look alive. It panics if x does not hold images of the
// layer's shape.
func (l *MaxPooling) Forward(x *mat.Dense) *mat.Dense {
	checkImages("MaxPooling.Forward", "x", x, l.In)
	n, _ := x.Dims()
	size := l.Output().Size()
	y := mat.NewDense(n, size, nil)
	l.rows, l.argmax = n, make([]int, n*size)
	parallel(n, func(_, lo, hi int) {
		for i := lo; i < hi; i++ {
			l.pool(y.RawRowView(i), l.argmax[i*size:(i+1)*size], x.RawRowView(i))
		}
	})
	return y
}

// pool does one image.
func (l *MaxPooling) pool(y []float64, argmax []int, img []float64) {
	out, s, k := l.Output(), l.Window.stride(), 0
	for c := range out.C {
		for oy := range out.H {
			top, bottom := clip(oy*s-l.Window.Pad, l.Window.H, l.In.H)
			for ox := range out.W {
				left, right := clip(ox*s-l.Window.Pad, l.Window.W, l.In.W)
				best := (c*l.In.H+top)*l.In.W + left
				for r := top; r < bottom; r++ {
					line := (c*l.In.H + r) * l.In.W
					for at := line + left; at < line+right; at++ {
						if v, top := img[at], img[best]; v > top || v != v && top == top {
							best = at
						}
					}
				}
				y[k], argmax[k] = img[best], best
				k++
			}
		}
	}
}

// clip returns the part of [first, first+size) inside [0, limit).
func clip(first, size, limit int) (lo, hi int) { return max(0, first), min(limit, first+size) }

// Backward gives each element of dy to the pixel that won, and 0 to the
// others.
func (l *MaxPooling) Backward(dy *mat.Dense) *mat.Dense {
	if l.argmax == nil {
		panicf("MaxPooling.Backward: there was no Forward yet")
	}
	size := l.Output().Size()
	checkDims("MaxPooling.Backward", "dy", dy, l.rows, size)
	dx := mat.NewDense(l.rows, l.In.Size(), nil)
	for i := range l.rows {
		row := dx.RawRowView(i)
		for j, v := range dy.RawRowView(i) {
			row[l.argmax[i*size+j]] += v
		}
	}
	return dx
}
