package plotting

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// unitsOf returns how long a unit of X and one of Y are on a canvas, 0 if an axis has
// no length.
func unitsOf(p *plot.Plot, c draw.Canvas) (x, y float64) {
	dc := p.DataCanvas(c)
	per := func(room vg.Length, a plot.Axis) float64 {
		if u := float64(room) / (a.Max - a.Min); u > 0 && finite(u) {
			return u
		}
		return 0
	}
	return per(dc.Max.X-dc.Min.X, p.X), per(dc.Max.Y-dc.Min.Y, p.Y)
}

// equalRoom cuts off as much of a canvas, on both sides, that the units of the
// axes are equal. The room for ticks depends on the cut, so it does that twice.
func equalRoom(p *plot.Plot, c draw.Canvas) draw.Canvas {
	const least = 24 // of a side, even if the units differ then
	for range 2 {
		x, y := unitsOf(p, c)
		size := p.DataCanvas(c).Size()
		switch {
		case x == 0 || y == 0:
			return c
		case x > y:
			cut := min(vg.Length((x-y)*(p.X.Max-p.X.Min)), size.X-least) / 2
			c = draw.Crop(c, cut, -cut, 0, 0)
		default:
			cut := min(vg.Length((y-x)*(p.Y.Max-p.Y.Min)), size.Y-least) / 2
			c = draw.Crop(c, 0, 0, cut, -cut)
		}
	}
	return c
}

// equalSize is the size of a plot with equal units: as wide as it would be, and
// as high as it has to be, within bounds; what cannot be kept is cut off when it
// is drawn.
func (p *Plot) equalSize() (w, h vg.Length) {
	const least, most = 5 * vg.Centimeter, 14 * vg.Centimeter
	w, h = p.Width, p.Height
	room := draw.NewCanvas(newSVG(w, h), w, h)
	room = draw.Crop(room, edge, -edge, edge, -edge)
	if x, y := unitsOf(p.Plot, room); x > 0 && y > 0 {
		h += vg.Length((x - y) * (p.Y.Max - p.Y.Min))
	}
	return w, vg.Length(math.Max(float64(least), math.Min(float64(most), float64(h))))
}
