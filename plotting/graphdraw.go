package plotting

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// SVG draws the graph.
func (g *Graph) SVG() string { return svgOf(g) }

// PNG draws the graph as a picture.
func (g *Graph) PNG() []byte { return pngOf(g) }

// Size returns how large the graph is drawn.
func (g *Graph) Size() (w, h vg.Length) {
	d := g.layout()
	return d.w, d.h
}

// Draw draws the graph at the top left of c.
func (g *Graph) Draw(c draw.Canvas) { g.layout().draw(newCanvas(c)) }

func (d *graphDrawing) draw(c *canvas) {
	if d.g.out == nil {
		return
	}
	p := d.plan()
	p.canvas = c
	p.draw()
	if out := d.g.out; out.Name != "" && len(out.inputs) > 0 {
		line := p.notes[len(p.notes)-1].line
		end := line[len(line)-1]
		p.text(out.Name, end.x+6+textWidth(out.Name, fontSize)/2, end.y+4, fontSize, ink)
	}
	p.labels()
	d.each(func(s *spot) {
		if s.node != nil {
			d.node(c, s)
		}
	})
}

// plan is where the edges and their labels go.
func (d *graphDrawing) plan() *pencil {
	p := &pencil{}
	d.each(func(s *spot) {
		if s.node != nil {
			p.avoid(d.at(s), d.nodeWidth(s.node)/2+1, nodeRadius)
		}
	})
	for _, r := range d.routes {
		p.notes = append(p.notes, note{line: d.line(r), value: r.value, grad: r.grad, valueSize: r.valueSize, gradSize: r.gradSize,
			preferred: d.preferred(r), back: d.back(r.from), shown: d.shows(r.to, r.k)})
	}
	p.notes = append(p.notes, d.result())
	p.place()
	return p
}

// back reports whether a gradient comes back to a node.
func (d *graphDrawing) back(n *Node) bool { return d.g.backward && !n.fixed }

func (d *graphDrawing) node(c *canvas, s *spot) {
	at := d.at(s)
	if len(s.node.inputs) == 0 {
		c.text(s.node.Name, at.x, at.y+4, fontSize, ink)
		return
	}
	if r := radius(s.node); r > nodeRadius {
		c.box(at.x-r, at.y-nodeRadius, 2*r, 2*nodeRadius, nodeRadius)
	} else {
		c.circle(at.x, at.y, r)
	}
	c.text(s.node.op, at.x, at.y+5, opSize, ink)
}

// line is where an edge runs, from the border of a node to that of another.
func (d *graphDrawing) line(r route) []point {
	var ps []point
	for _, s := range r.via {
		ps = append(ps, d.at(s))
	}
	switch {
	case len(r.from.inputs) > 0:
		ps[0] = leave(ps[0], ps[1], radius(r.from), 2)
	case len(d.spots[r.from].right) > 1: // each edge has a start of its own
		ps[0] = leave(ps[0], ps[1], max(nodeRadius, d.nodeWidth(r.from)/2+5), 0)
	default:
		ps[0].x += d.nodeWidth(r.from)/2 + 5
	}
	n := len(ps)
	ps[n-1] = leave(ps[n-1], ps[n-2], radius(r.to), 3)
	return ps
}

// leave is where the way from the middle of a node, rx wide to each side,
// to b comes out of it, and some way on.
func leave(a, b point, rx vg.Length, more vg.Length) point {
	dx, dy := float64(b.x-a.x), float64(b.y-a.y)
	n := math.Hypot(dx, dy)
	straight := max(0, rx-nodeRadius) // of the upper and lower border
	far := min(float64(nodeRadius)+float64(straight)*math.Abs(dx)/n, nodeRadius*n/max(1e-9, math.Abs(dy)))
	return toward(a, b, vg.Length(far)+more)
}

// preferred is where along an edge its labels stand best: where edges that
// share an end are farther from each other.
func (d *graphDrawing) preferred(r route) float64 {
	out, in := len(d.spots[r.from].right), len(r.to.inputs)
	switch {
	case out > 1 && in <= out:
		return 0.6
	case in > 1:
		return 0.38
	}
	return 0.5
}

// result is the edge of the last value, which leaves the graph to the right.
func (d *graphDrawing) result() note {
	out := d.g.out
	at := d.at(d.spots[out])
	start := point{at.x + radius(out) + 2, at.y}
	if len(out.inputs) == 0 {
		start.x = at.x + d.nodeWidth(out)/2 + 5
	}
	return note{line: []point{start, {start.x + d.tail(), at.y}}, value: out.valueText(), grad: out.gradText(out.Grad),
		valueSize: sizeOf(out.valueText()), gradSize: sizeOf(out.gradText(out.Grad)), preferred: 0.5, back: d.back(out), shown: d.shows(nil, 0)}
}
