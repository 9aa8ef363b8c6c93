package engine

import (
	"github.com/dlfs-go/book/internal/par"
	"github.com/dlfs-go/book/internal/simd"
)

// Size is the geometry of an image: channels, height and width.
type Size struct{ C, H, W int }

func (s Size) numbers() int { return s.C * s.H * s.W }

// Window is the height and width of what moves over an image, its stride and
// the border around the image.
type Window struct{ H, W, Stride, Pad int }

// output returns the height and width of the positions of the window.
func (w Window) output(in Size) (h, width int) {
	return (in.H+2*w.Pad-w.H)/w.Stride + 1, (in.W+2*w.Pad-w.W)/w.Stride + 1
}

// Stack is convolutions and poolings, one after the other. It goes through all
// of them with one image before the next one comes, so that what is between
// two layers is in the cache when it is needed. Within, the channels of a
// pixel are neighbours (height, width, channel): a vector register holds
// channels of one pixel, and the border that a convolution wants is part of
// what it reads.
type Stack[T simd.Float] struct {
	sizes []Size // of the images before and after each layer
	ops   []op[T]
	acts  []plane // how the images lie in memory
	kept  []bool  // whether the way back looks at them
	grads []plane // and their gradients

	workers       [Chunks]worker[T]
	fore, back    func(i int)
	n             int
	train, wanted bool
	x, y, dy, dx  []T
}

// An op is a layer of a stack. It finds its images with the worker.
type op[T simd.Float] interface {
	prepare(back bool)                       // before a batch: the parameters may have changed
	forward(w *worker[T])                    // one image
	backward(w *worker[T], first, want bool) // one image; first of its part of the batch; want the gradient of the input
	finish(ws *[Chunks]worker[T], n int)     // after a batch: adds up the gradients of the parameters
}

// A plane says how one image lies in memory.
type plane struct {
	Size
	channels int // of a pixel, with those that only fill a vector
	pixel    int // from a pixel to the next
	row      int // from a row to the next
	origin   int // where the first pixel is
	size     int
}

// padded returns the plane of images with a border.
func padded(s Size, channels, pad int) plane {
	row := (s.W + 2*pad) * channels
	return plane{s, channels, channels, row, pad * (row + channels), (s.H + 2*pad) * row}
}

// A worker is what one part of a batch needs.
type worker[T simd.Float] struct {
	tile  simd.Tile[T]
	pool  simd.Pool[T]
	acts  [][]T // images before and after each layer, of all of the part if they are kept
	wins  [][]T // of a pooling, in the places of what comes out: which pixel that was
	grads [][]T // gradients of one image
	sums  [][]T // gradients of the parameters, by layers
	at    int   // number of the image within the part
	keep  bool
	s     *Stack[T]
}

// act returns the image before layer i.
func (w *worker[T]) act(i int) []T { return w.one(w.acts, i) }

// won returns the wins of pooling i.
func (w *worker[T]) won(i int) []T { return w.one(w.wins, i+1) }

func (w *worker[T]) one(of [][]T, i int) []T {
	if size := w.s.acts[i].size; w.keep && w.s.kept[i] {
		return of[i][w.at*size:][:size]
	}
	return of[i]
}

// NewStack returns a stack without layers for images of a size.
func NewStack[T simd.Float](in Size) *Stack[T] {
	s := &Stack[T]{sizes: []Size{in}, kept: []bool{false}, acts: []plane{padded(in, in.C, 0)}, grads: []plane{padded(in, lanes[T](in.C), 0)}}
	s.fore, s.back = s.forwardChunk, s.backwardChunk
	return s
}

// lanes returns channels rounded up to whole vectors.
func lanes[T simd.Float](channels int) int {
	l := simd.Lanes[T]()
	return (channels + l - 1) / l * l
}

// Out returns the size of the images that come out.
func (s *Stack[T]) Out() Size { return s.sizes[len(s.sizes)-1] }

// add appends a layer that gives images of a size.
func (s *Stack[T]) add(o op[T], out Size, grad plane) {
	s.ops, s.sizes = append(s.ops, o), append(s.sizes, out)
	s.acts, s.grads, s.kept = append(s.acts, padded(out, lanes[T](out.C), 0)), append(s.grads, grad), append(s.kept, true)
}

// Forward returns the output for n images, channel by channel.
func (s *Stack[T]) Forward(x []T, n int, train bool) []T {
	s.x, s.n, s.train = x, n, train
	s.y = sized(s.y, n*s.Out().numbers())
	for _, o := range s.ops {
		o.prepare(train)
	}
	par.Do(Chunks, s.fore)
	if !train {
		s.x = nil
	}
	return s.y
}

func (s *Stack[T]) forwardChunk(i int) {
	w := &s.workers[i]
	lo, hi := chunkOf(s.n, i)
	w.s, w.keep = s, s.train
	w.room(hi - lo)
	in, out := s.sizes[0].numbers(), s.Out().numbers()
	for k := lo; k < hi; k++ {
		w.at = k - lo
		inward(w.acts[0], s.x[k*in:][:in], s.acts[0])
		for _, o := range s.ops {
			o.forward(w)
		}
		last := len(s.ops)
		outward(s.y[k*out:][:out], w.act(last), s.acts[last])
	}
}

// room makes sure that there is room for n images and their gradients. What is
// between the pixels stays 0.
func (w *worker[T]) room(n int) {
	s := w.s
	if w.acts == nil {
		w.acts, w.wins, w.grads, w.sums = make([][]T, len(s.acts)), make([][]T, len(s.acts)), make([][]T, len(s.acts)), make([][]T, len(s.ops))
	}
	for i, p := range s.acts {
		size := p.size
		if w.keep && s.kept[i] {
			size *= max(1, n)
		}
		w.acts[i] = sized(w.acts[i], size)
		if i == 0 {
			continue
		}
		if _, ok := s.ops[i-1].(*square[T]); ok {
			w.wins[i] = sized(w.wins[i], size)
		}
	}
}

// Backward leaves the gradients in the parameters.
func (s *Stack[T]) Backward(dy []T, wanted bool) []T {
	s.dy, s.wanted = dy, wanted
	if wanted {
		s.dx = sized(s.dx, s.n*s.sizes[0].numbers())
	}
	par.Do(Chunks, s.back)
	for _, o := range s.ops {
		o.finish(&s.workers, s.n)
	}
	if !wanted {
		return nil
	}
	return s.dx
}

func (s *Stack[T]) backwardChunk(i int) {
	w := &s.workers[i]
	lo, hi := chunkOf(s.n, i)
	for i, p := range s.grads {
		w.grads[i] = sized(w.grads[i], p.size)
	}
	in, out, last := s.sizes[0].numbers(), s.Out().numbers(), len(s.ops)
	for k := lo; k < hi; k++ {
		w.at = k - lo
		inward(w.acts[0], s.x[k*in:][:in], s.acts[0])
		inward(w.grads[last], s.dy[k*out:][:out], s.grads[last])
		for l := last - 1; l >= 0; l-- {
			s.ops[l].backward(w, k == lo, l > 0 || s.wanted)
		}
		if s.wanted {
			outward(s.dx[k*in:][:in], w.grads[0], s.grads[0])
		}
	}
}
