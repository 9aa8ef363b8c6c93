package plotting

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// A Plot is a plot of gonum that knows how large it is shown and what was
// drawn on it. All that a plot.Plot has can be changed: p.Y.Max = 3,
// p.Add(…), p.Legend.Top = true.
type Plot struct {
	*plot.Plot
	Width, Height vg.Length // as it is shown

	equal bool           // a unit of X is as long as one of Y
	kind  string         // the first words of Alt
	shows []string       // what is on it, in words
	keys  []key          // of the legend
	inked [][]plotter.XY // where something was drawn: lines of points
}

// key is a line of the legend.
type key struct {
	name   string
	thumbs []plot.Thumbnailer
}

// Axes are the words and limits around a plot. Limits that are both 0 are
// found from the data. Z is the height of a surface.
type Axes struct {
	Title, X, Y, Z                     string
	XMin, XMax, YMin, YMax, ZMin, ZMax float64

	// Equal makes a unit of X as long as one of Y: circles are round, and a
	// path goes at right angles to the lines of equal height (section 4.4.1).
	Equal bool
}

// limit sets the limits that the reader has chosen, and gives axes a range
// that no data have given any.
func (p *Plot) limit(fn string, a Axes) {
	if a.XMin != a.XMax {
		p.X.Min, p.X.Max = limits(fn, "X", a.XMin, a.XMax, 0, 0, true)
	}
	if a.YMin != a.YMax {
		p.Y.Min, p.Y.Max = limits(fn, "Y", a.YMin, a.YMax, 0, 0, true)
	}
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		switch {
		case axis.Min > axis.Max:
			axis.Min, axis.Max = 0, 1
		case axis.Min == axis.Max:
			room := max(1, math.Abs(axis.Min)/10)
			axis.Min, axis.Max = axis.Min-room, axis.Max+room
		}
		axis.Min, axis.Max = max(-farthest, axis.Min), min(farthest, axis.Max)
	}
}

// farthest is how far from 0 an axis goes: the length of one both ends of which
// are so far is a number yet.
const farthest = 8e307

func (p *Plot) show(format string, args ...any) {
	p.shows = append(p.shows, fmt.Sprintf(format, args...))
}

// Alt says in words what the plot shows: its title, its axes, and what was
// drawn on them.
func (p *Plot) Alt() string {
	axis := func(name string, a plot.Axis) string {
		if l := a.Label.Text; l != "" && l != name {
			name += " (" + l + ")"
		}
		return fmt.Sprintf("%s from %s to %s", name, brief(a.Min), brief(a.Max))
	}
	s := p.kind + titled(p.Title.Text) + ", " + axis("x", p.X) + ", " + axis("y", p.Y)
	if len(p.shows) > 0 {
		s += ": " + strings.Join(p.shows, "; ")
	}
	return s
}

// shortAlt is what one among many panels says of itself.
func (p *Plot) shortAlt() string {
	s := strings.Join(p.shows, "; ")
	if p.Title.Text != "" {
		s = "“" + p.Title.Text + "”: " + s
	}
	return s
}

// titled is a title in quotation marks, with a space before.
func titled(title string) string {
	if title == "" {
		return ""
	}
	return " “" + title + "”"
}

// legend adds a line to the legend, unless it has no name.
func (p *Plot) legend(name string, thumbs ...plot.Thumbnailer) {
	if name != "" {
		p.Legend.Add(name, thumbs...)
		p.keys = append(p.keys, key{name, thumbs})
	}
}

// SVG draws the plot.
func (p *Plot) SVG() string { return svgOf(p) }

// PNG draws the plot as a picture.
func (p *Plot) PNG() []byte { return pngOf(p) }

// Size returns how large the plot is shown.
func (p *Plot) Size() (w, h vg.Length) {
	if p.equal {
		return p.equalSize()
	}
	return p.Width, p.Height
}

// brief is a number as one says it: three digits, or a whole number below a
// million.
func brief(v float64) string {
	if a := math.Abs(v); a >= 1000 && a < 1e6 {
		return number(math.Round(v))
	}
	return number(roundTo(v, 3))
}
