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
	for _, n := range d.g.nodes {
		if d.drawn(n) {
			for k, in := range n.inputs {
				d.edge(c, in, n, k)
			}
		}
	}
	d.result(c)
	for _, n := range d.g.nodes {
		if !d.drawn(n) {
			continue
		}
		p := d.at(n)
		if len(n.inputs) == 0 {
			c.text(n.Name, p.x, p.y+4, fontSize, ink)
			continue
		}
		c.circle(p.x, p.y, radius(n))
		c.text(n.op, p.x, p.y+5, opSize, ink)
	}
}

// edge draws the value that goes from one node to the next and the gradient
// that comes back: here the part of it that flows along this edge.
func (d *graphDrawing) edge(c *canvas, from, to *Node, k int) {
	a, b := d.at(from), d.at(to)
	angle := math.Atan2(float64(b.y-a.y), float64(b.x-a.x))
	cos, sin := vg.Length(math.Cos(angle)), vg.Length(math.Sin(angle))
	start := radius(from) + 2
	if len(from.inputs) == 0 {
		start = min(d.nodeWidth(from)/2+5, (d.nodeWidth(from)/2+5)/max(cos, 0.2))
	}
	end := radius(to) + 3
	x0, y0, x1, y1 := a.x+start*cos, a.y+start*sin, b.x-end*cos, b.y-end*sin
	d.both(c, x0, y0, x1, y1, number(from.Value), number(to.Grad*to.local[k]))
}

// labelAt is how far along an edge its labels stand: nearer to where it comes
// from, since edges meet where they go.
const labelAt = 0.4

// both draws an arrow forward with its value above, and, after a backward
// pass, one back with its gradient below.
func (d *graphDrawing) both(c *canvas, x0, y0, x1, y1 vg.Length, value, grad string) {
	angle := math.Atan2(float64(y1-y0), float64(x1-x0))
	nx, ny := -vg.Length(math.Sin(angle)), vg.Length(math.Cos(angle)) // to the right of the arrow: down
	const apart = 3.2
	up, down := vg.Length(0), vg.Length(0)
	if d.g.backward {
		up, down = apart, apart
	}
	c.arrow(x0-nx*up, y0-ny*up, x1-nx*up, y1-ny*up, forward)
	mx, my := x0+(x1-x0)*labelAt, y0+(y1-y0)*labelAt
	slope := vg.Length(math.Abs(math.Sin(angle)))
	rise := func(s string) vg.Length { return textWidth(s, fontSize) / 2 * slope }
	c.text(value, mx-nx*up, my-ny*up-5-rise(value), fontSize, forward)
	if !d.g.backward {
		return
	}
	c.arrow(x1+nx*down, y1+ny*down, x0+nx*down, y0+ny*down, backward)
	c.text(grad, mx+nx*down, my+ny*down+13+rise(grad), fontSize, backward)
}

// result draws the last value, which leaves the graph to the right.
func (d *graphDrawing) result(c *canvas) {
	out := d.g.out
	p := d.at(out)
	x0 := p.x + radius(out) + 2
	if len(out.inputs) == 0 {
		x0 = p.x + d.nodeWidth(out)/2 + 5
	}
	x1 := x0 + max(46, d.labelWidth(out)+14)
	d.both(c, x0, p.y, x1, p.y, number(out.Value), number(out.Grad))
	if out.Name != "" && len(out.inputs) > 0 {
		c.text(out.Name, x1+5+textWidth(out.Name, fontSize)/2, p.y+4, fontSize, ink)
	}
}
