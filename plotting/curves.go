package plotting

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Curve is a line through points. Without X the points are 0, 1, 2, …
type Curve struct {
	Name string // in the legend; empty for none
	X, Y []float64

	Marker bool // draw marks at the points
	Every  int  // if more than 1: a mark at the first of so many points only
}

// Curves plots lines, each with a colour and a dash of its own: the losses and
// accuracies of a training, for example (section 4.5). Points that are not
// numbers are left out, and the line is broken there; of more than 1600 points
// it draws the lowest and highest of every few. A single point is a dot. Marks
// that would hide the line, more than 150 of them, are fewer and have no
// borders. It panics if a curve has X and Y
// of different lengths, or if a has limits in the wrong order.
func Curves(a Axes, curves ...Curve) *Plot {
	p := newPlot("Plot", a)
	p.Add(grid())
	whole := true
	for i, c := range curves {
		p.curve("Curves", i, c, markRadius)
		whole = whole && c.X == nil
	}
	p.X.Tick.Marker = ticks{most: 6, whole: whole}
	p.limit("Curves", a)
	p.place()
	return p
}

// curve adds the i-th curve of a plot.
func (p *Plot) curve(fn string, i int, c Curve, radius float64) {
	pts := c.points(fn, i)
	l := &broken{plotter.Line{XYs: thin(pts), LineStyle: plotter.DefaultLineStyle}}
	l.Color, l.Width, l.Dashes = Palette[i%len(Palette)], vg.Points(lineWidth), dashes[i%len(dashes)]
	thumbs := []plot.Thumbnailer{l}
	p.Add(l)
	if c.Marker {
		s := &plotter.Scatter{XYs: every(numbers(pts), max(1, c.Every)), GlyphStyle: glyph(i)}
		s.Radius = vg.Points(radius)
		if n := len(s.XYs); n > crowdOfMarks {
			s.XYs = every(s.XYs, (n+fewMarks-1)/fewMarks)
			s.Shape = pick(bareGlyphs, i)
		}
		p.Add(s)
		thumbs = append(thumbs, s)
	}
	p.legend(c.Name, thumbs...)
	p.inked = append(p.inked, l.XYs)
	p.show("%s", describe(called("curve", i, c.Name), pts))
}

// More marks than crowdOfMarks become fewMarks: so few that the line is seen
// between them, also where it swings up and down.
const crowdOfMarks, fewMarks = 150, 36

func glyph(i int) draw.GlyphStyle {
	return draw.GlyphStyle{Color: Palette[i%len(Palette)], Radius: vg.Points(markRadius), Shape: glyphs[i%len(glyphs)]}
}

// thin leaves of many points the lowest and the highest of each few, in their
// order: more than a figure has pixels cannot be seen.
func thin(pts plotter.XYs) plotter.XYs {
	const most = 1600
	if len(pts) <= most {
		return pts
	}
	few := 2 * len(pts) / most
	var out plotter.XYs
	for part := range slices.Chunk(pts, few) {
		lo, hi, gap := -1, -1, -1
		for i, p := range part {
			switch {
			case math.IsNaN(p.Y): // the line is broken: keep where
				gap = i
				continue
			case lo < 0:
				lo, hi = i, i
			case p.Y < part[lo].Y:
				lo = i
			case p.Y > part[hi].Y:
				hi = i
			}
		}
		keep := []int{lo, hi, gap}
		slices.Sort(keep)
		for _, i := range slices.Compact(keep) {
			if i >= 0 {
				out = append(out, part[i])
			}
		}
	}
	if last := pts[len(pts)-1]; out[len(out)-1] != last {
		out = append(out, last)
	}
	return out
}

func every(pts plotter.XYs, k int) plotter.XYs {
	var out plotter.XYs
	for i := 0; i < len(pts); i += k {
		out = append(out, pts[i])
	}
	return out
}

// points returns the points of a curve, in which NaN stands for what is no
// number.
func (c Curve) points(fn string, i int) plotter.XYs {
	if c.X != nil && len(c.X) != len(c.Y) {
		panicf("%s: %s: X has %d values, Y has %d", fn, which("curve", i, c.Name), len(c.X), len(c.Y))
	}
	out := make(plotter.XYs, len(c.Y))
	for i, y := range c.Y {
		x := float64(i)
		if c.X != nil {
			x = c.X[i]
		}
		if !finite(x, y) {
			x, y = math.NaN(), math.NaN()
		}
		out[i] = plotter.XY{X: x, Y: y}
	}
	return out
}

// broken is a line that stops where there is no number, and goes on behind.
type broken struct{ plotter.Line }

func (b *broken) Plot(c draw.Canvas, p *plot.Plot) {
	for start, i := 0, 0; i <= len(b.XYs); i++ {
		if i < len(b.XYs) && !math.IsNaN(b.XYs[i].Y) {
			continue
		}
		if i == start+1 { // nothing to draw a line to
			c.SetColor(b.Color)
			trX, trY := p.Transforms(&c)
			c.Fill(dot(vg.Point{X: trX(b.XYs[start].X), Y: trY(b.XYs[start].Y)}, 1.2*b.Width))
		} else if i > start {
			part := b.Line
			part.XYs = b.XYs[start:i]
			part.Plot(c, p)
		}
		start = i + 1
	}
}

func (b *broken) DataRange() (xmin, xmax, ymin, ymax float64) { return bounds(b.XYs) }

// bounds is the range of the points that are numbers; from +Inf to −Inf if
// there are none.
func bounds(pts plotter.XYs) (xmin, xmax, ymin, ymax float64) {
	xmin, xmax, ymin, ymax = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, p := range pts {
		if !math.IsNaN(p.Y) {
			xmin, xmax, ymin, ymax = min(xmin, p.X), max(xmax, p.X), min(ymin, p.Y), max(ymax, p.Y)
		}
	}
	return xmin, xmax, ymin, ymax
}

// describe says where a curve goes: from its first point to its last, and how
// low and how high it gets.
func describe(name string, pts plotter.XYs) string {
	var ok plotter.XYs
	for _, p := range pts {
		if !math.IsNaN(p.Y) {
			ok = append(ok, p)
		}
	}
	if len(ok) == 0 {
		return name + " has no points"
	}
	_, _, lo, hi := bounds(ok)
	first, last := ok[0], ok[len(ok)-1]
	s := fmt.Sprintf("%s from %s to %s", name, brief(first.Y), brief(last.Y))
	if lo < min(first.Y, last.Y) {
		s += ", lowest " + brief(lo)
	}
	if hi > max(first.Y, last.Y) {
		s += ", highest " + brief(hi)
	}
	if missing := len(pts) - len(ok); missing > 0 {
		s += fmt.Sprintf(", %d points not a number", missing)
	}
	return s
}

// A Func is a function to draw, and its name in the legend.
type Func struct {
	Name string
	F    func(float64) float64
}

// Functions plots functions between xmin and xmax, as lines between 401 values
// (sections 1.6 and 3.2). Values that are not numbers leave a gap. It panics if
// xmin is not less than xmax.
func Functions(a Axes, xmin, xmax float64, funcs ...Func) *Plot {
	const samples = 401 // steps show as steps, and a file stays small
	if !finite(xmin, xmax) || xmin >= xmax {
		panicf("Functions: xmin is %v and xmax is %v, want numbers with xmin < xmax", xmin, xmax)
	}
	var curves []Curve
	for i, f := range funcs {
		if f.F == nil {
			panicf("Functions: %s: F is nil", which("function", i, f.Name))
		}
		c := Curve{Name: f.Name}
		for i := range samples {
			x := xmin + (xmax-xmin)*float64(i)/(samples-1)
			c.X, c.Y = append(c.X, x), append(c.Y, f.F(x))
		}
		curves = append(curves, c)
	}
	return Curves(a, curves...)
}

// Tangent plots a function and its tangents at some points (section 4.3.2).
// The slope is the central difference over a ten-thousandth. Without limits in
// a, x goes from 0 to 20, as in the book. It panics if XMin is not less than
// XMax.
func Tangent(a Axes, f func(float64) float64, at ...float64) *Plot {
	if a.XMin == a.XMax {
		a.XMin, a.XMax = 0, 20
	}
	limits("Tangent", "X", a.XMin, a.XMax, 0, 0, true)
	funcs := []Func{{"f", f}}
	for _, x0 := range at {
		const h = 1e-4
		y0, slope := f(x0), (f(x0+h)-f(x0-h))/(2*h)
		name := word("tangent at %s, slope %s", brief(x0), brief(slope))
		if !finite(y0, slope) {
			name = word("no tangent at %s", brief(x0))
		}
		funcs = append(funcs, Func{
			name, func(x float64) float64 { return y0 + slope*(x-x0) },
		})
	}
	p := Functions(a, a.XMin, a.XMax, funcs...)
	for i, x0 := range at {
		g := glyph(i + 1)
		g.Radius = vg.Points(4)
		if finite(x0, f(x0)) {
			p.Add(&plotter.Scatter{XYs: plotter.XYs{{X: x0, Y: f(x0)}}, GlyphStyle: g})
		}
	}
	p.limit("Tangent", a)
	p.place()
	return p
}
