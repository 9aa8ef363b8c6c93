package plotting

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Panels are figures side by side.
type Panels struct {
	Title, X, Y string // above, below and to the left of all of them

	cols   int
	panels []Figure
}

// Grid arranges figures of any kind in rows of cols, each column as wide as its
// widest and each row as high as its highest: the sixteen trainings of section
// 6.3.2, for example. Plots and surfaces among them get smaller, so that a row
// of them is as wide as a page; plots with the same legend share it. It panics if cols is less than 1 or a figure is nil.
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

// Alt says in words what the panels show, one after the other; of more than six
// it leaves out the axes.
func (g *Panels) Alt() string {
	if len(g.panels) == 1 && g.Title == "" {
		return g.panels[0].Alt()
	}
	rows := (len(g.panels) + g.cols - 1) / g.cols
	s := fmt.Sprintf("%d panels in %d rows", len(g.panels), rows)
	if rows <= 1 {
		s = fmt.Sprintf("%d panels in a row", len(g.panels))
	}
	if len(g.panels) == 1 {
		s = "one panel"
	}
	if g.Title != "" {
		s = "“" + g.Title + "”, " + s
	}
	var parts []string
	for i, f := range g.panels {
		alt := f.Alt()
		if p, ok := f.(*Plot); ok && len(g.panels) > 6 {
			alt = p.shortAlt()
		}
		parts = append(parts, fmt.Sprintf("%d) %s", i+1, alt))
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

// panelSize is how large a panel is drawn: plots and surfaces that do not fit
// beside each other shrink, pictures of pixels and graphs keep their size.
func (g *Panels) panelSize(f Figure) (w, h vg.Length) {
	w, h = f.Size()
	most := (fullWide - vg.Length(g.cols-1)*gutter) / vg.Length(g.cols)
	switch f.(type) {
	case *Plot, *Scene:
	default:
		return w, h
	}
	if w <= most {
		return w, h
	}
	most = max(most, 3.4*vg.Centimeter)
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

// head is the room above the panels: for the title, and for the legend that
// they share.
func (g *Panels) head() vg.Length {
	h := vg.Length(4)
	if g.Title != "" {
		h += titleSize + 8
	}
	if g.sharedKeys() != nil {
		h += labelSize + 8
	}
	return h
}

// sharedKeys is the legend of all panels, if they have the same one.
func (g *Panels) sharedKeys() []key {
	var keys []key
	for i, f := range g.panels {
		p, ok := f.(*Plot)
		if !ok || len(g.panels) < 2 {
			return nil
		}
		if i == 0 {
			keys = p.keys
		}
		if !slices.EqualFunc(keys, p.keys, func(a, b key) bool { return a.name == b.name }) {
			return nil
		}
	}
	return keys
}

// drawKeys draws the shared legend as a line of text with its middle at x.
func drawKeys(c *canvas, keys []key, x, baseline vg.Length) {
	const thumb, gap = 22, 18
	w := vg.Length(-gap)
	for _, k := range keys {
		w += thumb + 5 + textWidth(k.name, labelSize) + gap
	}
	x -= w / 2
	for _, k := range keys {
		for _, t := range k.thumbs {
			box := area(c.Canvas, c.pt(x, baseline), thumb, labelSize*0.7)
			t.Thumbnail(&box)
		}
		tw := textWidth(k.name, labelSize)
		c.text(k.name, x+thumb+5+tw/2, baseline, labelSize, ink)
		x += thumb + 5 + tw + gap
	}
}

func (g *Panels) foot() vg.Length {
	if g.X == "" {
		return 4
	}
	return labelSize + 9
}

func (g *Panels) side() vg.Length {
	if g.Y == "" {
		return 0
	}
	return labelSize + 6
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
	return max(total(cols)+g.side(), textWidth(g.Title, titleSize)) + 8, total(rows) + g.head() + g.foot()
}

// Draw draws the panels into c.
func (g *Panels) Draw(c draw.Canvas) {
	cols, rows := g.tracks()
	w, _ := g.Size()
	cv := newCanvas(c)
	if g.Title != "" {
		cv.text(g.Title, w/2, titleSize+5, titleSize, ink)
	}
	keys := g.sharedKeys()
	drawKeys(cv, keys, w/2, g.head()-6)
	left := g.side() + (w-g.side()-total(cols))/2
	x, y := left, g.head()
	for i, f := range g.panels {
		pw, ph := g.panelSize(f)
		at := cv.pt(x+(cols[i%g.cols]-pw)/2, y+ph)
		if p, ok := f.(*Plot); ok {
			p.draw(area(c.Canvas, at, pw, ph), g.cols > 2, keys == nil)
		} else {
			f.Draw(area(c.Canvas, at, pw, ph))
		}
		x += cols[i%g.cols] + gutter
		if (i+1)%g.cols == 0 {
			x = left
			y += rows[i/g.cols] + gutter
		}
	}
	if g.Y != "" {
		s := textStyle(labelSize, ink)
		s.Rotation, s.XAlign, s.YAlign = math.Pi/2, draw.XCenter, draw.YCenter
		c.FillText(s, cv.pt(left-labelSize/2-4, g.head()+total(rows)/2), g.Y)
	}
	if g.X != "" {
		cv.text(g.X, w/2, g.head()+total(rows)+labelSize+2, labelSize, ink)
	}
}
