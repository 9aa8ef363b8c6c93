package dlfs

import "gonum.org/v1/gonum/mat"

// Im2Col lays the windows of a batch of images out as rows, so that
// convolution becomes one matrix product (section 7.4.3). The result is
// (N·OH·OW)×(C·H·W) with the window's H and W; it panics if x is not N×(C·H·W)
// of the shape or no window fits.
func Im2Col(x *mat.Dense, in Shape, w Window) *mat.Dense {
	checkImages("Im2Col", "x", x, in)
	n, _ := x.Dims()
	oh, ow := w.Output(in)
	k, p := in.C*w.H*w.W, oh*ow
	col := mat.NewDense(n*p, k, nil)
	buf := make([]float64, k*p)
	for i := range n {
		unfold(buf, x.RawRowView(i), in, w)
		for q := range p {
			row := col.RawRowView(i*p + q)
			for j := range row {
				row[j] = buf[j*p+q]
			}
		}
	}
	return col
}

// Col2Im is the way back of [Im2Col] for gradients: it adds every element of
// col to the pixel it came from, so that pixels seen by several windows
// collect several gradients (section 7.4.4). The result is N×(C·H·W). It
// panics if the rows of col are not those of whole images.
func Col2Im(col *mat.Dense, in Shape, w Window) *mat.Dense {
	oh, ow := w.Output(in)
	k, p := in.C*w.H*w.W, oh*ow
	rows, cols := col.Dims()
	if rows%p != 0 || cols != k {
		panicf("Col2Im: col is %d×%d, want N·%d×%d", rows, cols, p, k)
	}
	x := mat.NewDense(rows/p, in.Size(), nil)
	buf := make([]float64, k*p)
	for i := range rows / p {
		for q := range p {
			for j, v := range col.RawRowView(i*p + q) {
				buf[j*p+q] = v
			}
		}
		fold(x.RawRowView(i), buf, in, w)
	}
	return x
}

// unfold writes the windows of one image to col, C·H·W rows of OH·OW elements:
// row (c, i, j) holds element i, j of channel c of every window. That is
// Im2Col transposed, which keeps the innermost loop on neighbouring pixels.
func unfold(col, img []float64, in Shape, w Window) {
	oh, ow := w.Output(in)
	s, k := w.stride(), 0
	for c := range in.C {
		plane := img[c*in.H*in.W:][:in.H*in.W]
		for i := range w.H {
			for j := range w.W {
				for y := range oh {
					out := col[k : k+ow]
					k += ow
					r := y*s + i - w.Pad
					if r < 0 || r >= in.H {
						clear(out)
						continue
					}
					copyStrided(out, plane[r*in.W:][:in.W], j-w.Pad, s)
				}
			}
		}
	}
}

// copyStrided sets out[x] to line[first+x·s], or 0 outside the line.
func copyStrided(out, line []float64, first, s int) {
	if s == 1 && first >= 0 && first+len(out) <= len(line) {
		copy(out, line[first:])
		return
	}
	for x := range out {
		if i := first + x*s; i >= 0 && i < len(line) {
			out[x] = line[i]
		} else {
			out[x] = 0
		}
	}
}

// fold adds what unfold would have copied back to img.
func fold(img, col []float64, in Shape, w Window) {
	oh, ow := w.Output(in)
	s, k := w.stride(), 0
	for c := range in.C {
		plane := img[c*in.H*in.W:][:in.H*in.W]
		for i := range w.H {
			for j := range w.W {
				for y := range oh {
					src := col[k : k+ow]
					k += ow
					r := y*s + i - w.Pad
					if r < 0 || r >= in.H {
						continue
					}
					line := plane[r*in.W:][:in.W]
					for x, v := range src {
						if at := j - w.Pad + x*s; at >= 0 && at < in.W {
							line[at] += v
						}
					}
				}
			}
		}
	}
}
