package simd

import "unsafe"

// Pool is max pooling of a row of windows of 2×2 pixels, side by side. The
// numbers of a pixel, its channels, follow each other, whole vectors of 32
// bytes. All distances are in numbers.
type Pool[T Float] struct {
	x, y, won, dx, dy *T
	pixel, row        int
	pixels, vectors   int
	all               int

	Windows  int  // in the row
	Channels int  // of a pixel; windows are this far apart in y, won and dy
	Pixel    int  // from a pixel to the next, in x or dx
	Row      int  // from a row of pixels to the next, in x or dx
	Rectify  bool // x went through a ReLU: Backward goes back through that, too
}

// prepare takes the distances over and reports whether there are whole vectors.
func (p *Pool[T]) prepare() bool {
	size := int(unsafe.Sizeof(*new(T)))
	p.pixel, p.row, p.pixels, p.vectors = p.Pixel*size, p.Row*size, p.Windows, p.Channels/inVector[T]()
	return p.vectors > 0
}

// Forward sets y to the greatest number of each window, of equal ones the
// first, and won to which of the four that was, from 0 to 3. As in NumPy, NaN
// is greater than every number.
func (p *Pool[T]) Forward(x, y, won []T) {
	if kernel := of[T]().poolForward; kernel != nil && p.prepare() {
		p.x, p.y, p.won = unsafe.SliceData(x), unsafe.SliceData(y), unsafe.SliceData(won)
		kernel((*byte)(unsafe.Pointer(p)))
		return
	}
	for w := range p.Windows {
		for c := range p.Channels {
			at, to := p.of(w, c)
			best, first := x[at[0]], 0
			for k := 1; k < 4; k++ {
				if v := x[at[k]]; v > best || v != v && best == best {
					best, first = v, k
				}
			}
			y[to], won[to] = best, T(first)
		}
	}
}

// Backward sets dx to dy where x won and to 0 elsewhere. What is in y only
// matters for Rectify.
func (p *Pool[T]) Backward(dx, dy, y, won []T) {
	if kernel := of[T]().poolBackward; kernel != nil && p.prepare() {
		p.dx, p.dy, p.y, p.won = unsafe.SliceData(dx), unsafe.SliceData(dy), unsafe.SliceData(y), unsafe.SliceData(won)
		p.all = -1
		if p.Rectify {
			p.all = 0
		}
		kernel((*byte)(unsafe.Pointer(p)))
		return
	}
	for w := range p.Windows {
		for c := range p.Channels {
			at, from := p.of(w, c)
			for _, i := range at {
				dx[i] = 0
			}
			if !p.Rectify || y[from] > 0 {
				dx[at[int(won[from])]] = dy[from]
			}
		}
	}
}

// of returns where the four numbers of a window are, and its one.
func (p *Pool[T]) of(window, channel int) (four [4]int, one int) {
	at := 2*window*p.Pixel + channel
	return [4]int{at, at + p.Pixel, at + p.Row, at + p.Row + p.Pixel}, window*p.Channels + channel
}
