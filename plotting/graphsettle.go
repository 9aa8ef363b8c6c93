package plotting

import (
	"math"
	"slices"
)

// apart is how many rows two spots of a column must be apart.
func apart(a, b *spot) float64 {
	switch {
	case a.node == nil && b.node == nil:
		return 0.66
	case a.node == nil || b.node == nil:
		return 0.85
	case len(a.node.inputs) == 0 || len(b.node.inputs) == 0:
		return besideInput
	}
	return max(1, besideInput/2*float64(numbersInto(a.node)+numbersInto(b.node)))
}

// besideInput is how many rows an input and its neighbour are apart.
const besideInput = 0.9

// numbersInto counts the inputs of an operation on nothing but inputs, which
// stand around its own row.
func numbersInto(n *Node) int {
	if operations(n) > 0 {
		return 0
	}
	return len(n.inputs)
}

// pull is how much two joined spots want to be at the same height: those of a
// long edge the most, a chain of operations more than what meets others, and
// an input that meets an operation the least.
func pull(left, right *spot) float64 {
	switch {
	case left.node == nil && right.node == nil:
		return 24
	case left.node == nil || right.node == nil:
		return 8
	case len(left.node.inputs) == 0 && operations(right.node) > 0:
		return 0.04
	case len(left.right) == 1 && operations(right.node) == 1:
		return 3
	}
	return 1
}

// operations counts the inputs of a node that are results themselves.
func operations(n *Node) int {
	count := 0
	for _, in := range n.inputs {
		if len(in.inputs) > 0 {
			count++
		}
	}
	return count
}

// sweeps are many, because a pull gets on by a column at a time; all of them
// take some milliseconds.
const sweeps = 1500

// settle finds the heights.
func (d *graphDrawing) settle() {
	for _, c := range d.columns {
		for i := 1; i < len(c); i++ {
			c[i].y = c[i-1].y + apart(c[i-1], c[i])
		}
	}
	for sweep := range sweeps {
		for i := range d.columns {
			c := i
			if sweep%2 == 1 {
				c = len(d.columns) - 1 - i
			}
			settleColumn(d.columns[c], 2/(1+float64(sweep)/25))
		}
	}
	for range 3 {
		for _, r := range d.routes {
			d.straighten(r)
		}
		d.snap()
	}
	lowest := math.Inf(1)
	d.each(func(s *spot) { lowest = min(lowest, s.y) })
	d.each(func(s *spot) { s.y -= lowest })
}

func (d *graphDrawing) each(visit func(s *spot)) {
	for _, c := range d.columns {
		for _, s := range c {
			visit(s)
		}
	}
}

// snap puts spots that are almost as high as one that they are joined to at
// the same height, if there is room: from the left to the right, and inputs
// after what they go into.
func (d *graphDrawing) snap() {
	const almost = 0.15
	try := func(s, n *spot) bool {
		if gap := math.Abs(s.y - n.y); gap < almost && d.free([]*spot{s}, n.y) {
			s.y = n.y
			return true
		}
		return false
	}
	d.each(func(s *spot) {
		for _, n := range s.left {
			if try(s, n) {
				return
			}
		}
	})
	d.each(func(s *spot) {
		for _, n := range s.right {
			if len(s.left) == 0 && try(s, n) {
				return
			}
		}
	})
}

// straighten gives the places of a long edge one height, if there is room: that
// of one of its ends, if that is near, or else the mean.
func (d *graphDrawing) straighten(r route) {
	n := len(r.via)
	if n < 3 {
		return
	}
	mean := 0.0
	for _, s := range r.via[1 : n-1] {
		mean += s.y / float64(n-2)
	}
	for _, y := range []float64{r.via[0].y, r.via[n-1].y, mean} {
		if math.Abs(y-mean) < 0.4 && d.free(r.via[1:n-1], y) {
			for _, s := range r.via[1 : n-1] {
				s.y = y
			}
			return
		}
	}
}

// free reports whether spots can move to a height without coming too close to
// others of their columns.
func (d *graphDrawing) free(spots []*spot, y float64) bool {
	const slack = 0.02
	for _, s := range spots {
		c := d.columns[s.column]
		i := slices.Index(c, s)
		if i > 0 && y-c[i-1].y < apart(c[i-1], s)-slack || i+1 < len(c) && c[i+1].y-y < apart(s, c[i+1])-slack {
			return false
		}
	}
	return true
}

// block are neighbours that touch each other, and move together.
type block struct {
	first, n    int
	sum, weight float64 // of the heights wanted for the first of them
}

func (b block) y() float64 { return b.sum / b.weight }

// settleColumn moves the spots of a column as near as possible to where their
// neighbours pull them, in the same order and far enough apart: spots that come
// too close are pooled and share the mean. A pull is weaker the farther it has
// to reach, and the more so the smaller soft is: what counts in the end is not
// the square of a slope but its size, and a few edges are steep so that the
// others run straight.
func settleColumn(c []*spot, soft float64) {
	var blocks []block
	offset := make([]float64, len(c)) // of a spot from the first of the column, if all touched
	for i, s := range c {
		if i > 0 {
			offset[i] = offset[i-1] + apart(c[i-1], s)
		}
		want, weight := s.y*0.001, 0.001 // stay, if nothing pulls
		for _, n := range s.left {
			f := pull(n, s) / (math.Abs(n.y-s.y) + soft)
			want, weight = want+n.y*f, weight+f
		}
		for _, n := range s.right {
			f := pull(s, n) / (math.Abs(n.y-s.y) + soft)
			want, weight = want+n.y*f, weight+f
		}
		blocks = append(blocks, block{i, 1, want - offset[i]*weight, weight})
		for n := len(blocks); n > 1 && blocks[n-2].y() > blocks[n-1].y(); n = len(blocks) {
			b := blocks[n-1]
			blocks = blocks[:n-1]
			last := &blocks[n-2]
			last.n, last.sum, last.weight = last.n+b.n, last.sum+b.sum, last.weight+b.weight
		}
	}
	for _, b := range blocks {
		for i := b.first; i < b.first+b.n; i++ {
			c[i].y = b.y() + offset[i]
		}
	}
}
