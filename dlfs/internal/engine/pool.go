package engine

import "github.com/dlfs-go/book/internal/simd"

// square is pooling with windows of 2×2 that do not overlap. It remembers which
// pixel of each window won, so that nothing that went in must be kept, and goes
// back through the ReLU before it, too: of a window, only the winner counts.
type square[T simd.Float] struct {
	i       int
	rectify bool
}

func (p *square[T]) prepare(bool)                   {}
func (p *square[T]) finish(*[Chunks]worker[T], int) {}

func (p *square[T]) forward(w *worker[T]) {
	in, out := w.s.acts[p.i], w.s.acts[p.i+1]
	x, y, won := w.act(p.i), w.act(p.i + 1)[out.origin:], w.won(p.i)[out.origin:]
	row := &w.pool
	*row = simd.Pool[T]{Windows: out.W, Channels: out.channels, Pixel: in.pixel, Row: in.row}
	for oy := range out.H {
		row.Forward(x[in.origin+2*oy*in.row:], y[oy*out.row:], won[oy*out.row:])
	}
}

func (p *square[T]) backward(w *worker[T], _, want bool) {
	if !want {
		return
	}
	out, dIn, dOut := w.s.acts[p.i+1], w.s.grads[p.i], w.s.grads[p.i+1]
	dx, dy := w.grads[p.i][dIn.origin:], w.grads[p.i+1][dOut.origin:]
	y, won := w.act(p.i + 1)[out.origin:], w.won(p.i)[out.origin:]
	row := &w.pool
	*row = simd.Pool[T]{Windows: out.W, Channels: out.channels, Pixel: dIn.pixel, Row: dIn.row, Rectify: p.rectify}
	for oy := range out.H {
		row.Backward(dx[2*oy*dIn.row:], dy[oy*dOut.row:], y[oy*out.row:], won[oy*out.row:])
	}
}

// pool keeps the greatest number of each window, of equal ones the first, and
// NaN before all. The border of a window counts as absent.
type pool[T simd.Float] struct {
	window Window
	i      int
}

// Pool appends a max pooling.
func (s *Stack[T]) Pool(window Window) {
	in := s.Out()
	oh, ow := window.output(in)
	out, i := Size{in.C, oh, ow}, len(s.ops)
	grad := padded(out, lanes[T](in.C), 0)
	if window != (Window{2, 2, 2, 0}) || s.acts[i].channels != grad.channels {
		s.add(&pool[T]{window: window, i: i}, out, grad)
		return
	}
	p := &square[T]{i: i}
	if i > 0 {
		if c, ok := s.ops[i-1].(*conv[T]); ok {
			p.rectify, c.masked = c.rectify, true
			s.kept[i] = false
		}
	}
	s.add(p, out, grad)
}

func (p *pool[T]) prepare(bool)                   {}
func (p *pool[T]) finish(*[Chunks]worker[T], int) {}

func (p *pool[T]) forward(w *worker[T]) {
	x, y, in, out := w.act(p.i), w.act(p.i+1), w.s.acts[p.i], w.s.acts[p.i+1]
	for oy := range out.H {
		for ox := range out.W {
			p.greatest(y[out.origin+oy*out.row+ox*out.pixel:][:in.channels], x, in, oy, ox)
		}
	}
}

// covers returns the pixels that the window covers.
func (p *pool[T]) covers(in plane, oy, ox int) (top, bottom, left, right int) {
	y, x := oy*p.window.Stride-p.window.Pad, ox*p.window.Stride-p.window.Pad
	return max(0, y), min(in.H, y+p.window.H), max(0, x), min(in.W, x+p.window.W)
}

func (p *pool[T]) greatest(to, x []T, in plane, oy, ox int) {
	top, bottom, left, right := p.covers(in, oy, ox)
	copy(to, x[in.origin+top*in.row+left*in.pixel:])
	for r := top; r < bottom; r++ {
		for c := left; c < right; c++ {
			for k, v := range x[in.origin+r*in.row+c*in.pixel:][:len(to)] {
				if v > to[k] || v != v && to[k] == to[k] {
					to[k] = v
				}
			}
		}
	}
}

func (p *pool[T]) backward(w *worker[T], _, want bool) {
	if !want {
		return
	}
	x, y, in, out := w.act(p.i), w.act(p.i+1), w.s.acts[p.i], w.s.acts[p.i+1]
	dx, dy, dIn, dOut := w.grads[p.i], w.grads[p.i+1], w.s.grads[p.i], w.s.grads[p.i+1]
	for r := range in.H {
		for c := range in.W {
			clear(dx[dIn.origin+r*dIn.row+c*dIn.pixel:][:dIn.channels])
		}
	}
	for oy := range out.H {
		for ox := range out.W {
			best := y[out.origin+oy*out.row+ox*out.pixel:][:in.channels]
			grad := dy[dOut.origin+oy*dOut.row+ox*dOut.pixel:]
			p.give(dx, x, best, grad, dIn, in, oy, ox)
		}
	}
}

// give adds the gradient of every channel to the first pixel that won.
func (p *pool[T]) give(dx, x, best, dy []T, dIn, in plane, oy, ox int) {
	top, bottom, left, right := p.covers(in, oy, ox)
	for k, v := range best {
	search:
		for r := top; r < bottom; r++ {
			for c := left; c < right; c++ {
				if got := x[in.origin+r*in.row+c*in.pixel+k]; got == v || v != v && got != got {
					dx[dIn.origin+r*dIn.row+c*dIn.pixel+k] += dy[k]
					break search
				}
			}
		}
	}
}
