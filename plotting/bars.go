package plotting

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Bars draws a bar for each value with its name below and the largest in a
// colour of its own: the probabilities of the classes (section 3.5). A value
// that is no number gets no bar. It panics if there are not as many names as
// values.
func Bars(a Axes, names []string, values []float64) *Plot {
	if len(names) != len(values) {
		panicf("Bars: %d names and %d values", len(names), len(values))
	}
	p := newPlot("Bar chart", a)
	b := &bars{values: slices.Clone(values), best: -1}
	var tick []plot.Tick
	for i, v := range values {
		tick = append(tick, plot.Tick{Value: float64(i), Label: names[i]})
		if finite(v) && (b.best < 0 || v > values[b.best]) {
			b.best = i
		}
		p.show("%s: %s", names[i], brief(v))
	}
	p.Add(b)
	p.X.Tick.Marker = plot.ConstantTicks(tick)
	p.X.Tick.LineStyle.Color = color.Transparent
	p.limit("Bars", a)
	return p
}

type bars struct {
	values []float64
	best   int
}

func (b *bars) DataRange() (xmin, xmax, ymin, ymax float64) {
	for _, v := range b.values {
		if finite(v) {
			ymin, ymax = min(ymin, v), max(ymax, v)
		}
	}
	if ymin == ymax {
		ymax = 1
	}
	return -0.6, float64(len(b.values)) - 0.4, ymin, ymax + 0.08*(ymax-ymin)
}

func (b *bars) Plot(c draw.Canvas, p *plot.Plot) {
	trX, trY := p.Transforms(&c)
	const half = 0.36
	zero := trY(min(max(0, p.Y.Min), p.Y.Max))
	for i, v := range b.values {
		if !finite(v) {
			continue
		}
		x0, x1 := trX(float64(i)-half), trX(float64(i)+half)
		y := trY(min(max(v, p.Y.Min), p.Y.Max))
		col := tint(Palette[0], 0.55)
		if i == b.best {
			col = tint(Palette[0], 0)
		}
		c.SetColor(col)
		c.Fill(vg.Rectangle{Min: vg.Point{X: x0, Y: min(y, zero)}, Max: vg.Point{X: x1, Y: max(y, zero)}}.Path())
		s := textStyle(tickSize, ink)
		s.XAlign, s.YAlign = draw.XCenter, draw.YBottom
		if len(b.values) <= 16 {
			c.FillText(s, vg.Point{X: (x0 + x1) / 2, Y: max(y, zero) + 2}, short(v))
		}
	}
}

// short is a value over a bar.
func short(v float64) string {
	switch {
	case v == math.Trunc(v) && math.Abs(v) < 1e6:
		return fmt.Sprintf("%.0f", v)
	case math.Abs(v) < 0.0005:
		return "≈0"
	}
	return brief(v)
}
