package engine

import (
	"github.com/dlfs-go/book/internal/par"
	"github.com/dlfs-go/book/internal/simd"
)

// conv is a convolution, and the ReLU after it.
//
// All its sums are those of [simd.Tile]. A filter of a row of windows reads,
// for each of its lines, numbers that follow each other: width times channels.
//
//	forward   rows of a tile are windows side by side, columns are filters
//	weights   rows are elements of a line of the filter, columns are filters,
//	          and the sum runs over the positions of the window
//	input     forward with the filters turned by 180°, over gradients with a
//	          border and, for a stride, with zeros between them
type conv[T simd.Float] struct {
	w, b    *Param[T]
	window  Window
	rectify bool
	masked  bool // the pooling after it goes back through the ReLU
	i       int  // number in the stack

	in, out plane // as images
	dIn     plane // as gradients
	dOut    plane
	skip    int // from the start of the gradients to the first window of the way back
	first   int // line of the gradients, counted from there, that is not border

	filters, turned, bias []T
	across, back, taps    []span
	strips, backStrips    []span
	ones                  []T
	sums                  *[Chunks]worker[T]
	chunks                int
	sum                   func(i int)
}

// A span is so many rows of a tile, or lines, or, in strips, columns, from at on.
type span struct{ at, n int }

// Conv appends a convolution with filters C·H·W numbers long, one a row of w,
// and a ReLU if rectify is set.
func (s *Stack[T]) Conv(w, b *Param[T], filters int, window Window, rectify bool) {
	in, i := s.Out(), len(s.ops)
	oh, ow := window.output(in)
	out := Size{filters, oh, ow}
	s.acts[i] = padded(in, s.acts[i].channels, window.Pad)
	c := &conv[T]{w: w, b: b, window: window, rectify: rectify, i: i, in: s.acts[i], out: padded(out, lanes[T](filters), 0), dIn: s.grads[i]}
	top, left := max(0, window.H-1-window.Pad), max(0, window.W-1-window.Pad)
	skipY, skipX := top-(window.H-1-window.Pad), left-(window.W-1-window.Pad)
	height := max(top+(oh-1)*window.Stride+1, skipY+in.H-1+window.H)
	width := max(left+(ow-1)*window.Stride+1, skipX+in.W-1+window.W)
	ch := c.out.channels
	c.dOut = plane{out, ch, window.Stride * ch, window.Stride * width * ch, (top*width + left) * ch, height * width * ch}
	c.skip, c.first = (skipY*width+skipX)*ch, top-skipY
	c.across, c.back, c.taps = overlapping(ow), overlapping(in.W), exact(window.W*c.in.channels)
	c.strips, c.backStrips = strips[T](ch), strips[T](c.dIn.channels)
	k := window.H * window.W
	c.filters, c.turned = make([]T, k*c.in.channels*ch), make([]T, k*c.dIn.channels*ch)
	c.bias, c.ones = make([]T, ch), []T{1}
	c.sum = c.sumStrip
	s.add(c, out, c.dOut)
}

// overlapping cuts n into spans of the sizes that tiles have. Two may overlap:
// what is computed twice is the same.
func overlapping(n int) []span {
	sizes := simd.Rows()
	parts := (n + sizes[0] - 1) / sizes[0]
	size := sizes[0]
	for _, r := range sizes {
		if r*parts >= n {
			size = r
		}
	}
	if size > n {
		return exact(n)
	}
	var spans []span
	for at := 0; at < n; at += size {
		spans = append(spans, span{min(at, n-size), size})
	}
	return spans
}

// exact cuts n into spans that do not overlap.
func exact(n int) []span {
	var spans []span
	for at := 0; at < n; {
		for _, r := range simd.Rows() {
			if r <= n-at {
				spans = append(spans, span{at, r})
				at += r
				break
			}
		}
	}
	return spans
}

// strips cuts channels, whole vectors of them, into strips of two vectors and
// a last one of one.
func strips[T simd.Float](channels int) []span {
	var spans []span
	for at := 0; at < channels; at += 2 * simd.Lanes[T]() {
		spans = append(spans, span{at, min(2*simd.Lanes[T](), channels-at)})
	}
	return spans
}

// prepare copies the filters to where tiles want them. Element k of the filter
// in column f is at f.at·K + k·f.n + (column - f.at), strip after strip.
func (c *conv[T]) prepare(back bool) {
	copy(c.bias, c.b.Value)
	in, out := c.in.channels, c.out.channels
	k, kBack := c.window.H*c.window.W*in, c.window.H*c.window.W*out
	at := 0
	for f := range c.out.C {
		strip := c.strips[f/c.strips[0].n]
		to := c.filters[strip.at*k+f-strip.at:]
		for ch := range c.in.C {
			bs := c.backStrips[ch/c.backStrips[0].n]
			turned := c.turned[bs.at*kBack+ch-bs.at:]
			for p := range c.window.H * c.window.W {
				v := c.w.Value[at]
				at++
				to[(p*in+ch)*strip.n] = v
				if back {
					turned[((c.window.H*c.window.W-1-p)*out+f)*bs.n] = v
				}
			}
		}
	}
}

func (c *conv[T]) forward(w *worker[T]) {
	x, y, t := w.act(c.i), w.act(c.i+1), &w.tile
	out := w.s.acts[c.i+1]
	step := c.window.Stride * c.in.pixel
	*t = simd.Tile[T]{
		ARow: step, AStep: 1, ASeg: c.in.row, Steps: c.window.W * c.in.channels, Segs: c.window.H,
		CRow: out.pixel, Start: simd.Bias, Rectify: c.rectify,
	}
	k := c.window.H * c.window.W * c.in.channels
	for _, f := range c.strips {
		t.BStep, t.BSeg = f.n, f.n*t.Steps
		for oy := range out.H {
			top := oy * c.window.Stride
			in := within(c.window.H, c.window.Pad-top, c.window.Pad-top+c.in.H)
			t.Segs = in.n
			t.Prepare()
			line, to := x[(top+in.at)*c.in.row:], y[out.origin+oy*out.row+f.at:]
			filters := c.filters[f.at*k+in.at*t.BSeg:]
			for _, s := range c.across {
				t.Run(s.n, f.n, line[s.at*step:], filters, to[s.at*out.pixel:], c.bias[f.at:])
			}
		}
	}
}

// within returns which of n lines are in [lo, hi): the others lie in a border
// of zeros, which would change no sum. If there is none it returns all, for a
// sum needs something.
func within(n, lo, hi int) span {
	lo, hi = max(0, lo), min(n, hi)
	if lo >= hi {
		return span{0, n}
	}
	return span{lo, hi - lo}
}

func (c *conv[T]) backward(w *worker[T], first, want bool) {
	if c.rectify && !c.masked {
		c.mask(w)
	}
	c.weights(w, first)
	if want {
		c.input(w)
	}
}

// mask stops the gradients where the ReLU did.
func (c *conv[T]) mask(w *worker[T]) {
	dy, y, p := w.grads[c.i+1], w.act(c.i+1), w.s.acts[c.i+1]
	for oy := range p.H {
		to, from := dy[c.dOut.origin+oy*c.dOut.row:], y[p.origin+oy*p.row:]
		if c.window.Stride == 1 {
			simd.Mask(to[:p.W*p.pixel], from)
			continue
		}
		for ox := range p.W {
			simd.Mask(to[ox*c.dOut.pixel:][:p.channels], from[ox*p.pixel:])
		}
	}
}

// weights adds to the gradients of the filters, which lie as the filters do,
// and of the biases, which follow them.
func (c *conv[T]) weights(w *worker[T], first bool) {
	in, out, k := c.in.channels, c.out.channels, c.window.H*c.window.W*c.in.channels
	x, dy, t := w.act(c.i), w.grads[c.i+1][c.dOut.origin:], &w.tile
	w.sums[c.i] = sized(w.sums[c.i], (k+1)*out)
	sums, bias := w.sums[c.i], w.sums[c.i][k*out:]
	start := simd.Add
	if first {
		start = simd.Zero
	}
	for _, f := range c.strips {
		*t = simd.Tile[T]{
			Steps: c.out.W, Segs: c.out.H, ARow: 1, AStep: c.window.Stride * c.in.pixel, ASeg: c.window.Stride * c.in.row,
			BStep: c.dOut.pixel, BSeg: c.dOut.row, CRow: f.n, Start: start,
		}
		for i := range c.window.H {
			lines := c.linesAt(i)
			t.Segs = lines.n
			t.Prepare()
			from, to := x[i*c.in.row+lines.at*t.ASeg:], sums[f.at*k+i*c.window.W*in*f.n:]
			for _, s := range c.taps {
				t.Run(s.n, f.n, from[s.at:], dy[lines.at*t.BSeg+f.at:], to[s.at*f.n:], nil)
			}
		}
		t.ARow, t.AStep, t.ASeg, t.Segs = 0, 0, 0, c.out.H
		t.Prepare()
		t.Run(1, f.n, c.ones, dy[f.at:], bias[f.at:], nil)
	}
}

// linesAt returns for which lines of the output line i of the window is in the
// image.
func (c *conv[T]) linesAt(i int) span {
	up := func(n int) int { return (n + c.window.Stride - 1) / c.window.Stride }
	first := max(0, c.window.Pad-i)
	return within(c.out.H, up(first), up(max(0, c.in.H+c.window.Pad-i)))
}

// input computes the gradients of the input.
func (c *conv[T]) input(w *worker[T]) {
	dy, dx, t := w.grads[c.i+1][c.skip:], w.grads[c.i][c.dIn.origin:], &w.tile
	width := c.dOut.row / c.window.Stride
	*t = simd.Tile[T]{
		ARow: c.out.channels, AStep: 1, ASeg: width, Steps: c.window.W * c.out.channels, Segs: c.window.H, CRow: c.dIn.pixel,
	}
	k := c.window.H * c.window.W * c.out.channels
	for _, f := range c.backStrips {
		t.BStep, t.BSeg = f.n, f.n*t.Steps
		for y := range c.in.H {
			in := within(c.window.H, c.first-y, c.first-y+(c.out.H-1)*c.window.Stride+1)
			t.Segs = in.n
			t.Prepare()
			line, to := dy[(y+in.at)*width:], dx[y*c.dIn.row+f.at:]
			turned := c.turned[f.at*k+in.at*t.BSeg:]
			for _, s := range c.back {
				t.Run(s.n, f.n, line[s.at*c.out.channels:], turned, to[s.at*c.dIn.pixel:], nil)
			}
		}
	}
}

// finish adds up what the workers have, always in the same order.
func (c *conv[T]) finish(ws *[Chunks]worker[T], n int) {
	c.sums, c.chunks = ws, n
	par.Do(len(c.strips), c.sum)
}

// sumStrip does the filters of one strip.
func (c *conv[T]) sumStrip(i int) {
	in, out, strip := c.in.channels, c.out.channels, c.strips[i]
	k, positions := c.window.H*c.window.W*in, c.window.H*c.window.W
	total := c.sums[0].sums[c.i]
	for chunk := 1; chunk < Chunks; chunk++ {
		if lo, hi := chunkOf(c.chunks, chunk); lo == hi {
			continue
		}
		more := c.sums[chunk].sums[c.i]
		addTo(total[strip.at*k:][:k*strip.n], more[strip.at*k:])
		addTo(total[k*out+strip.at:][:strip.n], more[k*out+strip.at:])
	}
	for f := strip.at; f < min(strip.at+strip.n, c.out.C); f++ {
		from, to := total[strip.at*k+f-strip.at:], c.w.Grad[f*c.in.C*positions:]
		for ch := range c.in.C {
			for p := range positions {
				to[ch*positions+p] = from[(p*in+ch)*strip.n]
			}
		}
		c.b.Grad[f] = total[k*out+f]
	}
}

func addTo[T simd.Float](x, y []T) {
	y = y[:len(x)]
	for i := range x {
		x[i] += y[i]
	}
}
