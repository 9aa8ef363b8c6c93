package plotting

import (
	"math"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A unit of X is as long as one of Y, in a figure of its own and in a panel.
func TestEqualAxes(t *testing.T) {
	for _, a := range []Axes{
		{X: "x", Y: "y", XMin: -3, XMax: 3, YMin: -3, YMax: 3, Equal: true},
		{XMin: -4, XMax: 4, YMin: -1, YMax: 1, Equal: true},
		{Title: "high", XMin: 0, XMax: 1, YMin: 0, YMax: 2.4, Equal: true},
		{XMin: 1e-3, XMax: 1.6e-3, YMin: -1e-3, YMax: 1e-3, Equal: true},
	} {
		for _, p := range []*Plot{Contour(a, bowl), Scatter(a, Points{X: []float64{0}, Y: []float64{0}})} {
			w, h := p.Size()
			for _, small := range []bool{false, true} {
				if small {
					w, h = 5*vg.Centimeter, 4*vg.Centimeter
				}
				q, room := p.page(draw.NewCanvas(newSVG(w, h), w, h), small)
				x, y := unitsOf(&q, room)
				if math.Abs(x/y-1) > 0.02 {
					t.Errorf("%+v in %v×%v: units of %v and %v points", a, w, h, x, y)
				}
			}
		}
	}
}
