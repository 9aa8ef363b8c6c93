package plotting

import (
	"fmt"
	"image"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Contour draws lines of equal height of f, darker ground where f is high, and
// paths on it, each with its own colour and marks: the descents of section
// 6.1. The lines lie closer where f is steeper; they are level at squares, so
// that a bowl shows evenly spaced rings. ZMin and ZMax limit the heights that
// get lines; beyond, and where f is no number, the ground stays white. The
// limits of a are needed, unless the paths have a range. It panics if there are
// no limits, if f is a number nowhere, or if a path has X and Y of different
// lengths.
func Contour(a Axes, f func(x, y float64) float64, paths ...Points) *Plot {
	p, r := contour("Contour", a, f, paths)
	for i, path := range paths {
		path.xys("Contour", "path", i) // checks the lengths
		p.curve("Contour", i, Curve{Name: path.Name, X: path.X, Y: path.Y, Marker: true}, 2.4)
		p.shows[len(p.shows)-1] = journey(called("path", i, path.Name), numbers(path.xys("Contour", "path", i)), f)
	}
	r.fix(p)
	p.place()
	return p
}

// contour draws the ground for paths.
func contour(fn string, a Axes, f func(x, y float64) float64, paths []Points) (*Plot, region) {
	p := newPlot("Contour plot", a)
	p.Width, p.Height = squareWidth, 9.5*vg.Centimeter
	r := plane(fn, a, "path", paths)
	h := sample(fn, a, r, 81, 65, f)
	p.Add(&backdrop{r, smooth{h.shade()}}, &isolines{h, h.levels(12)})
	r.fix(p)
	x, y, z := h.lowest()
	p.show("lines of equal height, lowest %s near (%s, %s), highest %s", brief(z), brief(x), brief(y), brief(h.hi))
	return p, r
}

// journey says where a path leads.
func journey(name string, pts plotter.XYs, f func(x, y float64) float64) string {
	if len(pts) == 0 {
		return name + " has no points"
	}
	first, last := pts[0], pts[len(pts)-1]
	return fmt.Sprintf("%s in %d points from (%s, %s), height %s, to (%s, %s), height %s", name, len(pts),
		brief(first.X), brief(first.Y), brief(f(first.X, first.Y)), brief(last.X), brief(last.Y), brief(f(last.X, last.Y)))
}

// heights are the values of a function on a grid of points.
type heights struct {
	region
	nx, ny int
	z      []float64 // NaN where there is none or it is out of limits
	lo, hi float64
}

func sample(fn string, a Axes, r region, nx, ny int, f func(x, y float64) float64) *heights {
	h := &heights{region: r, nx: nx, ny: ny, z: make([]float64, nx*ny), lo: math.Inf(1), hi: math.Inf(-1)}
	for j := range ny {
		for i := range nx {
			v := f(r.corner(i, nx, j, ny))
			if !finite(v) || math.Abs(v) > farthest || (a.ZMin != a.ZMax && (v < a.ZMin || v > a.ZMax)) {
				v = math.NaN()
			} else {
				h.lo, h.hi = min(h.lo, v), max(h.hi, v)
			}
			h.z[j*nx+i] = v
		}
	}
	if h.lo > h.hi {
		panicf("%s: f has no value between the limits", fn)
	}
	return h
}

func (h *heights) at(i, j int) float64 { return h.z[j*h.nx+i] }

func (h *heights) lowest() (x, y, z float64) {
	for j := range h.ny {
		for i := range h.nx {
			if h.at(i, j) == h.lo {
				x, y = h.corner(i, h.nx, j, h.ny)
				return x, y, h.lo
			}
		}
	}
	return 0, 0, h.lo
}

// share is how high v lies, between 0 and 1, as the root of its distance.
func (h *heights) share(v float64) float64 {
	if h.hi == h.lo {
		return 0
	}
	return math.Sqrt((v - h.lo) / (h.hi - h.lo))
}

// levels returns n heights, the squares of evenly spaced numbers.
func (h *heights) levels(n int) []float64 {
	var out []float64
	for k := 1; k <= n && h.hi > h.lo; k++ {
		s := float64(k) / float64(n+1)
		out = append(out, h.lo+(h.hi-h.lo)*s*s)
	}
	return out
}

// shade is the ground: lighter where it is low.
func (h *heights) shade() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, h.nx, h.ny))
	for j := range h.ny {
		for i := range h.nx {
			v := h.at(i, j)
			if math.IsNaN(v) {
				img.SetRGBA(i, h.ny-1-j, card)
				continue
			}
			img.SetRGBA(i, h.ny-1-j, tint(ink, 1-0.2*h.share(v)))
		}
	}
	return img
}

// isolines draws the lines of equal height.
type isolines struct {
	*heights
	levels []float64
}

func (l *isolines) Plot(c draw.Canvas, p *plot.Plot) {
	trX, trY := p.Transforms(&c)
	for _, level := range l.levels {
		c.SetLineStyle(draw.LineStyle{Color: tint(ink, 0.6), Width: vg.Points(0.7)})
		for _, line := range l.trace(level) {
			var path vg.Path
			for i, q := range line {
				pt := vg.Point{X: trX(q.X), Y: trY(q.Y)}
				if i == 0 {
					path.Move(pt)
				} else {
					path.Line(pt)
				}
			}
			c.Stroke(path)
		}
	}
}
