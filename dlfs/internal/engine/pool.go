package engine

import "github.com/dlfs-go/book/internal/simd"

// pool keeps the greatest number of each window, of equal ones the first. The
// border of a window counts as absent.
type pool[T simd.Float] struct {
	window Window
	i      int
	square bool // 2×2 with stride 2: no two windows overlap
}

// Pool appends a max pooling.
func (s *Stack[T]) Pool(window Window) {
	in := s.Out()
	oh, ow := window.output(in)
	out := Size{in.C, oh, ow}
	s.add(&pool[T]{window: window, i: len(s.ops), square: window == Window{2, 2, 2, 0}}, out, padded(out, lanes[T](in.C), 0))
}

func (p *pool[T]) prepare(bool)                   {}
func (p *pool[T]) finish(*[Chunks]worker[T], int) {}

func (p *pool[T]) forward(w *worker[T]) {
	x, y, in, out := w.act(p.i), w.act(p.i+1), w.s.acts[p.i], w.s.acts[p.i+1]
	for oy := range out.H {
		for ox := range out.W {
			to := y[out.origin+oy*out.row+ox*out.pixel:][:in.channels]
			if p.square {
				simd.Greatest(to, four(x, in, oy, ox))
				continue
			}
			p.greatest(to, x, in, oy, ox)
		}
	}
}

// four returns the channels of the four pixels of a window of 2×2.
func four[T simd.Float](x []T, p plane, oy, ox int) [4][]T {
	at := x[p.origin+2*oy*p.row+2*ox*p.pixel:]
	return [4][]T{at, at[p.pixel:], at[p.row:], at[p.row+p.pixel:]}
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
				if v > to[k] {
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
	if !p.square {
		for r := range in.H {
			for c := range in.W {
				clear(dx[dIn.origin+r*dIn.row+c*dIn.pixel:][:dIn.channels])
			}
		}
	}
	for oy := range out.H {
		for ox := range out.W {
			best := y[out.origin+oy*out.row+ox*out.pixel:][:in.channels]
			grad := dy[dOut.origin+oy*dOut.row+ox*dOut.pixel:]
			if p.square {
				simd.Give(four(dx, dIn, oy, ox), four(x, in, oy, ox), best, grad)
				continue
			}
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
				if x[in.origin+r*in.row+c*in.pixel+k] == v {
					dx[dIn.origin+r*dIn.row+c*dIn.pixel+k] += dy[k]
					break search
				}
			}
		}
	}
}
