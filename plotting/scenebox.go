package plotting

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// camera looks at the origin, from far away: lines that are parallel stay so.
type camera struct{ right, up, toward [3]float64 }

func newCamera(azimuth, elevation float64) camera {
	sa, ca := math.Sincos(azimuth * math.Pi / 180)
	se, ce := math.Sincos(elevation * math.Pi / 180)
	return camera{right: [3]float64{-sa, ca, 0}, up: [3]float64{-se * ca, -se * sa, ce}, toward: [3]float64{ce * ca, ce * sa, se}}
}

func dotProduct(a, b [3]float64) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

// view maps the box of a scene onto a canvas.
type view struct {
	draw.Canvas
	s     *Scene
	scale float64
	at    vg.Point  // of the box's middle
	small vg.Length // how large labels are, 1 in a large figure
}

// tall is how high the box is, when its sides have the length 2.
const tall = 1.35

// view fits the box and its labels into a canvas.
func (s *Scene) view(c draw.Canvas) view {
	v := view{Canvas: c, s: s, scale: 1, small: 1}
	if c.Max.X-c.Min.X < sceneWidth*0.75 {
		v.small = 0.85
	}
	side, below, above := 44*v.small, 34*v.small, 10*v.small
	top := above
	if s.axes.Title != "" {
		top += titleSize*v.small + 8
	}
	x0, x1, y0, y1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for k := range 8 {
		p := [3]float64{float64(k&1)*2 - 1, float64(k>>1&1)*2 - 1, (float64(k>>2&1) - 0.5) * tall}
		x, y := dotProduct(p, s.camera.right), dotProduct(p, s.camera.up)
		x0, x1, y0, y1 = min(x0, x), max(x1, x), min(y0, y), max(y1, y)
	}
	w, h := float64(c.Max.X-c.Min.X-2*side), float64(c.Max.Y-c.Min.Y-below-top)
	v.scale = min(w/(x1-x0), h/(y1-y0))
	v.at = vg.Point{
		X: c.Center().X - vg.Length(v.scale*(x0+x1)/2),
		Y: c.Min.Y + below + vg.Length(h/2-v.scale*(y0+y1)/2),
	}
	return v
}

// project is where a point of space lies on the canvas, and how near it is.
func (v view) project(x, y, z float64) (vg.Point, float64) {
	h := v.s.h
	p := [3]float64{2*(x-h.x0)/(h.x1-h.x0) - 1, 2*(y-h.y0)/(h.y1-h.y0) - 1, 0}
	if h.hi > h.lo {
		p[2] = ((z-h.lo)/(h.hi-h.lo) - 0.5) * tall
	}
	return v.unit(p), dotProduct(p, v.s.camera.toward)
}

// unit projects a point of the box, whose sides go from −1 to 1.
func (v view) unit(p [3]float64) vg.Point {
	return v.at.Add(vg.Point{
		X: vg.Length(v.scale * dotProduct(p, v.s.camera.right)),
		Y: vg.Length(v.scale * dotProduct(p, v.s.camera.up)),
	})
}

func (v view) line(a, b [3]float64, col color.Color, width float64) {
	v.StrokeLine2(draw.LineStyle{Color: col, Width: vg.Points(width)}, v.unit(a).X, v.unit(a).Y, v.unit(b).X, v.unit(b).Y)
}

// boxAxis is an axis of the box: which coordinate it runs along, the other two
// where its labels stand, and the values at its ends.
type boxAxis struct {
	along  int
	at     [3]float64
	lo, hi float64
	label  string
}

// box draws the walls behind the surface with their grid, and the axes.
func (s *Scene) box(v view) {
	near := func(f float64) float64 {
		if f < 0 {
			return -1
		}
		return 1
	}
	fx, fy := near(s.camera.toward[0]), near(s.camera.toward[1]) // the sides of the box that face the reader
	const bottom = -tall / 2
	corner := [3]float64{fx, -fy, 0} // the leftmost upright edge carries the heights
	if other := [3]float64{-fx, fy, 0}; dotProduct(other, s.camera.right) < dotProduct(corner, s.camera.right) {
		corner = other
	}
	lo, hi := s.h.lo, s.h.hi
	if lo == hi {
		lo, hi = lo-1, hi+1
	}
	axes := []boxAxis{
		{0, [3]float64{0, fy, bottom}, s.h.x0, s.h.x1, s.axes.X},
		{1, [3]float64{fx, 0, bottom}, s.h.y0, s.h.y1, s.axes.Y},
		{2, corner, lo, hi, s.axes.Z},
	}
	for _, a := range axes {
		length := v.length(a)
		if length < 24 {
			continue // it points at the reader
		}
		most := max(2, min(5, int(length/(26*float64(v.small)))))
		for _, t := range (ticks{most: most}).Ticks(a.lo, a.hi) {
			if t.Label == "" || t.Value < a.lo || t.Value > a.hi {
				continue
			}
			u := 2*(t.Value-a.lo)/(a.hi-a.lo) - 1
			v.rule(a.along, u, fx, fy)
			v.tick(a, u, t.Label)
		}
		v.axis(a)
	}
}

// rule draws the line of the grid at u across the two walls that it lies on.
func (v view) rule(along int, u, fx, fy float64) {
	const b = -tall / 2
	switch along {
	case 0:
		v.line([3]float64{u, fy, b}, [3]float64{u, -fy, b}, hairline, 0.6)
		v.line([3]float64{u, -fy, b}, [3]float64{u, -fy, -b}, hairline, 0.6)
	case 1:
		v.line([3]float64{fx, u, b}, [3]float64{-fx, u, b}, hairline, 0.6)
		v.line([3]float64{-fx, u, b}, [3]float64{-fx, u, -b}, hairline, 0.6)
	default:
		z := u * tall / 2
		v.line([3]float64{fx, -fy, z}, [3]float64{-fx, -fy, z}, hairline, 0.6)
		v.line([3]float64{-fx, -fy, z}, [3]float64{-fx, fy, z}, hairline, 0.6)
	}
}

// on is the point of an axis at u between −1 and 1.
func (a boxAxis) on(u float64) [3]float64 {
	p := a.at
	p[a.along] = u
	if a.along == 2 {
		p[2] *= tall / 2
	}
	return p
}

// length is how long an axis is on the canvas.
func (v view) length(a boxAxis) float64 {
	p, q := v.unit(a.on(-1)), v.unit(a.on(1))
	return math.Hypot(float64(q.X-p.X), float64(q.Y-p.Y))
}

func (v view) axis(a boxAxis) {
	v.line(a.on(-1), a.on(1), faint, 0.7)
	if a.label == "" {
		return
	}
	s := textStyle(labelSize*v.small, ink)
	s.XAlign, s.YAlign = draw.XCenter, draw.YCenter
	at := v.unit(a.on(1)).Add(vg.Point{X: -2, Y: 12})
	if a.along != 2 {
		dx, dy := v.outward(a)
		at = v.unit(a.on(0)).Add(vg.Point{X: 32 * v.small * dx, Y: 32 * v.small * dy})
	}
	v.FillText(s, at, a.label)
}

func (v view) tick(a boxAxis, u float64, label string) {
	s := textStyle(tickSize*v.small, faint)
	s.YAlign = draw.YCenter
	if a.along == 2 {
		s.XAlign = draw.XRight
		v.FillText(s, v.unit(a.on(u)).Add(vg.Point{X: -7, Y: 2}), label)
		return
	}
	dx, dy := v.outward(a)
	// Labels to the left of an axis end at it and those to the right begin
	// there, so that they keep apart where two axes meet.
	s.XAlign = draw.XAlignment(min(0.5, max(-0.5, 1.6*float64(dx))) - 0.5)
	v.FillText(s, v.unit(a.on(u)).Add(vg.Point{X: 12 * v.small * dx, Y: 12 * v.small * dy}), label)
}

// outward is the direction square to an axis and away from the box.
func (v view) outward(a boxAxis) (dx, dy vg.Length) {
	p, q := v.unit(a.on(-1)), v.unit(a.on(1))
	n := vg.Length(math.Hypot(float64(q.X-p.X), float64(q.Y-p.Y)))
	dx, dy = -(q.Y-p.Y)/n, (q.X-p.X)/n
	if (p.X+q.X-2*v.at.X)*dx+(p.Y+q.Y-2*v.at.Y)*dy < 0 {
		return -dx, -dy
	}
	return dx, dy
}
