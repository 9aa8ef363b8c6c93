package plotting

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Quiver draws a field of arrows, n by n: each begins at a point of the grid
// and goes where field says, the longest almost as long as the grid is wide (section
// 4.4). Arrows that are not numbers are left out. It panics if a has no limits
// or n is less than 2.
func Quiver(a Axes, n int, field func(x, y float64) (dx, dy float64)) *Plot {
	if n < 2 {
		panicf("Quiver: n is %d, want at least 2", n)
	}
	p := newPlot("Field of arrows", a)
	p.Width, p.Height = squareWidth, 9.5*vg.Centimeter
	r := plane("Quiver", a, "", nil)
	q := &quiver{region: r}
	for j := range n {
		for i := range n {
			x, y := r.corner(i, n, j, n)
			dx, dy := field(x, y)
			if finite(dx, dy) {
				q.arrows = append(q.arrows, arrow{x, y, dx, dy})
				q.longest = max(q.longest, math.Hypot(dx, dy))
			}
		}
	}
	q.step = 0.92 * min(r.x1-r.x0, r.y1-r.y0) / float64(n-1)
	p.Add(grid(), q)
	room := 0.06
	p.X.Min, p.X.Max = r.x0-room*(r.x1-r.x0), r.x1+room*(r.x1-r.x0)
	p.Y.Min, p.Y.Max = r.y0-room*(r.y1-r.y0), r.y1+room*(r.y1-r.y0)
	p.show("%d arrows, the longest of length %s", len(q.arrows), brief(q.longest))
	return p
}

type arrow struct{ x, y, dx, dy float64 }

type quiver struct {
	region
	arrows        []arrow
	longest, step float64
}

func (q *quiver) Plot(c draw.Canvas, p *plot.Plot) {
	trX, trY := p.Transforms(&c)
	scale := 0.0
	if q.longest > 0 {
		scale = q.step / q.longest
	}
	cv := &canvas{c.Canvas, 0, 0}
	for _, a := range q.arrows {
		x0, y0, x1, y1 := trX(a.x), trY(a.y), trX(a.x+scale*a.dx), trY(a.y+scale*a.dy)
		if length := math.Hypot(float64(x1-x0), float64(y1-y0)); length < 1 {
			c.SetColor(Palette[0])
			c.Fill(dot(vg.Point{X: x0, Y: y0}, 1.2))
			continue
		}
		cv.dart(x0, -y0, x1, -y1, Palette[0])
	}
}

func dot(at vg.Point, r vg.Length) vg.Path {
	var p vg.Path
	p.Move(vg.Point{X: at.X + r, Y: at.Y})
	p.Arc(at, r, 0, 2*math.Pi)
	p.Close()
	return p
}
