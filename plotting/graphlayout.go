package plotting

import (
	"gonum.org/v1/plot/vg"
)

// place is where a node is drawn.
type place struct{ x, y vg.Length }

// graphDrawing is a laid out graph. Inputs stand one column before what first
// uses them; every other node one column after the last of its inputs; a node
// stands at the mean height of its inputs, and inputs one below the other in
// the order in which the computation meets them. For the trees of chapter 5
// this is what one draws by hand.
type graphDrawing struct {
	g      *Graph
	column map[*Node]int
	row    map[*Node]float64
	shift  []vg.Length // left edge of each column's nodes
	rows   int
	w, h   vg.Length
}

const (
	nodeRadius = 15
	fontSize   = 12
	opSize     = 14
	rowHeight  = 76
	margin     = 14
	minGap     = 84 // between two columns of nodes
)

func (g *Graph) layout() *graphDrawing {
	d := &graphDrawing{g: g, column: map[*Node]int{}, row: map[*Node]float64{}}
	if g.out == nil {
		d.w, d.h = 2*margin, 2*margin
		return d
	}
	d.assignColumns(g.out)
	d.assignRows(g.out, map[*Node]bool{})
	d.separate()
	d.measure()
	return d
}

func (d *graphDrawing) assignColumns(n *Node) int {
	if c, ok := d.column[n]; ok {
		return c
	}
	c := 0
	for _, in := range n.inputs {
		if len(in.inputs) > 0 {
			c = max(c, d.assignColumns(in))
		}
	}
	c++
	d.column[n] = c
	for _, in := range n.inputs {
		if old, ok := d.column[in]; len(in.inputs) == 0 && (!ok || c-1 < old) {
			d.column[in] = c - 1
		}
	}
	return c
}

func (d *graphDrawing) assignRows(n *Node, seen map[*Node]bool) float64 {
	if seen[n] {
		return d.row[n]
	}
	seen[n] = true
	if len(n.inputs) == 0 {
		d.row[n] = float64(d.rows)
		d.rows++
		return d.row[n]
	}
	sum := 0.0
	for _, in := range n.inputs {
		sum += d.assignRows(in, seen)
	}
	d.row[n] = sum / float64(len(n.inputs))
	return d.row[n]
}

// separate moves nodes apart that the means have put in the same place.
func (d *graphDrawing) separate() {
	const least = 0.75
	for again, tries := true, 0; again && tries < 50; tries++ {
		again = false
		for _, a := range d.g.nodes {
			for _, b := range d.g.nodes {
				if a.index >= b.index || d.column[a] != d.column[b] || !d.drawn(a) || !d.drawn(b) {
					continue
				}
				if gap := d.row[b] - d.row[a]; gap < least && gap > -least {
					d.row[b] = d.row[a] + least
					d.rows = max(d.rows, int(d.row[b]+1.5))
					again = true
				}
			}
		}
	}
}

func (d *graphDrawing) drawn(n *Node) bool { _, ok := d.column[n]; return ok }

// measure gives each column its place: between two of them there is room for
// the longest label on an edge.
func (d *graphDrawing) measure() {
	last := d.column[d.g.out]
	gap := make([]vg.Length, last+2)
	for n := range d.column {
		gap[d.column[n]+1] = max(gap[d.column[n]+1], d.labelWidth(n))
	}
	x := vg.Length(margin)
	for c := 0; c <= last; c++ {
		width := vg.Length(2 * nodeRadius)
		for n := range d.column {
			if d.column[n] == c {
				width = max(width, d.nodeWidth(n))
			}
		}
		d.shift = append(d.shift, x+width/2)
		x += width + max(minGap, gap[c+1]+22)
	}
	d.w = x - max(minGap, gap[last+1]+22) + max(minGap, gap[last+1]+22) + max(0, textWidth(d.g.out.Name, fontSize)) + margin
	d.h = vg.Length(d.rows)*rowHeight + 2*margin - 20
}

func (d *graphDrawing) labelWidth(n *Node) vg.Length {
	w := textWidth(number(n.Value), fontSize)
	if d.g.backward {
		w = max(w, textWidth(number(n.Grad), fontSize))
	}
	return w
}

func (d *graphDrawing) nodeWidth(n *Node) vg.Length {
	if len(n.inputs) == 0 {
		return textWidth(n.Name, fontSize)
	}
	return 2 * radius(n)
}

// radius grows with the operation's name.
func radius(n *Node) vg.Length { return max(nodeRadius, textWidth(n.op, opSize)/2+6) }

func (d *graphDrawing) at(n *Node) place {
	return place{d.shift[d.column[n]], margin + rowHeight/2 - 10 + vg.Length(d.row[n])*rowHeight}
}
