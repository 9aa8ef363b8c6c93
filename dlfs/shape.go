package dlfs

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// Shape is the geometry of one image: channels, height and width
// (section 7.2.5). A batch of images is an N×(C·H·W) matrix, channel after
// channel, row after row.
type Shape struct{ C, H, W int }

// Size returns C·H·W, the number of columns of a batch.
func (s Shape) Size() int { return s.C * s.H * s.W }

// String returns the shape as C×H×W.
func (s Shape) String() string { return fmt.Sprintf("%d×%d×%d", s.C, s.H, s.W) }

// At returns the element of image n, channel c, row y and column x of a batch
// (section 7.4.1). It panics if there is none.
func (s Shape) At(batch *mat.Dense, n, c, y, x int) float64 {
	if c < 0 || c >= s.C || y < 0 || y >= s.H || x < 0 || x >= s.W {
		panicf("Shape.At: channel %d, row %d, column %d are outside %v", c, y, x, s)
	}
	return batch.At(n, (c*s.H+y)*s.W+x)
}

// Window says how a filter moves over an image: its height and width, the
// stride of its steps and the border of zeros around the image (section 7.2).
// A Stride of 0 means 1.
type Window struct{ H, W, Stride, Pad int }

func (w Window) stride() int { return orElse(w.Stride, 1) }

// ConvOutputSize returns (in + 2·pad - filter)/stride + 1, how often a filter
// fits into a line of in elements (section 7.2.4). What remains at the end of
// a line is not seen. It panics if the filter does not fit at all.
func ConvOutputSize(in, filter, stride, pad int) int {
	if filter < 1 || stride < 1 || pad < 0 || in+2*pad < filter {
		panicf("ConvOutputSize: a filter of %d with stride %d does not fit into %d with padding %d", filter, stride, in, pad)
	}
	return (in+2*pad-filter)/stride + 1
}

// Output returns the number of rows and columns of positions that the window
// takes on an image (section 7.2.4). It panics if there is none.
func (w Window) Output(in Shape) (oh, ow int) {
	return ConvOutputSize(in.H, w.H, w.stride(), w.Pad), ConvOutputSize(in.W, w.W, w.stride(), w.Pad)
}

// checkImages panics unless x is a batch of images of the given shape.
func checkImages(fn, arg string, x *mat.Dense, s Shape) {
	n, d := x.Dims()
	if d != s.Size() {
		panicf("%s: %s is %d×%d, want %d×%d for images of %v", fn, arg, n, d, n, s.Size(), s)
	}
}
