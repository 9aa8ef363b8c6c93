package plotting

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Descent animates paths on the lines of equal height of f, step by step and
// all at once: optimizers on their way down (sections 4.4.1 and 6.1). Shorter
// paths wait at their end for the longest; points that are not numbers are left
// out. The PNG is what [Contour] draws. The limits of a are needed, unless the
// paths have a range. It panics as Contour does.
func Descent(a Axes, f func(x, y float64) float64, paths ...Points) *Animation {
	ground, _ := contour("Descent", a, f, paths) // checks all that Contour does
	still := Contour(a, f, paths...)
	ground.Legend.Top, ground.Legend.Left = still.Legend.Top, still.Legend.Left
	walks := make([]plotter.XYs, len(paths))
	steps := 0
	for i, p := range paths {
		walks[i] = numbers(p.xys("Descent", "path", i))
		steps = max(steps, len(walks[i])-1)
		l := &plotter.Line{LineStyle: draw.LineStyle{Color: pick(Palette, i), Width: vg.Points(lineWidth)}}
		ground.legend(p.Name, l, &plotter.Scatter{GlyphStyle: glyph(i)})
	}
	return &Animation{
		alt:   "Animation: " + still.Alt(),
		svg:   func() string { return descend(ground, walks, steps) },
		still: still,
	}
}

// stepTime is how many seconds a step takes: long paths go faster.
func stepTime(steps int) float64 { return min(0.4, 9/float64(max(1, steps))) }

// descend draws the walks on the ground: a line that grows, a point at each
// step, and a mark that goes along.
func descend(ground *Plot, walks []plotter.XYs, steps int) string {
	w, h := ground.Size()
	c := newSVG(w, h)
	all := draw.NewCanvas(c, w, h)
	ground.Draw(all)
	_, room := ground.page(all, false)
	dc := ground.DataCanvas(room)
	trX, trY := ground.Transforms(&dc)
	whole := stepTime(steps)*float64(steps) + hold
	var style, body strings.Builder
	clip := fmt.Sprintf(`<clipPath id="plot"><path d="%s"/></clipPath>`, c.data(dc.Rectangle.Path()))
	fmt.Fprintf(&style, `<style>%s`, motion)
	percent := func(k int) string { return fmt.Sprintf("%.4g%%", 100*stepTime(steps)*float64(k)/whole) }
	for k := 1; k <= steps; k++ {
		fmt.Fprintf(&style, `@keyframes s%d{0%%{opacity:0}%s{opacity:1}}.s%d{animation:s%d %.4gs step-end infinite}`, k, percent(k), k, k, whole)
	}
	body.WriteString(`<g clip-path="url(#plot)">`)
	for i, walk := range walks {
		t := newTrack(c, walk, trX, trY)
		if len(t.x) == 0 {
			continue
		}
		t.animate(&style, &body, i, whole, percent)
	}
	body.WriteString("</g>")
	style.WriteString("</style>")
	return c.document(style.String()+clip, body.String())
}

// track is a walk in the units of the SVG.
type track struct {
	x, y []int
	way  []float64 // walked so far
	path string
}

func newTrack(c *svgCanvas, walk plotter.XYs, trX, trY func(float64) vg.Length) track {
	var t track
	w := &pathWriter{}
	for i, q := range walk {
		x, y := c.at(vg.Point{X: within(trX(q.X)), Y: within(trY(q.Y))})
		t.x, t.y = append(t.x, x), append(t.y, y)
		if i == 0 {
			w.move(x, y)
			t.way = append(t.way, 0)
			continue
		}
		w.line(x, y)
		t.way = append(t.way, t.way[i-1]+math.Hypot(float64(x-t.x[i-1]), float64(y-t.y[i-1])))
	}
	t.path = string(w.b)
	return t
}

// within keeps a place near the page: a descent that diverges gets far.
func within(l vg.Length) vg.Length { return min(5000, max(-5000, l)) }

func (t track) animate(style, body *strings.Builder, i int, whole float64, percent func(int) string) {
	n := len(t.x)
	length := math.Ceil(t.way[n-1]) + 1
	line, move := &strings.Builder{}, &strings.Builder{}
	for k := range n {
		fmt.Fprintf(line, "%s{stroke-dashoffset:%.0f}", percent(k), length-t.way[k])
		fmt.Fprintf(move, "%s{transform:translate(%dpx,%dpx)}", percent(k), t.x[k], t.y[k])
	}
	fmt.Fprintf(line, "100%%{stroke-dashoffset:%.0f}", length-t.way[n-1])
	fmt.Fprintf(move, "100%%{transform:translate(%dpx,%dpx)}", t.x[n-1], t.y[n-1])
	fmt.Fprintf(style, "@keyframes w%d{%s}@keyframes m%d{%s}", i, line, i, move)
	fmt.Fprintf(style, ".w%d{stroke-dasharray:%.0f;animation:w%d %.4gs linear infinite}", i, length, i, whole)
	fmt.Fprintf(style, ".m%d{transform:translate(%dpx,%dpx);animation:m%d %.4gs linear infinite}", i, t.x[n-1], t.y[n-1], i, whole)
	col := pick(Palette, i)
	fmt.Fprintf(body, `<path class="w%d" d="%s" fill="none" %s stroke-width="18" stroke-linejoin="round"/><g %s>`, i, t.path, paint("stroke", col), paint("fill", col))
	for k := range n {
		class := ""
		if k > 0 {
			class = fmt.Sprintf(` class="s%d"`, k)
		}
		fmt.Fprintf(body, `<circle%s cx="%d" cy="%d" r="22"/>`, class, t.x[k], t.y[k])
	}
	g := newSVG(0, 0)
	area := draw.NewCanvas(g, 0, 0)
	s := glyph(i)
	s.Radius = vg.Points(5)
	s.Shape.DrawGlyph(&area, s, vg.Point{})
	fmt.Fprintf(body, `</g><g class="m%d">`, i)
	writeElements(body, g.elements)
	body.WriteString("</g>")
}
