package plotting

import (
	"image"
	"image/png"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// A Figure is what the functions of this package return: it says in words what
// it shows, how large it wants to be, and draws itself on a canvas of gonum.
// Figures can be put into a [Grid] and into [Frames].
type Figure interface {
	Alt() string
	Size() (w, h vg.Length)
	Draw(c draw.Canvas)
}

// dpi is the resolution of PNGs: twice that of a page, for dense screens.
const dpi = 144

func svgOf(f Figure) string {
	c := svgFigure(f)
	return c.document("", "")
}

// svgFigure draws a figure, on a light card, as SVG.
func svgFigure(f Figure) *svgCanvas {
	w, h := f.Size()
	c := newSVG(w, h)
	f.Draw(draw.NewCanvas(c, w, h))
	return c
}

func pngOf(f Figure) []byte {
	w, h := f.Size()
	c := vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(card))
	page := &inked{rasterCanvas: rasterCanvas{c}, col: ink}
	f.Draw(draw.NewCanvas(page, w, h))
	if img, ok := c.Image().(*image.RGBA); ok && !page.soft {
		return encode(compact(img), png.DefaultCompression)
	}
	return encode(c.Image(), png.DefaultCompression)
}

// area is a part of a canvas.
func area(c vg.Canvas, at vg.Point, w, h vg.Length) draw.Canvas {
	return draw.Canvas{Canvas: c, Rectangle: vg.Rectangle{Min: at, Max: at.Add(vg.Point{X: w, Y: h})}}
}
