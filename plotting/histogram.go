package plotting

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Sample is a heap of values, and its name above the panel.
type Sample struct {
	Name   string
	Values []float64
}

// Histograms draws how often values occur, a panel for each sample side by
// side: the activations of the layers of a network (section 6.2). The panels
// share their axes; XMin and XMax of a limit the values that are counted, and
// values that are no numbers are not. It panics if bins is less than 1.
func Histograms(a Axes, bins int, samples ...Sample) *Panels {
	if bins < 1 {
		panicf("Histograms: bins is %d, want at least 1", bins)
	}
	x0, x1 := sampleRange(a, samples)
	var panels []Figure
	var hs []*histogram
	most := 0.0
	for _, s := range samples {
		h := count(s.Values, bins, x0, x1)
		hs = append(hs, h)
		for _, n := range h.counts {
			most = max(most, float64(n))
		}
	}
	for i, h := range hs {
		panels = append(panels, h.panel(a, samples[i], most))
	}
	g := Grid(max(1, len(panels)), panels...)
	g.Title, g.X, g.Y = a.Title, a.X, a.Y
	return g
}

func (h *histogram) panel(a Axes, s Sample, most float64) *Plot {
	p := newPlot("Histogram", Axes{Title: s.Name})
	p.Title.TextStyle = textStyle(labelSize, ink)
	p.Title.TextStyle.XAlign, p.Title.TextStyle.YAlign = draw.XCenter, draw.YTop
	p.Add(h)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = h.x0, h.x1, 0, most*1.04
	if a.YMin != a.YMax {
		p.Y.Min, p.Y.Max = a.YMin, a.YMax
	}
	p.X.Padding, p.Y.Padding = vg.Points(2), 0
	p.Width, p.Height = 4.4*vg.Centimeter, 5*vg.Centimeter
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks{most: 3}, ticks{most: 4, whole: true}
	p.show("%d values, mean %s, standard deviation %s", h.n, brief(h.mean), brief(h.std))
	if h.out > 0 {
		p.show("%d of them out of range", h.out)
	}
	return p
}

// sampleRange is the range of all values together.
func sampleRange(a Axes, samples []Sample) (float64, float64) {
	if a.XMin != a.XMax {
		return limits("Histograms", "X", a.XMin, a.XMax, 0, 0, false)
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, s := range samples {
		for _, v := range s.Values {
			if finite(v) {
				lo, hi = min(lo, v), max(hi, v)
			}
		}
	}
	switch {
	case lo > hi:
		return 0, 1
	case lo == hi:
		return max(-farthest, lo-0.5), min(farthest, hi+0.5)
	}
	return max(-farthest, lo), min(farthest, hi)
}

type histogram struct {
	x0, x1    float64
	counts    []int
	n, out    int
	mean, std float64
}

func count(values []float64, bins int, x0, x1 float64) *histogram {
	h := &histogram{x0: x0, x1: x1, counts: make([]int, bins)}
	sum, squares := 0.0, 0.0
	for _, v := range values {
		if !finite(v) {
			continue
		}
		h.n++
		sum, squares = sum+v, squares+v*v
		if v < x0 || v > x1 {
			h.out++
			continue
		}
		k := int((v - x0) / (x1 - x0) * float64(bins))
		h.counts[min(k, bins-1)]++ // v = x1, and what rounding takes for it
	}
	if h.n > 0 {
		h.mean = sum / float64(h.n)
		h.std = math.Sqrt(max(0, squares/float64(h.n)-h.mean*h.mean))
	}
	return h
}

func (h *histogram) Plot(c draw.Canvas, p *plot.Plot) {
	trX, trY := p.Transforms(&c)
	w := (h.x1 - h.x0) / float64(len(h.counts))
	var bars vg.Path
	for i, n := range h.counts {
		if n == 0 {
			continue
		}
		left, right := trX(h.x0+w*float64(i)), trX(h.x0+w*float64(i+1))
		gap := min(0.6, (right-left)*0.1)
		bars = append(bars, vg.Rectangle{
			Min: vg.Point{X: left + gap/2, Y: trY(0)},
			Max: vg.Point{X: right - gap/2, Y: trY(min(float64(n), p.Y.Max))},
		}.Path()...)
	}
	c.SetColor(Palette[0])
	c.Fill(bars)
}
