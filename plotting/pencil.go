package plotting

import (
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
)

// pencil finds places for the labels of edges where they hide least, and draws
// edges and labels.
type pencil struct {
	*canvas        // nil while places are looked for
	taken   []rect // by nodes and by labels
	notes   []note
}

// rect is a part of the page.
type rect struct{ x0, y0, x1, y1 vg.Length }

func (a rect) meets(b rect) bool { return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 }

// note is an edge, and what is to be written at it.
type note struct {
	line        []point
	value, grad string
	preferred   float64 // how far along it the words stand best
	back        bool    // a gradient comes back
	shown       stage   // of the way back

	valueSize, gradSize size
	up, down            rect // where the words stand
	cost                float64
}

func (p *pencil) avoid(at point, rx, ry vg.Length) {
	p.taken = append(p.taken, rect{at.x - rx, at.y - ry, at.x + rx, at.y + ry})
}

// lane is how far the two arrows of an edge are from its middle.
const lane = 3.2

// edge draws an arrow forward and, after a backward pass, one back.
func (p *pencil) edge(n note) {
	line := n.line
	if n.back {
		p.curve(shift(line, -lane), forward)
		back := shift(line, lane)
		slices.Reverse(back)
		if n.shown != hidden {
			p.glow(back, n.shown)
			p.curve(back, backward)
		}
	} else {
		p.curve(line, forward)
	}
}

// glow lays a broad pale line below an edge that is just being walked.
func (p *pencil) glow(line []point, s stage) {
	if s != current {
		return
	}
	p.SetColor(tint(backward, 0.75))
	p.SetLineWidth(vg.Points(7))
	p.SetLineDash(nil, 0)
	var path vg.Path
	for i, q := range line {
		if i == 0 {
			path.Move(p.pt(q.x, q.y))
		} else {
			path.Line(p.pt(q.x, q.y))
		}
	}
	p.Stroke(path)
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

// place finds places for the values above the edges and the gradients below:
// each pair where it meets least of the rest, and the two apart if they meet
// something as a pair.
func (p *pencil) place() {
	for i := range p.notes {
		n := &p.notes[i]
		best, least := 0.5, math.MaxFloat64
		for _, step := range []float64{0, -0.06, 0.06, -0.12, 0.12, -0.18, 0.18, -0.24, 0.24, -0.3, 0.3} {
			t := n.preferred + step
			if t < 0.12 || t > 0.88 {
				continue
			}
			up, down := p.boxes(*n, t)
			cost := p.cost(up, n.line, t) + math.Abs(step)
			if n.back {
				cost += p.cost(down, n.line, t)
			}
			if cost < least {
				best, least = t, cost
			}
		}
		n.up, n.down = p.boxes(*n, best)
		n.cost = least
		if least >= 1 {
			p.placeApart(n)
		}
		p.taken = append(p.taken, n.up.spaced(n.value))
		if n.back {
			p.taken = append(p.taken, n.down.spaced(n.grad))
		}
	}
}

// placeApart places the value and the gradient of an edge each for itself.
func (p *pencil) placeApart(n *note) {
	const parts = 32
	alone := func(which func(t float64) rect) (best rect, least float64) {
		least = math.MaxFloat64
		for k := parts / 10; k <= parts-parts/10; k++ {
			t := float64(k) / parts
			r := which(t)
			if cost := p.cost(r, n.line, t) + math.Abs(t-n.preferred); cost < least {
				best, least = r, cost
			}
		}
		return best, least
	}
	up, cost := alone(func(t float64) rect { r, _ := p.boxes(*n, t); return r })
	if !n.back {
		n.up, n.cost = up, cost
		return
	}
	down, costBelow := alone(func(t float64) rect { _, r := p.boxes(*n, t); return r })
	if cost+costBelow < n.cost {
		n.up, n.down, n.cost = up, down, max(cost, costBelow)
	}
}

// draw draws the edges.
func (p *pencil) draw() {
	for _, n := range p.notes {
		p.edge(n)
	}
}

// labels writes what stands at the edges.
func (p *pencil) labels() {
	for _, n := range p.notes {
		p.write(n.up, n.value, forward)
		if n.back && n.shown != hidden {
			p.write(n.down, n.grad, backward)
		}
	}
}

// boxes are the places of the two labels of an edge: beside it, so far that
// they do not touch it.
func (p *pencil) boxes(n note, t float64) (up, down rect) {
	at, angle := along(n.line, t)
	sin, cos := math.Sincos(angle)
	gap := 3.5
	if n.back {
		gap += lane
	}
	box := func(of size, side float64) rect {
		w, half := float64(of.w)/2, float64(of.h)/2
		far := side * (gap + w*math.Abs(sin) + half*math.Abs(cos)) // of its middle from the edge
		x, y := float64(at.x)-far*sin, float64(at.y)+far*cos
		return rect{vg.Length(x - w), vg.Length(y - half), vg.Length(x + w), vg.Length(y + half)}
	}
	return box(n.valueSize, -1), box(n.gradSize, 1)
}

// size is the size of a label.
type size struct{ w, h vg.Length }

func sizeOf(s string) size {
	return size{wordsWidth(s), fontSize*0.84 + lineHeight*vg.Length(strings.Count(s, "\n"))}
}

// spaced leaves some room around a label of several lines, so that its last one
// does not read as the first of the next label.
func (a rect) spaced(s string) rect {
	if !strings.Contains(s, "\n") {
		return a
	}
	const room = 3
	return rect{a.x0, a.y0 - room, a.x1, a.y1 + room}
}

// wordsWidth is how wide the longest line of a label is.
func wordsWidth(s string) (w vg.Length) {
	for line := range strings.SplitSeq(s, "\n") {
		w = max(w, textWidth(line, fontSize))
	}
	return w
}

// lineHeight is the way from a line of a label to the next.
const lineHeight = fontSize * 1.2

// cost is how much a label at t of its own line hides: labels and nodes count
// most, then edges, and as much as these an edge between it and its own.
func (p *pencil) cost(r rect, own []point, t float64) float64 {
	cost := 0.0
	for _, t := range p.taken {
		if r.meets(t) {
			cost += 10
		}
	}
	at, _ := along(own, t)
	middle := point{(r.x0 + r.x1) / 2, (r.y0 + r.y1) / 2}
	for _, n := range p.notes {
		room := vg.Length(2)
		if n.back {
			room += lane - 1
		}
		if &n.line[0] != &own[0] && (hits(n.line, r, room) || parted(at, middle, n.line)) {
			cost++
		}
	}
	return cost
}

// parted reports whether a line runs between two points.
func parted(a, b point, line []point) bool {
	side := func(a, b, p point) float64 {
		return float64((b.x-a.x)*(p.y-a.y) - (b.y-a.y)*(p.x-a.x))
	}
	for i := 1; i < len(line); i++ {
		p, q := line[i-1], line[i]
		if side(p, q, a)*side(p, q, b) < 0 && side(a, b, p)*side(a, b, q) < 0 {
			return true
		}
	}
	return false
}

// hits reports whether a line passes through a rectangle, or so close to it.
func hits(line []point, r rect, room vg.Length) bool {
	r = rect{r.x0 - room, r.y0 - room, r.x1 + room, r.y1 + room}
	for i := 1; i < len(line); i++ {
		if r.cuts(line[i-1], line[i]) {
			return true
		}
	}
	return false
}

// cuts reports whether the line from a to b has a part in the rectangle: it
// shortens the line at each of the four sides (Liang and Barsky, 1984).
func (r rect) cuts(a, b point) bool {
	from, to := vg.Length(0), vg.Length(1)
	dx, dy := b.x-a.x, b.y-a.y
	for _, side := range [4][2]vg.Length{{-dx, a.x - r.x0}, {dx, r.x1 - a.x}, {-dy, a.y - r.y0}, {dy, r.y1 - a.y}} {
		way, room := side[0], side[1]
		switch {
		case way == 0 && room < 0:
			return false
		case way < 0:
			from = max(from, room/way)
		case way > 0:
			to = min(to, room/way)
		}
	}
	return from < to
}

// write writes a label on a ground that lets little shine through.
func (p *pencil) write(r rect, s string, col color.Color) {
	p.SetColor(color.NRGBA{255, 255, 255, 190})
	p.Fill(vg.Rectangle{Min: p.pt(r.x0-1, r.y1), Max: p.pt(r.x1+1, r.y0)}.Path())
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		p.text(line, (r.x0+r.x1)/2, r.y1-fontSize*0.07-lineHeight*vg.Length(len(lines)-1-i), fontSize, col)
	}
}
