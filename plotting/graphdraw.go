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
	d.lay(&pencil{canvas: c, both: d.g.backward})
	d.each(func(s *spot) {
		if s.node != nil {
			d.node(c, s)
		}
	})
}

// lay draws the edges and their labels.
func (d *graphDrawing) lay(p *pencil) {
	d.each(func(s *spot) {
		if s.node != nil {
			p.avoid(d.at(s), d.nodeWidth(s.node)/2+1, nodeRadius)
		}
	})
	for _, r := range d.routes {
		p.edge(d.line(r), r.from.valueText(), r.from.gradText(r.to.Grad*r.to.local[r.k]), d.preferred(r))
	}
	d.result(p)
	p.labels()
}

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
	if len(r.from.inputs) == 0 {
		ps[0].x += d.nodeWidth(r.from)/2 + 5
	} else {
		ps[0] = leave(ps[0], ps[1], radius(r.from), 2)
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

// result draws the last value, which leaves the graph to the right.
func (d *graphDrawing) result(p *pencil) {
	out := d.g.out
	at := d.at(d.spots[out])
	start := point{at.x + radius(out) + 2, at.y}
	if len(out.inputs) == 0 {
		start.x = at.x + d.nodeWidth(out)/2 + 5
	}
	end := point{start.x + d.tail(), at.y}
	p.edge([]point{start, end}, out.valueText(), out.gradText(out.Grad), 0.5)
	if out.Name != "" && len(out.inputs) > 0 {
		p.text(out.Name, end.x+6+textWidth(out.Name, fontSize)/2, end.y+4, fontSize, ink)
	}
}
