package plotting

import (
	"bytes"
	"image/color"
	"math"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// drawing is a picture that can be drawn on any canvas.
type drawing interface {
	size() (w, h vg.Length)
	draw(c *canvas)
}

var (
	ink      = color.RGBA{33, 37, 41, 255}
	forward  = color.RGBA{0, 92, 150, 255} // blue, 6.9:1 on white
	backward = color.RGBA{173, 66, 0, 255} // vermilion, 6.1:1 on white
	wash     = color.RGBA{238, 244, 250, 255}
	card     = color.RGBA{255, 255, 255, 255}
)

// canvas is a vg.Canvas with the origin at the top left and the few shapes
// that graphs are made of.
type canvas struct {
	vg.Canvas
	h vg.Length
}

var fonts = font.NewCache(liberation.Collection())

func textFace(size vg.Length) font.Face {
	return fonts.Lookup(font.Font{Typeface: "Liberation", Variant: "Sans"}, size)
}

func textWidth(s string, size vg.Length) vg.Length {
	f := textFace(size)
	return f.Width(s)
}

// text writes s with its middle at x and its baseline at y.
func (c *canvas) text(s string, x, y, size vg.Length, col color.Color) {
	c.SetColor(col)
	f := textFace(size)
	c.FillString(f, vg.Point{X: x - f.Width(s)/2, Y: c.h - y}, s)
}

func (c *canvas) pt(x, y vg.Length) vg.Point { return vg.Point{X: x, Y: c.h - y} }

// arrow draws a line with a head at its end.
func (c *canvas) arrow(x0, y0, x1, y1 vg.Length, col color.Color) {
	c.SetColor(col)
	c.SetLineWidth(vg.Points(1.3))
	const head = 6
	angle := math.Atan2(float64(y1-y0), float64(x1-x0))
	stop := vg.Length(head * 0.8)
	var p vg.Path
	p.Move(c.pt(x0, y0))
	p.Line(c.pt(x1-stop*vg.Length(math.Cos(angle)), y1-stop*vg.Length(math.Sin(angle))))
	c.Stroke(p)
	var h vg.Path
	h.Move(c.pt(x1, y1))
	for _, d := range []float64{+0.42, -0.42} {
		h.Line(c.pt(x1-head*vg.Length(math.Cos(angle+d)), y1-head*vg.Length(math.Sin(angle+d))))
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

// box draws a rectangle with round corners.
func (c *canvas) box(x, y, w, h vg.Length) {
	const r = 6
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
	c.Stroke(p)
}

func paint(d drawing, v vg.Canvas) {
	w, h := d.size()
	c := &canvas{Canvas: v, h: h}
	v.SetColor(card)
	v.Fill(vg.Rectangle{Max: vg.Point{X: w, Y: h}}.Path())
	d.draw(c)
}

func svgOf(d drawing) string {
	w, h := d.size()
	v := vgsvg.New(w, h)
	paint(d, v)
	var b bytes.Buffer
	v.WriteTo(&b) // a bytes.Buffer does not fail
	return b.String()
}

func pngOf(d drawing) []byte {
	w, h := d.size()
	v := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(144))}
	paint(d, v)
	var b bytes.Buffer
	v.WriteTo(&b)
	return b.Bytes()
}
