package plotting

import (
	"encoding/base64"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// svgCanvas is a vg.Canvas that writes small SVG: coordinates are whole
// numbers of tenths of a point, lines are relative, and what is drawn one
// after the other in the same style shares a group. gonum's own canvas
// (vg/vgsvg) writes a 60×60 surface in 900 kB, this one in a tenth of that; it
// also lets text fall back to the fonts of the system.
type svgCanvas struct {
	w, h     vg.Length
	elements []svgElement
	state    svgState
	stack    []svgState
}

// An svgElement is a shape: the style that it shares with its neighbours, its
// own, and all the rest.
type svgElement struct{ style, name, own, rest string }

type svgState struct {
	m     affine
	color color.Color
	width vg.Length
	dash  []vg.Length
	offs  vg.Length
}

// affine maps (x, y) to (a·x + c·y + e, b·x + d·y + f).
type affine struct{ a, b, c, d, e, f float64 }

// unit is how many steps of the SVG's coordinates make a point.
const unit = 10

func newSVG(w, h vg.Length) *svgCanvas {
	c := &svgCanvas{w: w, h: h}
	c.state = svgState{m: affine{unit, 0, 0, -unit, 0, h.Points() * unit}, color: color.Black, width: 1}
	return c
}

var _ vg.Canvas = (*svgCanvas)(nil)

func (c *svgCanvas) SetLineWidth(w vg.Length)                  { c.state.width = w }
func (c *svgCanvas) SetLineDash(d []vg.Length, offs vg.Length) { c.state.dash, c.state.offs = d, offs }
func (c *svgCanvas) Push()                                     { c.stack = append(c.stack, c.state) }
func (c *svgCanvas) Pop() {
	c.state = c.stack[len(c.stack)-1]
	c.stack = c.stack[:len(c.stack)-1]
}

func (c *svgCanvas) SetColor(col color.Color) {
	if col == nil {
		col = color.Black
	}
	c.state.color = col
}

func (m affine) then(n affine) affine { // n first
	return affine{
		m.a*n.a + m.c*n.b, m.b*n.a + m.d*n.b, m.a*n.c + m.c*n.d, m.b*n.c + m.d*n.d,
		m.a*n.e + m.c*n.f + m.e, m.b*n.e + m.d*n.f + m.f,
	}
}

func (c *svgCanvas) Rotate(r float64) {
	sin, cos := math.Sincos(r)
	c.state.m = c.state.m.then(affine{cos, sin, -sin, cos, 0, 0})
}

func (c *svgCanvas) Translate(p vg.Point) {
	c.state.m = c.state.m.then(affine{1, 0, 0, 1, p.X.Points(), p.Y.Points()})
}

func (c *svgCanvas) Scale(x, y float64) { c.state.m = c.state.m.then(affine{x, 0, 0, y, 0, 0}) }

// at is where a point lies, in whole units.
func (c *svgCanvas) at(p vg.Point) (x, y int) {
	m := c.state.m
	px, py := p.X.Points(), p.Y.Points()
	return int(math.Round(m.a*px + m.c*py + m.e)), int(math.Round(m.b*px + m.d*py + m.f))
}

func (c *svgCanvas) add(e svgElement) { c.elements = append(c.elements, e) }

func (c *svgCanvas) Stroke(p vg.Path) {
	if c.state.width <= 0 || len(p) == 0 {
		return
	}
	style := paint("stroke", c.state.color) + fmt.Sprintf(` stroke-width="%s"`, units(c.state.width))
	var dash []string
	for _, d := range c.state.dash {
		dash = append(dash, units(d))
	}
	if len(dash) > 0 {
		style += fmt.Sprintf(` stroke-dasharray="%s"`, strings.Join(dash, " "))
		if c.state.offs != 0 {
			style += fmt.Sprintf(` stroke-dashoffset="%s"`, units(c.state.offs))
		}
	} else {
		style += ` stroke-linejoin="round"`
	}
	rest := ` d="` + c.data(p) + `"/>`
	if last := len(c.elements) - 1; last >= 0 && c.elements[last].rest == rest && c.elements[last].own == "" {
		c.elements[last].own = " " + c.elements[last].style // the border of what was filled just now
		c.elements[last].style = style
		return
	}
	c.add(svgElement{style, "path", ` fill="none"`, rest})
}

func (c *svgCanvas) Fill(p vg.Path) {
	if len(p) > 0 {
		c.add(svgElement{paint("fill", c.state.color), "path", "", ` d="` + c.data(p) + `"/>`})
	}
}

// units is a length in units, with one digit after the point.
func units(l vg.Length) string {
	return strconv.FormatFloat(math.Round(l.Points()*unit*10)/10, 'f', -1, 64)
}

// paint is the attribute, fill or stroke, for a colour.
func paint(attr string, col color.Color) string {
	n := color.NRGBAModel.Convert(col).(color.NRGBA)
	hex := fmt.Sprintf("%02x%02x%02x", n.R, n.G, n.B)
	if hex[0] == hex[1] && hex[2] == hex[3] && hex[4] == hex[5] {
		hex = hex[:1] + hex[2:3] + hex[4:5]
	}
	s := fmt.Sprintf(`%s="#%s"`, attr, hex)
	if n.A != 255 {
		s += fmt.Sprintf(` %s-opacity="%.3g"`, attr, float64(n.A)/255)
	}
	return s
}

// FillString writes text in the fonts of the reader's system, drawn to the
// width that it has in ours.
func (c *svgCanvas) FillString(f font.Face, pt vg.Point, s string) {
	if f.Font.Size == 0 || s == "" {
		return
	}
	deg := math.Round(math.Atan2(c.state.m.b, c.state.m.a) * 180 / math.Pi)
	for _, r := range runs(f, s) {
		x, y := c.at(vg.Point{X: pt.X, Y: pt.Y - r.drop(f)})
		w := r.width(f)
		turn := ""
		if deg != 0 {
			turn = fmt.Sprintf(` transform="rotate(%g %d %d)"`, deg, x, y)
		}
		style := paint("fill", c.state.color) + fmt.Sprintf(` font-size="%s"`, units(r.face(f).Font.Size))
		c.add(svgElement{style, "text", "", fmt.Sprintf(` x="%d" y="%d" textLength="%d" lengthAdjust="spacingAndGlyphs"%s>%s</text>`,
			x, y, int(math.Round(w.Points()*unit)), turn, html.EscapeString(legal(spaces(r.s))))})
		pt.X += w
	}
}

// spaces keeps the spaces that SVG would drop: at the ends of a text, and all
// but one of several.
func spaces(s string) string {
	const firm = "\u00a0"
	trimmed := strings.TrimSpace(s)
	i := strings.Index(s, trimmed)
	before, after := s[:i], s[i+len(trimmed):]
	return strings.Repeat(firm, len(before)) + strings.ReplaceAll(trimmed, "  ", firm+" ") + strings.Repeat(firm, len(after))
}

// legal replaces what no SVG may hold, however it is written: control characters
// and what Unicode says is none. A viewer refuses the whole drawing for one.
func legal(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			return '\ufffd'
		}
		return r
	}, s)
}

// DrawImage embeds a picture; each of its pixels is drawn as a square, unless
// the picture is smooth.
func (c *svgCanvas) DrawImage(r vg.Rectangle, img image.Image) {
	x0, y0 := c.at(vg.Point{X: r.Min.X, Y: r.Max.Y})
	x1, y1 := c.at(vg.Point{X: r.Max.X, Y: r.Min.Y})
	look := `style="image-rendering:pixelated"`
	if s, ok := img.(smooth); ok {
		img, look = s.Image, `style="image-rendering:auto"`
	}
	c.add(svgElement{look, "image", "", fmt.Sprintf(` x="%d" y="%d" width="%d" height="%d" preserveAspectRatio="none" href="data:image/png;base64,%s"/>`,
		x0, y0, x1-x0, y1-y0, base64.StdEncoding.EncodeToString(encode(img, png.BestCompression)))})
}

// fontFamily begins with our own face and faces of the same widths, goes on
// with what systems have for Hangul, and ends with whatever there is.
const fontFamily = `Liberation Sans,Arial,Helvetica,Apple SD Gothic Neo,Malgun Gothic,Noto Sans CJK KR,Noto Sans KR,NanumGothic,sans-serif`

// document is the whole SVG: extra goes behind the card that all is drawn
// on, a style sheet for example, and more before the closing tag.
func (c *svgCanvas) document(extra, more string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.4gpt" height="%.4gpt" viewBox="0 0 %.0f %.0f" font-family="%s">`,
		c.w.Points(), c.h.Points(), c.w.Points()*unit, c.h.Points()*unit, fontFamily)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="50" %s/>`, paint("fill", card))
	b.WriteString(extra)
	writeElements(&b, c.elements)
	b.WriteString(more + "</svg>\n")
	return b.String()
}

// writeElements writes shapes, and around those that share a style a group
// with it.
func writeElements(b *strings.Builder, es []svgElement) {
	for i, e := range es {
		first := i == 0 || es[i-1].style != e.style
		last := i+1 == len(es) || es[i+1].style != e.style
		if first && last {
			b.WriteString("<" + e.name + " " + e.style + e.own + e.rest)
			continue
		}
		if first {
			b.WriteString("<g " + e.style + ">")
		}
		b.WriteString("<" + e.name + e.own + e.rest)
		if last {
			b.WriteString("</g>")
		}
	}
}
