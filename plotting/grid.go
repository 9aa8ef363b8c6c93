package plotting

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Panels are figures side by side.
type Panels struct {
	Title, X string // above and below all of them

	cols   int
	panels []Figure
}

// Grid arranges figures of any kind in rows of cols, each column as wide as its
// widest and each row as high as its highest: the sixteen trainings of section
// 6.3.2, for example. Plots among them get smaller, so that two of them are as
// wide as a page. It panics if cols is less than 1 or a figure is nil.
func Grid(cols int, panels ...Figure) *Panels {
	if cols < 1 {
		panicf("Grid: cols is %d, want at least 1", cols)
	}
	for i, f := range panels {
		if f == nil {
			panicf("Grid: panel %d is nil", i+1)
		}
	}
	return &Panels{cols: min(cols, max(1, len(panels))), panels: panels}
}

// Alt says in words what the panels show, one after the other.
func (g *Panels) Alt() string {
	rows := (len(g.panels) + g.cols - 1) / g.cols
	s := fmt.Sprintf("%d panels in %d rows of %d", len(g.panels), rows, g.cols)
	if rows <= 1 {
		s = fmt.Sprintf("%d panels in a row", len(g.panels))
	}
	if g.Title != "" {
		s = "“" + g.Title + "”: " + s
	}
	var parts []string
	for i, f := range g.panels {
		parts = append(parts, fmt.Sprintf("%d) %s", i+1, f.Alt()))
	}
	if len(parts) > 0 {
		s += ": " + strings.Join(parts, ". ")
	}
	return s
}

// SVG draws the panels.
func (g *Panels) SVG() string { return svgOf(g) }

// PNG draws the panels as a picture.
func (g *Panels) PNG() []byte { return pngOf(g) }

const (
	gutter   = 10 // between panels
	fullWide = 17 * vg.Centimeter
)

// panelSize is how large a panel is drawn: plots that do not fit beside each
// other shrink, pictures of pixels and graphs keep their size.
func (g *Panels) panelSize(f Figure) (w, h vg.Length) {
	w, h = f.Size()
	most := (fullWide - vg.Length(g.cols-1)*gutter) / vg.Length(g.cols)
	if _, ok := f.(*Plot); !ok || w <= most {
		return w, h
	}
	most = max(most, 3.6*vg.Centimeter)
	return most, max(most*h/w, min(h, 3.4*vg.Centimeter))
}

// tracks are the widths of the columns and the heights of the rows.
func (g *Panels) tracks() (cols, rows []vg.Length) {
	cols = make([]vg.Length, g.cols)
	rows = make([]vg.Length, (len(g.panels)+g.cols-1)/g.cols)
	for i, f := range g.panels {
		w, h := g.panelSize(f)
		cols[i%g.cols] = max(cols[i%g.cols], w)
		rows[i/g.cols] = max(rows[i/g.cols], h)
	}
	return cols, rows
}

func (g *Panels) head() vg.Length {
	if g.Title == "" {
		return 4
	}
	return titleSize + 10
}

func (g *Panels) foot() vg.Length {
	if g.X == "" {
		return 4
	}
	return labelSize + 9
}

func total(ls []vg.Length) (sum vg.Length) {
	for i, l := range ls {
		if i > 0 {
			sum += gutter
		}
		sum += l
	}
	return sum
}

// Size returns how large the panels are together.
func (g *Panels) Size() (w, h vg.Length) {
	cols, rows := g.tracks()
	return max(total(cols), textWidth(g.Title, titleSize)) + 8, total(rows) + g.head() + g.foot()
}

// Draw draws the panels into c.
func (g *Panels) Draw(c draw.Canvas) {
	cols, rows := g.tracks()
	w, _ := g.Size()
	cv := newCanvas(c)
	if g.Title != "" {
		cv.text(g.Title, w/2, titleSize+3, titleSize, ink)
	}
	left := (w - total(cols)) / 2
	x, y := left, g.head()
	for i, f := range g.panels {
		pw, ph := g.panelSize(f)
		at := cv.pt(x+(cols[i%g.cols]-pw)/2, y+ph)
		f.Draw(area(c.Canvas, at, pw, ph))
		x += cols[i%g.cols] + gutter
		if (i+1)%g.cols == 0 {
			x = left
			y += rows[i/g.cols] + gutter
		}
	}
	if g.X != "" {
		cv.text(g.X, w/2, g.head()+total(rows)+labelSize+2, labelSize, ink)
	}
}
