package plotting

import (
	"math"

	"gonum.org/v1/plot/plotter"
)

// The lines of equal height by marching squares: on each side of a cell of the
// grid that the level crosses lies one point of a line; a cell joins the points
// on its sides; the points are then followed from side to side. gonum's Contour
// does the same, but in the order of a Go map: the file would be another one
// each time.

// side is a side of a cell: the one that begins at (i, j) and goes to the
// right, or up.
type side struct {
	i, j int
	up   bool
}

// trace returns the lines at a level, closed ones with their first point again
// at the end.
func (h *heights) trace(level float64) []plotter.XYs {
	next := map[side][]side{}
	var order []side
	join := func(a, b side) {
		for _, s := range []side{a, b} {
			if next[s] == nil {
				order = append(order, s)
			}
		}
		next[a], next[b] = append(next[a], b), append(next[b], a)
	}
	for j := range h.ny - 1 {
		for i := range h.nx - 1 {
			h.cell(i, j, level, join)
		}
	}
	seen := map[side]bool{}
	var lines []plotter.XYs
	for _, ends := range []bool{true, false} { // open lines first, from an end
		for _, s := range order {
			if !seen[s] && (len(next[s]) == 1 || !ends) {
				lines = append(lines, h.follow(s, level, next, seen))
			}
		}
	}
	return lines
}

// cell joins the sides of a cell that the level crosses.
func (h *heights) cell(i, j int, level float64, join func(a, b side)) {
	a, b, c, d := h.at(i, j), h.at(i+1, j), h.at(i+1, j+1), h.at(i, j+1)
	if math.IsNaN(a + b + c + d) {
		return
	}
	bottom, right, top, left := side{i, j, false}, side{i + 1, j, true}, side{i, j + 1, false}, side{i, j, true}
	var cut []side
	for _, s := range []struct {
		side
		v, w float64
	}{{bottom, a, b}, {right, b, c}, {top, c, d}, {left, d, a}} {
		if (s.v < level) != (s.w < level) {
			cut = append(cut, s.side)
		}
	}
	switch {
	case len(cut) == 2:
		join(cut[0], cut[1])
	case len(cut) == 4 && ((a+b+c+d)/4 < level) == (a < level): // a saddle: its middle decides
		join(bottom, right)
		join(top, left)
	case len(cut) == 4:
		join(left, bottom)
		join(right, top)
	}
}

func (h *heights) follow(s side, level float64, next map[side][]side, seen map[side]bool) plotter.XYs {
	var line plotter.XYs
	start := s
	for {
		seen[s] = true
		line = append(line, h.crossing(s, level))
		n := next[s]
		switch {
		case !seen[n[0]]:
			s = n[0]
		case len(n) == 2 && !seen[n[1]]:
			s = n[1]
		default:
			if len(n) == 2 && len(line) > 2 {
				line = append(line, h.crossing(start, level))
			}
			return line
		}
	}
}

// crossing is where the level crosses a side.
func (h *heights) crossing(s side, level float64) plotter.XY {
	x, y := h.corner(s.i, h.nx, s.j, h.ny)
	x1, y1, w := x, y, 0.0
	if s.up {
		_, y1 = h.corner(s.i, h.nx, s.j+1, h.ny)
		w = h.at(s.i, s.j+1)
	} else {
		x1, _ = h.corner(s.i+1, h.nx, s.j, h.ny)
		w = h.at(s.i+1, s.j)
	}
	v := h.at(s.i, s.j)
	t := (level - v) / (w - v)
	return plotter.XY{X: x + t*(x1-x), Y: y + t*(y1-y)}
}
