package plotting

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Points are points of a plane: a group of examples, or a path.
type Points struct {
	Name string // in the legend; empty for none
	X, Y []float64
}

// PathOf returns the points that a search has visited, each a pair of
// coordinates, in order: what dlfs.GradientDescent returns (section 4.4.1). It
// panics if one of them has not two coordinates.
func PathOf(name string, path [][]float64) Points {
	p := Points{Name: name}
	for i, q := range path {
		if len(q) != 2 {
			panicf("PathOf: point %d of %q has %d coordinates, want 2", i+1, name, len(q))
		}
		p.X, p.Y = append(p.X, q[0]), append(p.Y, q[1])
	}
	return p
}

// xys returns the points; those that are not numbers become NaN.
func (p Points) xys(fn, kind string, i int) plotter.XYs {
	if len(p.X) != len(p.Y) {
		panicf("%s: %s: X has %d values, Y has %d", fn, which(kind, i, p.Name), len(p.X), len(p.Y))
	}
	return Curve{X: p.X, Y: p.Y}.points(fn, i)
}

// numbers leaves out the points that are not numbers.
func numbers(pts plotter.XYs) plotter.XYs {
	return slices.DeleteFunc(slices.Clone(pts), func(p plotter.XY) bool { return math.IsNaN(p.Y) })
}

// Scatter draws groups of points, each with a colour and a mark of its own
// (section 2.4). Points that are not numbers are left out. Of more than 300
// points the marks are small and have no borders; more than 2000 are a picture
// of how many lie where, in which no group hides another. It panics if a group
// has X and Y of different lengths, or if a has limits in the wrong order.
func Scatter(a Axes, groups ...Points) *Plot {
	p := newPlot("Scatter plot", a)
	p.Add(grid())
	p.scatter("Scatter", groups)
	p.limit("Scatter", a)
	p.place()
	return p
}

// From someMarks points on, marks are drawn without borders; from manyMarks on,
// as one picture.
const someMarks, manyMarks = 300, 2000

func (p *Plot) scatter(fn string, groups []Points) {
	var all []plotter.XYs
	count := 0
	for i, g := range groups {
		all = append(all, numbers(g.xys(fn, "group", i)))
		count += len(all[i])
	}
	if count > manyMarks {
		p.Add(&crowd{all})
	}
	for i, pts := range all {
		s := &plotter.Scatter{XYs: pts, GlyphStyle: glyph(i)}
		s.Radius = vg.Points(4)
		if count > someMarks {
			s.Shape, s.Radius = pick(bareGlyphs, i), 2.4
		}
		if len(pts) > 0 && count <= manyMarks {
			p.Add(s)
		}
		p.legend(groups[i].Name, s)
		p.inked = append(p.inked, apartPoints(every(pts, 1+len(pts)/manyMarks)))
		p.show("%s", where(called("group", i, groups[i].Name), pts))
	}
}

// apartPoints puts what is not a number between points, so that they are no line.
func apartPoints(pts plotter.XYs) plotter.XYs {
	var out plotter.XYs
	for _, q := range pts {
		out = append(out, q, plotter.XY{X: math.NaN(), Y: math.NaN()})
	}
	return out
}

// where says how many points there are and around which point.
func where(name string, pts plotter.XYs) string {
	if len(pts) == 0 {
		return name + " has no points"
	}
	if len(pts) == 1 {
		return fmt.Sprintf("%s of one point at (%s, %s)", name, brief(pts[0].X), brief(pts[0].Y))
	}
	x, y := 0.0, 0.0
	for _, p := range pts {
		x, y = x+p.X/float64(len(pts)), y+p.Y/float64(len(pts))
	}
	return fmt.Sprintf("%s of %d points around (%s, %s)", name, len(pts), brief(x), brief(y))
}

// Regions colours the plane by the class of its points and draws groups of
// points on it: group 0 is what class 0 ought to hold (sections 2.4 and 2.5).
// The limits of a are needed, unless the points have a range. It panics if
// there are no limits, or a group has X and Y of different lengths.
func Regions(a Axes, class func(x, y float64) int, groups ...Points) *Plot {
	p := newPlot("Regions of a plane", a)
	p.Width = squareWidth
	r := plane("Regions", a, "group", groups)
	const nx, ny = 240, 200
	img := image.NewRGBA(image.Rect(0, 0, nx, ny))
	share := map[int]int{}
	for j := range ny {
		for i := range nx {
			x, y := r.at(i, nx, j, ny)
			k := class(x, y)
			share[k]++
			img.SetRGBA(i, ny-1-j, tint(pick(Palette, k), 0.72))
		}
	}
	p.Add(&backdrop{r, smooth{img}})
	for _, k := range sortedKeys(share) {
		p.show("class %d holds %.0f%% of the plane", k, 100*float64(share[k])/(nx*ny))
	}
	p.scatter("Regions", groups)
	r.fix(p)
	p.place()
	return p
}

func pick[T any](of []T, i int) T { return of[((i%len(of))+len(of))%len(of)] }

// tint mixes a colour with the card.
func tint(c color.Color, light float64) color.RGBA {
	r, g, b, _ := c.RGBA()
	mix := func(v uint32) uint8 { return uint8(math.Round(float64(v>>8)*(1-light) + 255*light)) }
	return color.RGBA{mix(r), mix(g), mix(b), 255}
}

func sortedKeys(m map[int]int) []int {
	var out []int
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// backdrop is a picture behind a plot.
type backdrop struct {
	region
	img image.Image
}

func (b *backdrop) Plot(c draw.Canvas, p *plot.Plot) {
	trX, trY := p.Transforms(&c)
	c.DrawImage(vg.Rectangle{Min: vg.Point{X: trX(b.x0), Y: trY(b.y0)}, Max: vg.Point{X: trX(b.x1), Y: trY(b.y1)}}, b.img)
}
