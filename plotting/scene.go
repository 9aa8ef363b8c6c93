package plotting

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Scene is a surface in space.
type Scene struct {
	axes   Axes
	h      *heights
	filled bool
	camera camera
}

// Surface draws the heights of f as a surface in space, low parts blue and
// high parts yellow (section 6.1.3). Heights that are no number, or not between
// ZMin and ZMax of a, leave a hole. It panics if a has no limits for x and y, or
// f is a number nowhere.
func Surface(a Axes, f func(x, y float64) float64) *Scene { return scene("Surface", a, f, 41, true) }

// Wireframe draws the heights of f as a net in space (section 4.4), with the
// holes and panics of [Surface].
func Wireframe(a Axes, f func(x, y float64) float64) *Scene {
	return scene("Wireframe", a, f, 25, false)
}

func scene(fn string, a Axes, f func(x, y float64) float64, n int, filled bool) *Scene {
	r := plane(fn, a, "", nil)
	s := &Scene{axes: a, h: sample(fn, a, r, n, n, f), filled: filled}
	if a.ZMin != a.ZMax {
		s.h.lo, s.h.hi = a.ZMin, a.ZMax
	}
	return s.Turn(-60, 28)
}

// Turn returns the same surface seen from another side: azimuth is the angle
// in degrees, against the clock, from the x axis to the reader, and elevation
// the angle above the plane, between 0 and 90.
func (s *Scene) Turn(azimuth, elevation float64) *Scene {
	t := *s
	t.camera = newCamera(azimuth, elevation)
	return &t
}

// Alt says in words what the surface shows.
func (s *Scene) Alt() string {
	kind := "Net"
	if s.filled {
		kind = "Surface"
	}
	kind += titled(s.axes.Title)
	name := func(a, label string) string {
		if label == "" || label == a {
			return a
		}
		return a + " (" + label + ")"
	}
	x, y, z := s.h.lowest()
	return fmt.Sprintf("%s in space, %s from %s to %s, %s from %s to %s: %s from %s near (%s, %s) to %s", kind,
		name("x", s.axes.X), brief(s.h.x0), brief(s.h.x1), name("y", s.axes.Y), brief(s.h.y0), brief(s.h.y1),
		name("height", s.axes.Z), brief(z), brief(x), brief(y), brief(s.h.hi))
}

// SVG draws the surface.
func (s *Scene) SVG() string { return svgOf(s) }

// PNG draws the surface as a picture.
func (s *Scene) PNG() []byte { return pngOf(s) }

const (
	sceneWidth  = 13 * vg.Centimeter
	sceneHeight = 10.5 * vg.Centimeter
)

// Size returns how large the surface is shown.
func (s *Scene) Size() (w, h vg.Length) { return sceneWidth, sceneHeight }

// Draw draws the surface into c.
func (s *Scene) Draw(c draw.Canvas) {
	v := s.view(c)
	if s.axes.Title != "" {
		t := textStyle(titleSize*v.small, ink)
		t.XAlign, t.YAlign = draw.XCenter, draw.YTop
		c.FillText(t, vg.Point{X: c.Center().X, Y: c.Max.Y - 4}, s.axes.Title)
	}
	s.box(v)
	for _, q := range s.patches(v) {
		var p vg.Path
		for i, at := range q.corners {
			if i == 0 {
				p.Move(at)
			} else {
				p.Line(at)
			}
		}
		p.Close()
		c.SetColor(q.fill)
		c.Fill(p)
		c.SetLineStyle(draw.LineStyle{Color: q.line, Width: vg.Points(q.width)})
		c.Stroke(p)
	}
}

// seam is the colour of the lines between the parts of a surface.
var seam = color.NRGBA{16, 38, 66, 80}

// patch is a part of the surface between four points of the grid.
type patch struct {
	corners    [4]vg.Point
	depth      float64
	fill, line color.Color
	width      float64
}

// patches are the parts of the surface, the farthest first.
func (s *Scene) patches(v view) []patch {
	var out []patch
	for j := range s.h.ny - 1 {
		for i := range s.h.nx - 1 {
			q, ok := patch{}, true
			mean := 0.0
			for k, d := range [][2]int{{0, 0}, {1, 0}, {1, 1}, {0, 1}} {
				z := s.h.at(i+d[0], j+d[1])
				ok = ok && !math.IsNaN(z)
				x, y := s.h.corner(i+d[0], s.h.nx, j+d[1], s.h.ny)
				at, depth := v.project(x, y, z)
				q.corners[k] = at
				q.depth += depth / 4
				mean += z / 4
			}
			if !ok {
				continue
			}
			share := 0.0
			if s.h.hi > s.h.lo {
				share = (mean - s.h.lo) / (s.h.hi - s.h.lo)
			}
			q.paint(s.filled, math.Round(share*shades)/shades)
			out = append(out, q)
		}
	}
	slices.SortStableFunc(out, func(a, b patch) int { return cmp.Compare(a.depth, b.depth) })
	return out
}

// shades are the steps of the colours of a surface: enough for the eye, and few
// enough for a small PNG.
const shades = 56

// paint chooses the colours of a part at a height between 0 and 1. What is
// seen from below is darker.
func (q *patch) paint(filled bool, share float64) {
	c := q.corners
	above := (c[2].X-c[0].X)*(c[3].Y-c[1].Y)-(c[2].Y-c[0].Y)*(c[3].X-c[1].X) > 0
	switch {
	case filled:
		q.fill, q.line, q.width = ramp(share), seam, 0.4
		if !above {
			q.fill = shade(ramp(share), 0.86)
		}
	default:
		q.fill, q.line, q.width = card, tint(Palette[0], 0), 0.7
		if !above {
			q.fill = shade(wash, 0.95)
		}
	}
}

func shade(c color.RGBA, by float64) color.RGBA {
	m := func(v uint8) uint8 { return uint8(math.Round(float64(v) * by)) }
	return color.RGBA{m(c.R), m(c.G), m(c.B), 255}
}

// ramp is the colour of a height between 0 and 1, from dark blue to light
// yellow: even in brightness, for the colour-blind too.
func ramp(t float64) color.RGBA {
	stops := []color.RGBA{{24, 64, 120, 255}, {38, 116, 166, 255}, {86, 165, 178, 255}, {163, 204, 170, 255}, {246, 229, 150, 255}}
	t = min(1, max(0, t)) * float64(len(stops)-1)
	i := min(len(stops)-2, int(t))
	f := t - float64(i)
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*(1-f) + float64(b)*f)) }
	a, b := stops[i], stops[i+1]
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}
