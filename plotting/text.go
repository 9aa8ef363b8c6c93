package plotting

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"
	"unicode"

	"github.com/hajimehoshi/bitmapfont/v3"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// Our face, Liberation Sans, has no Hangul and lacks some signs. SVG leaves
// them to the reader's system. PNG draws them with a font of 12 pixels, which is
// coarse and has all of Hangul: no label turns into boxes.

// run is a part of a text: in our face; small, below or above the line; or in
// neither.
type run struct {
	s    string
	kind runKind
}

type runKind int

const (
	plain runKind = iota
	below
	above
	foreign
)

// Small letters below and above the line are drawn as ordinary ones: our face
// has some of them, and sets those too wide.
var (
	lowered = strings.NewReplacer(split("₀0₁1₂2₃3₄4₅5₆6₇7₈8₉9₊+₋−₌=ₐaₑeₕhᵢiⱼjₖkₗlₘmₙnₒoₚpᵣrₛsₜtᵤuᵥvₓx")...)
	raised  = strings.NewReplacer(split("⁰0⁴4⁵5⁶6⁷7⁸8⁹9⁺+⁻−ⁱiⁿnᵀT")...)
)

func split(s string) []string { return strings.Split(s, "") }

// smallSize, loweredBy and raisedBy are in sizes of the text around.
const smallSize, loweredBy, raisedBy = 0.66, 0.16, 0.36

func runs(f font.Face, s string) []run {
	var out []run
	var buf sfnt.Buffer
	for _, r := range s {
		c, kind := string(r), plain
		if l := lowered.Replace(c); l != c {
			c, kind = l, below
		} else if u := raised.Replace(c); u != c {
			c, kind = u, above
		} else if i, err := f.Face.GlyphIndex(&buf, r); err != nil || i == 0 {
			kind = foreign
		}
		if n := len(out); n > 0 && out[n-1].kind == kind {
			out[n-1].s += c
		} else {
			out = append(out, run{c, kind})
		}
	}
	return out
}

// face is the face that a part is set in.
func (r run) face(f font.Face) font.Face {
	if r.kind == below || r.kind == above {
		f.Font.Size *= smallSize
	}
	return f
}

// drop is how far below the line a part stands.
func (r run) drop(f font.Face) vg.Length {
	switch r.kind {
	case below:
		return f.Font.Size * loweredBy
	case above:
		return -f.Font.Size * raisedBy
	}
	return 0
}

// width is how wide a part is; of what our face has not, Hangul is as wide as
// high and other signs three quarters of it.
func (r run) width(f font.Face) vg.Length {
	if r.kind != foreign {
		face := r.face(f)
		return face.Width(r.s)
	}
	w := vg.Length(0)
	for _, c := range r.s {
		w += f.Font.Size * vg.Length(foreignWidth(c)) / pixelFont
	}
	return w
}

// foreignWidth is how wide a sign is drawn, in pixels of the font of pixels,
// in which signs are 6 or 12 wide.
func foreignWidth(c rune) int {
	a, _ := bitmapfont.Face.GlyphAdvance(c)
	return max(9, a.Round())
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

// pixels draws text in the font of pixels, and a question mark for signs that
// this one lacks, too.
func pixels(s string, col color.Color) image.Image {
	w := 0
	for _, c := range s {
		w += foreignWidth(c)
	}
	m := bitmapfont.Face.Metrics()
	img := image.NewRGBA(image.Rect(0, 0, max(1, w), m.Height.Round()))
	x := 0
	for _, c := range s {
		wide := foreignWidth(c)
		if blank(c) {
			c = '?'
		}
		a, _ := bitmapfont.Face.GlyphAdvance(c)
		dot := fixed.P(x+(wide-a.Round())/2, m.Ascent.Round())
		at, mask, from, _, _ := bitmapfont.Face.Glyph(dot, c)
		draw.DrawMask(img, at, image.NewUniform(col), image.Point{}, mask, from, draw.Over)
		x += wide
	}
	return img
}

// blank reports whether the font of pixels shows nothing for a sign that is no
// space.
func blank(c rune) bool {
	at, mask, from, _, ok := bitmapfont.Face.Glyph(fixed.P(0, 0), c)
	if !ok {
		return true
	}
	for y := range at.Dy() {
		for x := range at.Dx() {
			if _, _, _, a := mask.At(from.X+x, from.Y+y).RGBA(); a > 0 {
				return false
			}
		}
	}
	return !unicode.IsSpace(c)
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
