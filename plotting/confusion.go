package plotting

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A ConfusionMatrix is a table of how often examples of a class were taken for
// another.
type ConfusionMatrix struct {
	names  []string
	counts [][]float64
}

// Confusion draws a table: counts[i][j] examples of class names[i] were taken
// for names[j]. What is right stands on the diagonal, in blue; mistakes are
// orange, the more the darker (section 8.1.1 shows some). Counts that are no
// numbers are written, but not counted. It panics if counts is not a square of
// as many rows as names.
func Confusion(names []string, counts [][]float64) *ConfusionMatrix {
	if len(counts) != len(names) {
		panicf("Confusion: counts has %d rows and names has %d", len(counts), len(names))
	}
	for i, row := range counts {
		if len(row) != len(names) {
			panicf("Confusion: row %d of counts has %d values, want %d", i+1, len(row), len(names))
		}
	}
	m := &ConfusionMatrix{names: slices.Clone(names)}
	for _, row := range counts {
		m.counts = append(m.counts, slices.Clone(row))
	}
	return m
}

// Alt says in words how many were right, and which mistake occurs most.
func (m *ConfusionMatrix) Alt() string {
	right, all, most, at := 0.0, 0.0, 0.0, ""
	for i, row := range m.counts {
		for j, n := range row {
			if !finite(n) {
				continue
			}
			all += n
			if i == j {
				right += n
			} else if n > most {
				most, at = n, fmt.Sprintf("%s taken for %s, %s times", m.names[i], m.names[j], brief(n))
			}
		}
	}
	s := fmt.Sprintf("Confusion matrix of %d classes (%s): %s of %s right", len(m.names), strings.Join(m.names, ", "), whole(right), whole(all))
	if at != "" {
		s += "; most often " + at
	}
	return s
}

func whole(v float64) string { return fmt.Sprintf("%.6g", v) }

// SVG draws the table.
func (m *ConfusionMatrix) SVG() string { return svgOf(m) }

// PNG draws the table as a picture.
func (m *ConfusionMatrix) PNG() []byte { return pngOf(m) }

const cell = 27

// left is the room for the names of the rows.
func (m *ConfusionMatrix) left() vg.Length {
	w := vg.Length(0)
	for _, n := range m.names {
		w = max(w, textWidth(n, labelSize))
	}
	return w + 26
}

func (m *ConfusionMatrix) cell() vg.Length {
	w := vg.Length(cell)
	for i, row := range m.counts {
		w = max(w, textWidth(m.names[i], labelSize)+8)
		for _, n := range row {
			w = max(w, textWidth(whole(n), tickSize)+8)
		}
	}
	return w
}

// Size returns how large the table is drawn.
func (m *ConfusionMatrix) Size() (w, h vg.Length) {
	n := vg.Length(len(m.names))
	return m.left() + n*m.cell() + 10, n*cell + 52
}

// Draw draws the table at the top left of c.
func (m *ConfusionMatrix) Draw(c draw.Canvas) {
	cv := newCanvas(c)
	left, top, w := m.left(), vg.Length(44), m.cell()
	n := vg.Length(len(m.names))
	cv.text(word("taken for"), left+n*w/2, 16, labelSize, faint)
	mid := cv.pt(14, top+n*cell/2)
	s := textStyle(labelSize, faint)
	s.Rotation, s.XAlign, s.YAlign = math.Pi/2, draw.XCenter, draw.YCenter
	c.FillText(s, mid, word("is"))
	for i, row := range m.counts {
		y := top + vg.Length(i)*cell
		cv.text(m.names[i], left-6-textWidth(m.names[i], labelSize)/2, y+cell/2+4, labelSize, ink)
		cv.text(m.names[i], left+vg.Length(i)*w+w/2, top-8, labelSize, ink)
		for j, v := range row {
			m.square(cv, left+vg.Length(j)*w, y, w, i == j, v)
		}
	}
}

func (m *ConfusionMatrix) square(c *canvas, x, y, w vg.Length, right bool, v float64) {
	most := 0.0
	for i, row := range m.counts {
		for j, n := range row {
			if (i == j) == right && finite(n) {
				most = max(most, n)
			}
		}
	}
	col, strength := Palette[0], 0.55
	if !right {
		col, strength = Palette[1], 0.6
	}
	fill := card
	if most > 0 && finite(v) && v > 0 {
		fill = tint(col, 1-(0.08+strength*v/most))
	}
	c.SetColor(fill)
	c.Fill(vg.Rectangle{Min: c.pt(x, y+cell), Max: c.pt(x+w, y)}.Path())
	c.frame(x, y, w, cell, 0.6, hairline)
	text := ink
	if v == 0 {
		text = faint
	}
	c.text(whole(v), x+w/2, y+cell/2+3.5, tickSize, text)
}
