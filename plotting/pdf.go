package plotting

import (
	"bytes"

	"github.com/hajimehoshi/bitmapfont/v3"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgpdf"
)

// pdfOf draws a figure as PDF.
func pdfOf(f Figure) []byte {
	w, h := f.Size()
	c := pdfCanvas{vgpdf.New(w, h)}
	f.Draw(draw.NewCanvas(c, w, h))
	var b bytes.Buffer
	c.WriteTo(&b) // a bytes.Buffer does not fail
	return b.Bytes()
}

// pdfCanvas is gonum's canvas of PDF, except that it draws text as outlines:
// gonum's own knows the signs of one code page only, without −, ∂ and Hangul.
type pdfCanvas struct{ *vgpdf.Canvas }

// FillString draws text; what our face has not, from squares, as the font of
// pixels has it.
func (c pdfCanvas) FillString(f font.Face, at vg.Point, s string) {
	for _, r := range runs(f, s) {
		var p vg.Path
		start := vg.Point{X: at.X, Y: at.Y - r.drop(f)}
		if r.kind == foreign {
			p = squares(f, start, r.s)
		} else {
			p = outlines(r.face(f), start, r.s)
		}
		if len(p) > 0 {
			c.Fill(p)
		}
		at.X += r.width(f)
	}
}

// outlines is text in our face as a path.
func outlines(f font.Face, at vg.Point, s string) (path vg.Path) {
	var buf sfnt.Buffer
	size := f.Font.Size.Points()
	pt := func(p fixed.Point26_6) vg.Point {
		return vg.Point{X: at.X + vg.Length(p.X)/64, Y: at.Y - vg.Length(p.Y)/64}
	}
	for i, r := range s {
		index, err := f.Face.GlyphIndex(&buf, r)
		if err != nil {
			continue
		}
		glyph, err := f.Face.LoadGlyph(&buf, index, fixed.Int26_6(size*64), nil)
		if err != nil {
			continue
		}
		for _, seg := range glyph {
			switch seg.Op {
			case sfnt.SegmentOpMoveTo:
				path.Move(pt(seg.Args[0]))
			case sfnt.SegmentOpLineTo:
				path.Line(pt(seg.Args[0]))
			case sfnt.SegmentOpQuadTo:
				path.QuadTo(pt(seg.Args[0]), pt(seg.Args[1]))
			case sfnt.SegmentOpCubeTo:
				path.CubeTo(pt(seg.Args[0]), pt(seg.Args[1]), pt(seg.Args[2]))
			}
		}
		at.X += f.Width(s[:i+len(string(r))]) - f.Width(s[:i]) // with what kerning there is
	}
	if len(path) > 0 {
		path.Close()
	}
	return path
}

// squares is text in the font of pixels as a path: a rectangle for each row of
// dark pixels that touch.
func squares(f font.Face, at vg.Point, s string) (path vg.Path) {
	unit := f.Font.Size / pixelFont
	for _, r := range s {
		wide := foreignWidth(r)
		if blank(r) {
			r = '?'
		}
		to, mask, from, advance, ok := bitmapfont.Face.Glyph(fixed.P(0, 0), r)
		if !ok {
			continue
		}
		left := at.X + vg.Length(wide-advance.Round())/2*unit
		dark := func(x, y int) bool {
			_, _, _, a := mask.At(from.X+x, from.Y+y).RGBA()
			return x < to.Dx() && a > 0
		}
		for y := range to.Dy() {
			for x := 0; x < to.Dx(); x++ {
				start := x
				for dark(x, y) {
					x++
				}
				if x > start {
					top := at.Y - vg.Length(to.Min.Y+y)*unit
					path = append(path, vg.Rectangle{
						Min: vg.Point{X: left + vg.Length(to.Min.X+start)*unit, Y: top - unit},
						Max: vg.Point{X: left + vg.Length(to.Min.X+x)*unit, Y: top},
					}.Path()...)
				}
			}
		}
		at.X += vg.Length(wide) * unit
	}
	return path
}
