package plotting

import "math"

// region is a rectangle of the plane on which a function is drawn.
type region struct{ x0, x1, y0, y1 float64 }

// plane returns the limits of a, or a range with some room around the points.
func plane(fn string, a Axes, kind string, groups []Points) region {
	lo, hi := [2]float64{}, [2]float64{}
	some := false
	for i, g := range groups {
		pts := numbers(g.xys(fn, kind, i))
		if len(pts) == 0 {
			continue
		}
		x0, x1, y0, y1 := bounds(pts)
		if !some {
			lo, hi, some = [2]float64{x0, y0}, [2]float64{x1, y1}, true
			continue
		}
		lo = [2]float64{min(lo[0], x0), min(lo[1], y0)}
		hi = [2]float64{max(hi[0], x1), max(hi[1], y1)}
	}
	r := region{}
	r.x0, r.x1 = limits(fn, "X", a.XMin, a.XMax, lo[0], hi[0], some)
	r.y0, r.y1 = limits(fn, "Y", a.YMin, a.YMax, lo[1], hi[1], some)
	return r
}

func limits(fn, axis string, min, max, lo, hi float64, some bool) (float64, float64) {
	if min != max {
		if !finite(min, max, max-min) || min > max {
			panicf("%s: Axes: %sMin is %v and %sMax is %v, want numbers with %sMin < %sMax", fn, axis, min, axis, max, axis, axis)
		}
		return min, max
	}
	if !some {
		panicf("%s: Axes: %sMin and %sMax are both %v, and there are no points to find them from", fn, axis, axis, min)
	}
	room := 0.15 * (hi - lo)
	if room == 0 {
		room = 1
	}
	return math.Max(-farthest, lo-room), math.Min(farthest, hi+room)
}

// at is the middle of a cell of nx×ny.
func (r region) at(i, nx, j, ny int) (x, y float64) {
	return r.x0 + (r.x1-r.x0)*(float64(i)+0.5)/float64(nx), r.y0 + (r.y1-r.y0)*(float64(j)+0.5)/float64(ny)
}

// corner is a point of a grid of nx×ny points, the first and last of which
// lie on the border.
func (r region) corner(i, nx, j, ny int) (x, y float64) {
	return r.x0 + (r.x1-r.x0)*float64(i)/float64(nx-1), r.y0 + (r.y1-r.y0)*float64(j)/float64(ny-1)
}

// DataRange makes a plot as large as the region.
func (r region) DataRange() (xmin, xmax, ymin, ymax float64) { return r.x0, r.x1, r.y0, r.y1 }

// fix sets the limits of a plot to the region, without space between it and
// the axes.
func (r region) fix(p *Plot) {
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = r.x0, r.x1, r.y0, r.y1
	p.X.Padding, p.Y.Padding = 0, 0
}
