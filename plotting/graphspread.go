package plotting

import (
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
)

// widest is how wide a drawing may be so that its words are still 11 pixels
// high in a column of 686, and 10 on a telephone.
const widest = 700

// aPage is how wide it may be for words of 11 pixels where it has the width of
// a page of 1280 beside its contents.
const aPage = 940

// spread gives the columns their places and the rows their distance: first as
// close as the words allow, and then, as long as a label lies on something,
// farther apart. Of several ways to get there it takes the smallest.
func (d *graphDrawing) spread() {
	d.closest()
	if !d.crowded(0) {
		return
	}
	row, wider, least := d.row, d.wider, math.Inf(1)
	for _, way := range []struct{ row, column float64 }{{8, 0}, {4, 0.06}, {2, 0.1}, {8, 0.06}} {
		d.closest()
		for range 24 {
			d.row += vg.Length(way.row)
			d.measure()
			if area := float64(d.h + d.w + 6*max(0, d.w-aPage)); area >= least {
				break
			} else if !d.crowded(way.column) {
				row, wider, least = d.row, slices.Clone(d.wider), area
				break
			}
		}
	}
	d.row, d.wider = row, wider
	d.measure()
}

// crowded reports whether a label lies on something, and widens the columns
// beside its edge by a share.
func (d *graphDrawing) crowded(by float64) bool {
	found := false
	for i, n := range d.plan().notes {
		if n.cost < 1 || i == len(d.routes) {
			continue
		}
		found = true
		r := d.routes[i]
		for c := r.via[0].column; c < d.spots[r.to].column; c++ {
			d.wider[c] += by
		}
	}
	return found
}

// closest gives the columns and rows the least distances.
func (d *graphDrawing) closest() {
	d.gap, d.room = minGap, 24
	d.row = rowHeight + d.moreLines()
	d.wider = make([]float64, len(d.columns))
	for c := range d.wider {
		d.wider[c] = 1
		if d.tangled(c) {
			d.wider[c] = 1.45
		}
	}
	d.measure()
	if d.w > widest {
		d.tight()
	}
}

// tight brings the columns of a wide graph as close as their words allow.
func (d *graphDrawing) tight() {
	for c := range d.wider {
		d.wider[c] = 1
	}
	d.gap, d.room = 46, 18
	d.measure()
}

// lines is the greatest number of lines that a label has.
func (d *graphDrawing) lines() int {
	out := d.g.out
	most := max(strings.Count(out.valueText(), "\n"), strings.Count(out.gradText(out.Grad), "\n"))
	for _, r := range d.routes {
		most = max(most, strings.Count(r.value, "\n"), strings.Count(r.grad, "\n"))
	}
	return 1 + most
}

// moreLines is the height of the lines above and below an edge after the first.
func (d *graphDrawing) moreLines() vg.Length { return 2 * lineHeight * vg.Length(d.lines()-1) }

// top is the room above the first row, and below the last.
func (d *graphDrawing) top() vg.Length { return margin + 25 + d.moreLines()/2 }

// measure gives the columns their places: between two of them there is room
// for the longest label.
func (d *graphDrawing) measure() {
	gap := make([]vg.Length, len(d.columns))
	for _, r := range d.routes {
		c := r.via[0].column
		gap[c] = max(gap[c], d.edgeWidth(r)+d.room)
	}
	x := vg.Length(margin)
	d.x = nil
	rows := 0.0
	for c, spots := range d.columns {
		width := vg.Length(0)
		for _, s := range spots {
			rows = max(rows, s.y)
			if s.node != nil {
				width = max(width, d.nodeWidth(s.node))
			}
		}
		d.x = append(d.x, x+width/2)
		x += width + max(d.gap, gap[c]*vg.Length(d.wider[c]))
	}
	out := d.g.out
	last := d.x[len(d.x)-1] + d.nodeWidth(out)/2 + d.tail()
	if len(out.inputs) > 0 && out.Name != "" {
		last += 8 + textWidth(out.Name, fontSize)
	}
	d.w, d.h = last+margin, vg.Length(rows)*d.row+2*d.top()
}

// tangled reports whether edges both part and meet behind a column.
func (d *graphDrawing) tangled(c int) bool {
	parts, meets := false, false
	for _, s := range d.columns[c] {
		parts = parts || len(s.right) > 1
		for _, n := range s.right {
			meets = meets || len(n.left) > 1
		}
	}
	return parts && meets
}

// tail is how long the arrow out of the graph is.
func (d *graphDrawing) tail() vg.Length {
	return max(46, d.labelWidth(d.g.out, d.g.out.Grad)+18)
}

// edgeWidth is how wide the words at an edge are.
func (d *graphDrawing) edgeWidth(r route) vg.Length {
	if !d.back(r.from) {
		return r.valueSize.w
	}
	return max(r.valueSize.w, r.gradSize.w)
}

func (d *graphDrawing) labelWidth(n *Node, grad float64) vg.Length {
	w := wordsWidth(n.valueText())
	if d.back(n) {
		w = max(w, wordsWidth(n.gradText(grad)))
	}
	return w
}

func (d *graphDrawing) nodeWidth(n *Node) vg.Length {
	if len(n.inputs) == 0 {
		return textWidth(n.Name, fontSize)
	}
	return 2 * radius(n)
}

// radius is half the width of an operation: it grows with its name.
func radius(n *Node) vg.Length { return max(nodeRadius, textWidth(n.op, opSize)/2+7) }

// point is a place on the page.
type point struct{ x, y vg.Length }

func (d *graphDrawing) at(s *spot) point {
	return point{d.x[s.column], d.top() + vg.Length(s.y)*d.row}
}
