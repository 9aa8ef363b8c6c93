package plotting

import (
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// crowd draws more points than marks could be told apart: a picture, as large
// as the plot and no larger with more points. Where points lie closer a group is
// stronger, and where groups meet their colours mix.
type crowd struct{ groups []plotter.XYs }

// DataRange is the range of all points.
func (d *crowd) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax, ymin, ymax = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, g := range d.groups {
		x0, x1, y0, y1 := bounds(g)
		xmin, xmax, ymin, ymax = min(xmin, x0), max(xmax, x1), min(ymin, y0), max(ymax, y1)
	}
	return xmin, xmax, ymin, ymax
}

// crowdDots is how many pixels the picture has for a point of length.
const crowdDots = 2

// Plot draws the picture.
func (d *crowd) Plot(c draw.Canvas, p *plot.Plot) {
	size := c.Size()
	w, h := int(size.X*crowdDots), int(size.Y*crowdDots)
	if w < 1 || h < 1 {
		return
	}
	trX, trY := p.Transforms(&c)
	var counts [][]float64
	for _, g := range d.groups {
		n := make([]float64, w*h)
		for _, q := range g {
			splat(n, w, h, float64(trX(q.X)-c.Min.X)*crowdDots, float64(c.Max.Y-trY(q.Y))*crowdDots)
		}
		counts = append(counts, n)
	}
	to := vg.Rectangle{Min: vg.Point{X: c.Min.X, Y: c.Max.Y - vg.Length(h)/crowdDots}, Max: vg.Point{X: c.Min.X + vg.Length(w)/crowdDots, Y: c.Max.Y}}
	c.DrawImage(to, mix(counts, w, h))
}

// splat adds a point to the pixels that its mark covers.
func splat(n []float64, w, h int, x, y float64) {
	const radius = 2.2
	if !finite(x, y) || x < -radius || y < -radius || x > float64(w)+radius || y > float64(h)+radius {
		return
	}
	for j := max(0, int(y-radius)); j <= min(h-1, int(y+radius)); j++ {
		for i := max(0, int(x-radius)); i <= min(w-1, int(x+radius)); i++ {
			dx, dy := float64(i)+0.5-x, float64(j)+0.5-y
			if dx*dx+dy*dy <= radius*radius {
				n[j*w+i]++
			}
		}
	}
}

// mix makes a picture of how many points of each group cover each pixel.
func mix(counts [][]float64, w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	most := make([]float64, len(counts))
	for g, n := range counts {
		for _, v := range n {
			most[g] = max(most[g], v)
		}
	}
	for i := range w * h {
		var sum [3]float64
		weight, clear := 0.0, 1.0
		for g, n := range counts {
			if n[i] == 0 {
				continue
			}
			a := opacity(n[i], most[g])
			c := color.NRGBAModel.Convert(pick(Palette, g)).(color.NRGBA)
			for k, v := range []uint8{c.R, c.G, c.B} {
				sum[k] += a * float64(v)
			}
			weight, clear = weight+a, clear*(1-a)
		}
		if weight > 0 {
			part := func(k int) uint8 { return uint8(math.Round(sum[k] / weight)) }
			img.SetNRGBA(i%w, i/w, color.NRGBA{part(0), part(1), part(2), uint8(math.Round(255 * (1 - clear)))})
		}
	}
	return img
}

// opacity is how strong a pixel is that n points cover, where most cover the
// fullest: a single one can be seen, and there is a difference between many and
// very many.
func opacity(n, most float64) float64 {
	const single = 0.4
	if most <= 1 {
		return single
	}
	return single + (0.95-single)*math.Log(n)/math.Log(most)
}
