package plotting

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The marks of groups of points: filled, with a thin light border, so that
// marks that overlap can be counted.
type (
	disc     struct{ bare bool } // bare: without the border, which would hide its neighbours
	square   struct{ bare bool }
	triangle struct{ bare bool }
	diamond  struct{ bare bool }
)

func (g disc) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	var p vg.Path
	p.Move(vg.Point{X: at.X + s.Radius, Y: at.Y})
	p.Arc(at, s.Radius, 0, 2*math.Pi)
	p.Close()
	mark(c, s, g.bare, p)
}

func (g square) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	r := s.Radius * 0.9
	mark(c, s, g.bare, polygon(at, vg.Point{X: -r, Y: -r}, vg.Point{X: r, Y: -r}, vg.Point{X: r, Y: r}, vg.Point{X: -r, Y: r}))
}

func (g triangle) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	r := s.Radius * 1.25
	mark(c, s, g.bare, polygon(at, vg.Point{Y: r}, vg.Point{X: -r * 0.87, Y: -r / 2}, vg.Point{X: r * 0.87, Y: -r / 2}))
}

func (g diamond) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	r := s.Radius * 1.25
	mark(c, s, g.bare, polygon(at, vg.Point{Y: r}, vg.Point{X: r}, vg.Point{Y: -r}, vg.Point{X: -r}))
}

func polygon(at vg.Point, corners ...vg.Point) vg.Path {
	var p vg.Path
	for i, q := range corners {
		if i == 0 {
			p.Move(at.Add(q))
		} else {
			p.Line(at.Add(q))
		}
	}
	p.Close()
	return p
}

func mark(c *draw.Canvas, s draw.GlyphStyle, bare bool, p vg.Path) {
	c.SetColor(s.Color)
	c.Fill(p)
	if bare {
		return
	}
	c.SetLineStyle(draw.LineStyle{Color: card, Width: vg.Points(0.8)})
	c.Stroke(p)
}
