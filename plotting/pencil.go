package plotting

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
)

// pencil draws edges, and afterwards their labels where they hide least.
type pencil struct {
	*canvas
	both  bool // a gradient comes back along every edge
	lines [][]point
	taken []rect // by nodes and by labels
	notes []note
}

// rect is a part of the page.
type rect struct{ x0, y0, x1, y1 vg.Length }

func (a rect) meets(b rect) bool { return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 }

// note is what is still to be written at an edge.
type note struct {
	line        []point
	value, grad string
	preferred   float64
}

func (p *pencil) avoid(at point, rx, ry vg.Length) {
	p.taken = append(p.taken, rect{at.x - rx, at.y - ry, at.x + rx, at.y + ry})
}

// lane is how far the two arrows of an edge are from its middle.
const lane = 3.2

// edge draws an arrow forward and, after a backward pass, one back.
func (p *pencil) edge(line []point, value, grad string, preferred float64) {
	if p.both {
		p.curve(shift(line, -lane), forward)
		back := shift(line, lane)
		for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
			back[i], back[j] = back[j], back[i]
		}
		p.curve(back, backward)
	} else {
		p.curve(line, forward)
	}
	p.lines = append(p.lines, line)
	p.notes = append(p.notes, note{line, value, grad, preferred})
}

// curve draws a line with round corners and a head at its end.
func (p *pencil) curve(line []point, col color.Color) {
	const round = 16
	n := len(line)
	from := line[0]
	if n > 2 {
		p.SetColor(col)
		p.SetLineWidth(vg.Points(1.3))
		p.SetLineDash(nil, 0)
		var path vg.Path
		path.Move(p.pt(from.x, from.y))
		for i := 1; i < n-1; i++ {
			in, out := toward(line[i], line[i-1], round), toward(line[i], line[i+1], round)
			path.Line(p.pt(in.x, in.y))
			path.QuadTo(p.pt(line[i].x, line[i].y), p.pt(out.x, out.y))
			from = out
		}
		p.Stroke(path)
	}
	p.arrow(from.x, from.y, line[n-1].x, line[n-1].y, col)
}

// toward is the point some way from a to b, halfway at most.
func toward(a, b point, far vg.Length) point {
	dx, dy := float64(b.x-a.x), float64(b.y-a.y)
	n := math.Hypot(dx, dy)
	if n == 0 {
		return a
	}
	t := min(0.5, float64(far)/n)
	return point{a.x + vg.Length(t*dx), a.y + vg.Length(t*dy)}
}

// shift moves a line sideways, down for one that goes to the right.
func shift(line []point, by float64) []point {
	var out []point
	for i := range line {
		a, b := line[max(0, i-1)], line[min(len(line)-1, i+1)]
		dx, dy := float64(b.x-a.x), float64(b.y-a.y)
		n := math.Hypot(dx, dy)
		out = append(out, point{line[i].x - vg.Length(by*dy/n), line[i].y + vg.Length(by*dx/n)})
	}
	return out
}

// along is the point at t between 0 and 1 of the way, and the slope there.
func along(line []point, t float64) (at point, angle float64) {
	total := 0.0
	for i := 1; i < len(line); i++ {
		total += math.Hypot(float64(line[i].x-line[i-1].x), float64(line[i].y-line[i-1].y))
	}
	left := t * total
	for i := 1; i < len(line); i++ {
		dx, dy := float64(line[i].x-line[i-1].x), float64(line[i].y-line[i-1].y)
		n := math.Hypot(dx, dy)
		if left <= n || i == len(line)-1 {
			f := left / n
			return point{line[i-1].x + vg.Length(f*dx), line[i-1].y + vg.Length(f*dy)}, math.Atan2(dy, dx)
		}
		left -= n
	}
	return line[0], 0
}

// labels writes the values above the edges and the gradients below, each pair
// at the place along its edge where it meets least of the rest.
func (p *pencil) labels() {
	for _, n := range p.notes {
		best, least := 0.5, math.MaxFloat64
		for _, step := range []float64{0, -0.06, 0.06, -0.12, 0.12, -0.18, 0.18, -0.24, 0.24, -0.3, 0.3} {
			t := n.preferred + step
			if t < 0.12 || t > 0.88 {
				continue
			}
			up, down := p.boxes(n, t)
			cost := p.cost(up, n.line) + math.Abs(step)
			if p.both {
				cost += p.cost(down, n.line)
			}
			if cost < least {
				best, least = t, cost
			}
		}
		up, down := p.boxes(n, best)
		p.write(up, n.value, forward)
		if p.both {
			p.write(down, n.grad, backward)
		}
	}
}

// boxes are the places of the two labels of an edge: beside it, so far that
// they do not touch it.
func (p *pencil) boxes(n note, t float64) (up, down rect) {
	at, angle := along(n.line, t)
	sin, cos := math.Sincos(angle)
	const half = fontSize * 0.42
	gap := 3.5
	if p.both {
		gap += lane
	}
	box := func(s string, side float64) rect {
		w := float64(textWidth(s, fontSize)) / 2
		far := side * (gap + w*math.Abs(sin) + half*math.Abs(cos)) // of its middle from the edge
		x, y := float64(at.x)-far*sin, float64(at.y)+far*cos
		return rect{vg.Length(x - w), vg.Length(y - half), vg.Length(x + w), vg.Length(y + half)}
	}
	return box(n.value, -1), box(n.grad, 1)
}

// cost is how much a label hides: labels and nodes count most, then edges.
func (p *pencil) cost(r rect, own []point) float64 {
	cost := 0.0
	for _, t := range p.taken {
		if r.meets(t) {
			cost += 10
		}
	}
	for _, line := range p.lines {
		if &line[0] != &own[0] && hits(line, r) {
			cost++
		}
	}
	return cost
}

// hits reports whether a line passes through a rectangle.
func hits(line []point, r rect) bool {
	for i := 1; i < len(line); i++ {
		const parts = 24
		for k := range parts + 1 {
			f := vg.Length(k) / parts
			x, y := line[i-1].x+f*(line[i].x-line[i-1].x), line[i-1].y+f*(line[i].y-line[i-1].y)
			if x > r.x0-2 && x < r.x1+2 && y > r.y0-2 && y < r.y1+2 {
				return true
			}
		}
	}
	return false
}

// write writes a label on a ground that lets little shine through.
func (p *pencil) write(r rect, s string, col color.Color) {
	p.taken = append(p.taken, r)
	p.SetColor(color.NRGBA{255, 255, 255, 190})
	p.Fill(vg.Rectangle{Min: p.pt(r.x0-1, r.y1), Max: p.pt(r.x1+1, r.y0)}.Path())
	p.text(s, (r.x0+r.x1)/2, r.y1-fontSize*0.07, fontSize, col)
}
