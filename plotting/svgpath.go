package plotting

import (
	"math"
	"strconv"

	"gonum.org/v1/plot/vg"
)

// pathWriter writes the d attribute of an SVG path, in whole units and
// relative to the point before.
type pathWriter struct {
	b     []byte
	x, y  int
	cmd   byte
	first bool // no number since the command letter
}

func (w *pathWriter) command(c byte) {
	if c == w.cmd {
		return // need not be said again
	}
	w.b = append(w.b, c)
	w.cmd, w.first = c, true
}

func (w *pathWriter) number(n int) {
	if !w.first && n >= 0 {
		w.b = append(w.b, ' ')
	}
	w.b = strconv.AppendInt(w.b, int64(n), 10)
	w.first = false
}

func (w *pathWriter) move(x, y int) {
	w.cmd = 0
	w.command('M')
	w.number(x)
	w.number(y)
	w.x, w.y, w.cmd = x, y, 0
}

func (w *pathWriter) line(x, y int) {
	if x == w.x && y == w.y {
		return
	}
	w.command('l')
	w.number(x - w.x)
	w.number(y - w.y)
	w.x, w.y = x, y
}

func (w *pathWriter) arc(rx, sweep, large, x, y int) {
	w.command('a')
	for _, n := range []int{rx, rx, 0, large, sweep, x - w.x, y - w.y} {
		w.number(n)
	}
	w.x, w.y = x, y
}

func (w *pathWriter) close() {
	w.b = append(w.b, 'z')
	w.cmd = 0
}

// data writes a path.
func (c *svgCanvas) data(p vg.Path) string {
	w := &pathWriter{}
	for _, comp := range p {
		switch comp.Type {
		case vg.MoveComp:
			w.move(c.at(comp.Pos))
		case vg.LineComp:
			w.line(c.at(comp.Pos))
		case vg.ArcComp:
			c.arc(w, comp)
		case vg.CurveComp:
			x0, y0 := w.x, w.y
			letter := byte('q')
			if len(comp.Control) == 2 {
				letter = 'c'
			}
			w.command(letter)
			for _, q := range append(comp.Control[:len(comp.Control):len(comp.Control)], comp.Pos) {
				x, y := c.at(q)
				w.number(x - x0)
				w.number(y - y0)
				w.x, w.y = x, y
			}
		case vg.CloseComp:
			w.close()
		}
	}
	return string(w.b)
}

// arc writes an arc, a whole circle as two halves.
func (c *svgCanvas) arc(w *pathWriter, comp vg.PathComp) {
	at := func(angle float64) (int, int) {
		sin, cos := math.Sincos(angle)
		return c.at(vg.Point{X: comp.Pos.X + comp.Radius*vg.Length(cos), Y: comp.Pos.Y + comp.Radius*vg.Length(sin)})
	}
	r := int(math.Round(comp.Radius.Points() * math.Hypot(c.state.m.a, c.state.m.b)))
	if len(w.b) == 0 {
		w.move(at(comp.Start))
	}
	w.line(at(comp.Start))
	sweep := 0 // angles grow against the clock, and y goes down
	if comp.Angle < 0 {
		sweep = 1
	}
	if math.Abs(comp.Angle) >= 2*math.Pi {
		x, y := at(comp.Start + comp.Angle/2)
		w.arc(r, sweep, 0, x, y)
		x, y = at(comp.Start + comp.Angle)
		w.arc(r, sweep, 0, x, y)
		return
	}
	large := 0
	if math.Abs(comp.Angle) > math.Pi {
		large = 1
	}
	x, y := at(comp.Start + comp.Angle)
	w.arc(r, sweep, large, x, y)
}
