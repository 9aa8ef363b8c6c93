package plotting

import (
	"slices"

	"gonum.org/v1/plot/vg"
)

// The layout of a graph follows Sugiyama, Tagawa and Toda (“Methods for visual
// understanding of hierarchical system structures”, 1981). Every node stands in
// a column: an operation behind the last of its inputs, an input just before
// what first uses it. An edge that passes columns gets a place in each of them.
// The order in a column is that in which the computation meets its nodes,
// unless another one crosses fewer edges. Heights come last: each place as near
// as may be to the places it is joined to, first of all to those of the same
// long edge, so that it runs straight.

// spot is a place in a column: of a node, or of an edge that passes.
type spot struct {
	node        *Node // nil for an edge that passes
	column      int
	y           float64 // in rows
	left, right []*spot
}

// route is an edge: the k-th input of to, and the spots that it passes.
type route struct {
	from, to *Node
	k        int
	via      []*spot // the first is from's, the last to's

	value, grad         string
	valueSize, gradSize size
}

// graphDrawing is a laid out graph.
type graphDrawing struct {
	g       *Graph
	spots   map[*Node]*spot
	columns [][]*spot
	routes  []route
	x       []vg.Length // the middles of the columns
	w, h    vg.Length
	row     vg.Length // between two rows
	gap     vg.Length // the least between two columns
	room    vg.Length // beside the words of an edge
	wider   []float64 // by how much the way behind each column is

	stages map[backEdge]stage // of a backward pass that is not at its end; nil if it is
}

const (
	nodeRadius = 15
	fontSize   = 11.5
	opSize     = 14
	rowHeight  = 70
	margin     = 14
	minGap     = 66 // between the nodes of two columns
)

func (g *Graph) layout() *graphDrawing {
	d := &graphDrawing{g: g, spots: map[*Node]*spot{}}
	if g.out == nil {
		d.w, d.h = 2*margin, 2*margin
		return d
	}
	d.assignColumns(g.out)
	d.moveInputs()
	d.columns = make([][]*spot, d.spots[g.out].column+1)
	d.meet(g.out, map[*Node]bool{})
	d.uncross()
	d.settle()
	d.spread()
	return d
}

// assignColumns places what a node is computed from, and then the node.
func (d *graphDrawing) assignColumns(n *Node) int {
	if s, ok := d.spots[n]; ok {
		return s.column
	}
	c := 0
	for _, in := range n.inputs {
		c = max(c, d.assignColumns(in)+1)
	}
	d.spots[n] = &spot{node: n, column: c}
	return c
}

// moveInputs places inputs just before what first uses them.
func (d *graphDrawing) moveInputs() {
	first := map[*Node]int{}
	for n, s := range d.spots {
		for _, in := range n.inputs {
			if c, ok := first[in]; len(in.inputs) == 0 && (!ok || s.column-1 < c) {
				first[in] = s.column - 1
			}
		}
	}
	for in, c := range first {
		d.spots[in].column = c
	}
}

// meet walks the computation from its end, which gives the columns their first
// order, and makes the routes.
func (d *graphDrawing) meet(n *Node, seen map[*Node]bool) {
	if seen[n] {
		return
	}
	seen[n] = true
	for k, in := range n.inputs {
		d.meet(in, seen)
		r := route{from: in, to: n, k: k, via: []*spot{d.spots[in]}}
		for c := d.spots[in].column + 1; c < d.spots[n].column; c++ {
			s := &spot{column: c}
			d.columns[c] = append(d.columns[c], s)
			r.via = append(r.via, s)
		}
		r.via = append(r.via, d.spots[n])
		for i := 1; i < len(r.via); i++ {
			r.via[i-1].right = append(r.via[i-1].right, r.via[i])
			r.via[i].left = append(r.via[i].left, r.via[i-1])
		}
		r.value, r.grad = r.to.edgeText(r.k)
		r.valueSize, r.gradSize = sizeOf(r.value), sizeOf(r.grad)
		d.routes = append(d.routes, r)
	}
	s := d.spots[n]
	d.columns[s.column] = append(d.columns[s.column], s)
}

// uncross orders each column by the mean of its neighbours' orders, back and
// forth, and keeps the best order seen.
func (d *graphDrawing) uncross() {
	best, fewest := d.order(), d.crossings()
	for sweep := 0; sweep < 8 && fewest > 0; sweep++ {
		right := sweep%2 == 0
		for i := range d.columns {
			c := i
			if !right {
				c = len(d.columns) - 1 - i
			}
			d.sortColumn(c, right)
		}
		if n := d.crossings(); n < fewest {
			best, fewest = d.order(), n
		}
	}
	d.columns = best
}

func (d *graphDrawing) order() [][]*spot {
	var out [][]*spot
	for _, c := range d.columns {
		out = append(out, slices.Clone(c))
	}
	return out
}

func (d *graphDrawing) sortColumn(c int, fromLeft bool) {
	place := d.places()
	key := map[*spot]float64{}
	for i, s := range d.columns[c] {
		near := s.right
		if fromLeft {
			near = s.left
		}
		key[s] = float64(i)
		if len(near) > 0 {
			sum := 0.0
			for _, n := range near {
				sum += float64(place[n])
			}
			key[s] = sum / float64(len(near))
		}
	}
	slices.SortStableFunc(d.columns[c], func(a, b *spot) int {
		switch {
		case key[a] < key[b]:
			return -1
		case key[a] > key[b]:
			return 1
		}
		return 0
	})
}

// places are the orders of the spots in their columns.
func (d *graphDrawing) places() map[*spot]int {
	out := map[*spot]int{}
	for _, c := range d.columns {
		for i, s := range c {
			out[s] = i
		}
	}
	return out
}

func (d *graphDrawing) crossings() int {
	place, n := d.places(), 0
	for _, c := range d.columns {
		for i, a := range c {
			for _, b := range c[i+1:] {
				for _, p := range a.right {
					for _, q := range b.right {
						if place[p] > place[q] {
							n++
						}
					}
				}
			}
		}
	}
	return n
}
