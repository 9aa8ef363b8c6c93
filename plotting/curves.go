package plotting

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// Palette holds the colours of Okabe and Ito (“Color Universal Design”, 2008),
// blue first.
var Palette = []color.Color{
	color.RGBA{0, 114, 178, 255}, color.RGBA{213, 94, 0, 255}, color.RGBA{0, 158, 115, 255}, color.RGBA{204, 121, 167, 255},
	color.RGBA{230, 159, 0, 255}, color.RGBA{86, 180, 233, 255}, color.RGBA{0, 0, 0, 255},
}

var dashes = [][]vg.Length{nil, {vg.Points(6), vg.Points(3)}, {vg.Points(2), vg.Points(2)}, {vg.Points(8), vg.Points(2), vg.Points(2), vg.Points(2)}}

// A Curve is a line through points. Without X the points are 0, 1, 2, …
type Curve struct {
	Name string // in the legend; empty for none
	X, Y []float64
}

// Axes are the words and limits around a plot. Limits that are both 0 are
// found from the data.
type Axes struct {
	Title, X, Y            string
	XMin, XMax, YMin, YMax float64
}

// Curves plots lines, each with a colour and a dash of its own: the losses and
// accuracies of a training, for example (section 4.5). Points that are not
// numbers are left out. It panics if a curve has X and Y of different lengths.
func Curves(a Axes, curves ...Curve) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = color.White
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = a.Title, a.X, a.Y
	p.Title.Padding = vg.Points(6)
	p.Add(plotter.NewGrid())
	p.Legend.Padding = vg.Points(2)
	for i, c := range curves {
		l := &plotter.Line{XYs: c.points(), LineStyle: plotter.DefaultLineStyle}
		l.Color = Palette[i%len(Palette)]
		l.Width = vg.Points(1.8)
		l.Dashes = dashes[i%len(dashes)]
		if len(l.XYs) > 0 {
			p.Add(l)
		}
		if c.Name != "" {
			p.Legend.Add(c.Name, l)
		}
	}
	if a.XMin != a.XMax {
		p.X.Min, p.X.Max = a.XMin, a.XMax
	}
	if a.YMin != a.YMax {
		p.Y.Min, p.Y.Max = a.YMin, a.YMax
	}
	p.Legend.Top = len(curves) > 0 && falls(curves[0].Y)
	return p
}

// falls reports whether a curve ends lower than it begins, so that there is
// room for the legend at the top.
func falls(y []float64) bool { return len(y) > 0 && y[len(y)-1] < y[0] }

func (c Curve) points() plotter.XYs {
	if c.X != nil && len(c.X) != len(c.Y) {
		panic("plotting: curve " + c.Name + ": X and Y have different lengths")
	}
	var out plotter.XYs
	for i, y := range c.Y {
		x := float64(i)
		if c.X != nil {
			x = c.X[i]
		}
		if !math.IsNaN(y) && !math.IsInf(y, 0) {
			out = append(out, plotter.XY{X: x, Y: y})
		}
	}
	return out
}

// A Func is a function to draw, and its name in the legend.
type Func struct {
	Name string
	F    func(float64) float64
}

// Functions plots functions between xmin and xmax (section 3.2.5).
func Functions(a Axes, xmin, xmax float64, funcs ...Func) *plot.Plot {
	const samples = 401 // steps show as steps, and a file stays small
	var curves []Curve
	for _, f := range funcs {
		c := Curve{Name: f.Name}
		for i := range samples {
			x := xmin + (xmax-xmin)*float64(i)/(samples-1)
			c.X, c.Y = append(c.X, x), append(c.Y, f.F(x))
		}
		curves = append(curves, c)
	}
	return Curves(a, curves...)
}
