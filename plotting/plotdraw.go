package plotting

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// edge is the space around a plot.
const edge = 8

// Draw draws the plot into c.
func (p *Plot) Draw(c draw.Canvas) { p.draw(c, false, true) }

// draw draws the plot, in small type if it is a panel among others, and
// without its legend if they share one.
func (p *Plot) draw(c draw.Canvas, small, legend bool) {
	q, room := p.page(c, small)
	key := q.Legend
	q.Legend = plot.NewLegend()                                // drawn here, upon a ground of its own
	if p.BackgroundColor != nil && p.BackgroundColor != card { // the page is a card
		c.SetColor(p.BackgroundColor)
		c.Fill(c.Rectangle.Path())
	}
	q.BackgroundColor = nil
	q.Draw(room)
	if legend {
		drawKey(&key, draw.Crop(q.DataCanvas(room), 7, -7, 7, -7))
	}
}

// page returns the plot in the type it is drawn in, and the part of c that it
// is drawn in.
func (p *Plot) page(c draw.Canvas, small bool) (plot.Plot, draw.Canvas) {
	q := *p.Plot
	margin := vg.Length(edge)
	if small {
		margin = 3
		q.Title.TextStyle.Font.Size *= 0.86
		q.Title.Padding = 4
		q.Legend.TextStyle.Font.Size *= 0.86
		q.Legend.ThumbnailWidth = 16
		for _, a := range []*plot.Axis{&q.X, &q.Y} {
			a.Label.TextStyle.Font.Size *= 0.9
			a.Tick.Label.Font.Size *= 0.9
			a.Tick.Length = 3
			if t, ours := a.Tick.Marker.(ticks); ours {
				t.most = 3
				a.Tick.Marker = t
			}
		}
	}
	room := draw.Crop(c, margin, -margin, margin, -margin)
	size := room.Size()
	q.Title.Text = wrap(q.Title.Text, q.Title.TextStyle, size.X)
	q.X.Label.Text = wrap(q.X.Label.Text, q.X.Label.TextStyle, size.X*0.85)
	q.Y.Label.Text = wrap(q.Y.Label.Text, q.Y.Label.TextStyle, size.Y*0.75)
	if p.equal {
		room = equalRoom(&q, room)
	}
	return q, room
}

// drawKey draws a legend upon a ground that lets little shine through.
func drawKey(l *plot.Legend, c draw.Canvas) {
	size := l.Rectangle(c).Size()
	if size.Y <= 0 {
		return
	}
	const around = 4
	r := vg.Rectangle{Min: c.Min, Max: c.Min.Add(size)}
	if l.Top {
		r.Min.Y, r.Max.Y = c.Max.Y-size.Y, c.Max.Y
	}
	if !l.Left {
		r.Min.X, r.Max.X = c.Max.X-size.X, c.Max.X
	}
	r = r.Add(vg.Point{X: l.XOffs, Y: l.YOffs})
	r.Min, r.Max = r.Min.Sub(vg.Point{X: around, Y: around}), r.Max.Add(vg.Point{X: around, Y: around - 1})
	c.SetColor(color.NRGBA{255, 255, 255, 218})
	c.Fill(r.Path())
	l.Draw(c)
}

// place puts the legend into the corner where it covers least of what is drawn;
// of equal ones, the first of top right, top left, bottom right, bottom left.
func (p *Plot) place() {
	if len(p.keys) == 0 {
		return
	}
	w, h := vg.Length(0), vg.Length(len(p.keys))*(labelSize+4)
	for _, k := range p.keys {
		w = max(w, textWidth(k.name, labelSize))
	}
	wide := float64((w + p.Legend.ThumbnailWidth + 18) / (p.Width - 60))
	high := float64((h + 14) / (p.Height - 70))
	best := math.MaxInt
	for _, top := range []bool{true, false} {
		for _, left := range []bool{false, true} {
			if n := p.covered(top, left, wide, high); n < best {
				best, p.Legend.Top, p.Legend.Left = n, top, left
			}
		}
	}
}

// covered counts what is drawn in a corner of the plot.
func (p *Plot) covered(top, left bool, wide, high float64) int {
	n := 0
	inside := func(x, y float64) bool {
		if !left {
			x = 1 - x
		}
		if top {
			y = 1 - y
		}
		return x >= 0 && x < wide && y >= 0 && y < high
	}
	norm := func(q plotter.XY) (x, y float64) {
		return (q.X - p.X.Min) / (p.X.Max - p.X.Min), (q.Y - p.Y.Min) / (p.Y.Max - p.Y.Min)
	}
	for _, line := range p.inked {
		for i, q := range line {
			x, y := norm(q)
			if inside(x, y) {
				n++
			}
			if i == 0 || math.IsNaN(line[i-1].Y) {
				continue
			}
			const parts = 8 // of the way between two points
			for k := 1; k < parts; k++ {
				t := float64(k) / parts
				x0, y0 := norm(line[i-1])
				if inside(x0+t*(x-x0), y0+t*(y-y0)) {
					n++
				}
			}
		}
	}
	return n
}
