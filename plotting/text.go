package plotting

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"

	"github.com/hajimehoshi/bitmapfont/v3"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// Our face, Liberation Sans, has no Hangul and lacks some signs. SVG leaves
// them to the reader's system. PNG draws them with a font of 12 pixels, coarse
// but complete: no label turns into boxes.

// run is a part of a text: in our face, as small digits below the line, which
// our face has but sets too wide, or neither.
type run struct {
	s    string
	kind runKind
}

type runKind int

const (
	plain runKind = iota
	below
	foreign
)

// lowered are the sizes of digits below the line, in the size of the others.
const loweredSize, loweredBy = 0.66, 0.16

func runs(f font.Face, s string) []run {
	var out []run
	var buf sfnt.Buffer
	for _, r := range s {
		kind := plain
		if i, err := f.Face.GlyphIndex(&buf, r); err != nil || i == 0 {
			kind = foreign
		}
		if r >= '₀' && r <= '₉' {
			kind = below
			r += '0' - '₀'
		}
		if n := len(out); n > 0 && out[n-1].kind == kind {
			out[n-1].s += string(r)
		} else {
			out = append(out, run{string(r), kind})
		}
	}
	return out
}

// face is the face that a part is set in.
func (r run) face(f font.Face) font.Face {
	if r.kind == below {
		f.Font.Size *= loweredSize
	}
	return f
}

// drop is how far below the line a part stands.
func (r run) drop(f font.Face) vg.Length {
	if r.kind == below {
		return f.Font.Size * loweredBy
	}
	return 0
}

// width is how wide a part is; what our face has not is measured by the font
// of pixels, where Hangul is as wide as high and other signs half of it.
func (r run) width(f font.Face) vg.Length {
	if r.kind != foreign {
		face := r.face(f)
		return face.Width(r.s)
	}
	w := vg.Length(0)
	for _, c := range r.s {
		a, _ := bitmapfont.Face.GlyphAdvance(c)
		w += f.Font.Size * vg.Length(a.Round()) / pixelFont
	}
	return w
}

// pixelFont is the height of the font of pixels.
const pixelFont = 12

func widthOf(f font.Face, s string) (w vg.Length) {
	for _, r := range runs(f, s) {
		w += r.width(f)
	}
	return w
}

func textWidth(s string, size vg.Length) vg.Length { return widthOf(textFace(size), s) }

// pixels draws text in the font of pixels.
func pixels(s string, col color.Color) image.Image {
	w := 0
	for _, c := range s {
		a, _ := bitmapfont.Face.GlyphAdvance(c)
		w += a.Round()
	}
	m := bitmapfont.Face.Metrics()
	img := image.NewRGBA(image.Rect(0, 0, max(1, w), m.Height.Round()))
	dot := fixed.P(0, m.Ascent.Round())
	for _, c := range s {
		at, mask, from, advance, ok := bitmapfont.Face.Glyph(dot, c)
		if ok {
			draw.DrawMask(img, at, image.NewUniform(col), image.Point{}, mask, from, draw.Over)
		}
		dot.X += advance
	}
	return img
}

// writer is gonum's handler of plain text, except that it knows how wide a
// text is that our face has not.
type writer struct{ text.Plain }

var _ text.Handler = writer{}

// Box returns the size of a line.
func (w writer) Box(s string, f font.Font) (width, height, depth vg.Length) {
	_, height, depth = w.Plain.Box(s, f)
	return widthOf(w.Fonts.Lookup(f, f.Size), s), height, depth
}

// Draw writes text, line by line.
func (w writer) Draw(c vg.Canvas, s string, sty text.Style, pt vg.Point) {
	s = strings.TrimRight(s, "\n")
	if s == "" {
		return
	}
	f := w.Fonts.Lookup(sty.Font, sty.Font.Size)
	c.SetColor(sty.Color)
	if sty.Rotation != 0 {
		c.Push()
		defer c.Pop()
		c.Rotate(sty.Rotation)
	}
	sin64, cos64 := math.Sincos(sty.Rotation)
	sin, cos := vg.Length(sin64), vg.Length(cos64)
	pt.X, pt.Y = pt.Y*sin+pt.X*cos, pt.Y*cos-pt.X*sin
	lines := w.Lines(s)
	pt.Y += sty.Height(s)*vg.Length(sty.YAlign) - f.Extents().Ascent
	for i, line := range lines {
		at := vg.Point{X: vg.Length(sty.XAlign) * widthOf(f, line), Y: vg.Length(len(lines)-i) * sty.Font.Size}
		c.FillString(f, pt.Add(at), line)
	}
}
