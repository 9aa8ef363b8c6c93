package plotting

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// canvas is a vg.Canvas with the origin at the top left of an area and the few
// shapes that graphs and tiles are made of.
type canvas struct {
	vg.Canvas
	left, top vg.Length
}

func newCanvas(c draw.Canvas) *canvas { return &canvas{c.Canvas, c.Min.X, c.Max.Y} }

func (c *canvas) pt(x, y vg.Length) vg.Point { return vg.Point{X: c.left + x, Y: c.top - y} }

// text writes s with its middle at x and its baseline at y.
func (c *canvas) text(s string, x, y, size vg.Length, col color.Color) {
	c.SetColor(col)
	c.FillString(textFace(size), c.pt(x-textWidth(s, size)/2, y), s)
}

// arrow draws a line with a head at its end.
func (c *canvas) arrow(x0, y0, x1, y1 vg.Length, col color.Color) {
	c.pointer(x0, y0, x1, y1, 6, 1.3, col)
}

// dart draws an arrow whose head gets smaller with it.
func (c *canvas) dart(x0, y0, x1, y1 vg.Length, col color.Color) {
	length := math.Hypot(float64(x1-x0), float64(y1-y0))
	c.pointer(x0, y0, x1, y1, min(5.5, 0.5*length), 1.1, col)
}

func (c *canvas) pointer(x0, y0, x1, y1 vg.Length, head, width float64, col color.Color) {
	c.SetColor(col)
	c.SetLineWidth(vg.Points(width))
	c.SetLineDash(nil, 0)
	angle := math.Atan2(float64(y1-y0), float64(x1-x0))
	stop := vg.Length(head * 0.8)
	var p vg.Path
	p.Move(c.pt(x0, y0))
	p.Line(c.pt(x1-stop*vg.Length(math.Cos(angle)), y1-stop*vg.Length(math.Sin(angle))))
	c.Stroke(p)
	var h vg.Path
	h.Move(c.pt(x1, y1))
	for _, d := range []float64{+0.42, -0.42} {
		h.Line(c.pt(x1-vg.Length(head*math.Cos(angle+d)), y1-vg.Length(head*math.Sin(angle+d))))
	}
	h.Close()
	c.Fill(h)
}

func (c *canvas) circle(x, y, r vg.Length) {
	var p vg.Path
	p.Move(c.pt(x+r, y))
	p.Arc(c.pt(x, y), r, 0, 2*math.Pi)
	p.Close()
	c.shape(p)
}

// box draws a rectangle with round corners of radius r.
func (c *canvas) box(x, y, w, h, r vg.Length) {
	var p vg.Path
	p.Move(c.pt(x+r, y))
	for _, corner := range []struct {
		x, y  vg.Length
		start float64
	}{{x + w - r, y + r, math.Pi / 2}, {x + w - r, y + h - r, 0}, {x + r, y + h - r, -math.Pi / 2}, {x + r, y + r, -math.Pi}} {
		p.Arc(c.pt(corner.x, corner.y), r, corner.start, -math.Pi/2)
	}
	p.Close()
	c.shape(p)
}

func (c *canvas) shape(p vg.Path) {
	c.SetColor(wash)
	c.Fill(p)
	c.SetColor(ink)
	c.SetLineWidth(vg.Points(1.3))
	c.SetLineDash(nil, 0)
	c.Stroke(p)
}
