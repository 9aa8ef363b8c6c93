package plotting

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"

	"golang.org/x/image/draw"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// smooth marks a picture whose pixels blend into each other when it is drawn
// larger than it is.
type smooth struct{ image.Image }

// rasterCanvas is gonum's canvas of pixels with two differences: the pixels of
// pictures that are drawn larger stay squares, and signs that our face has not
// come from the font of pixels.
type rasterCanvas struct{ *vgimg.Canvas }

func (c rasterCanvas) DrawImage(r vg.Rectangle, img image.Image) {
	px := func(l vg.Length) int { return int(math.Round(l.Dots(c.DPI()))) }
	h := c.Image().Bounds().Dy()
	to := image.Rect(px(r.Min.X), h-px(r.Max.Y), px(r.Max.X), h-px(r.Min.Y))
	var scale draw.Scaler = draw.NearestNeighbor
	if _, ok := img.(smooth); ok {
		scale = draw.CatmullRom
	}
	scale.Scale(c.Image(), to, img, img.Bounds(), draw.Over, nil)
}

// SetColor remembers the colour for the font of pixels, too.
func (c *inked) SetColor(col color.Color) {
	c.col = col
	c.rasterCanvas.SetColor(col)
}

// inked is a rasterCanvas that knows its colour.
type inked struct {
	rasterCanvas
	col  color.Color
	dash []vg.Length
	soft bool // there is a picture of many colours
}

// SetLineDash remembers the dashes for the parts of long lines.
func (c *inked) SetLineDash(dash []vg.Length, offs vg.Length) {
	c.dash = dash
	c.rasterCanvas.SetLineDash(dash, offs)
}

// Stroke draws a long line in parts, because the time that the rasterizer takes
// grows with the square of a line's points: a noisy loss of some thousand steps
// would take minutes. Parts overlap by a point, so that corners stay closed.
func (c *inked) Stroke(p vg.Path) {
	const most = 48
	if len(p) <= most || slices.ContainsFunc(p[1:], func(q vg.PathComp) bool { return q.Type != vg.LineComp }) {
		c.rasterCanvas.Stroke(p)
		return
	}
	way := vg.Length(0)
	for i := 0; i < len(p)-1; i += most {
		part := slices.Clone(p[i:min(i+most+2, len(p))])
		part[0].Type = vg.MoveComp
		c.rasterCanvas.SetLineDash(c.dash, way)
		c.rasterCanvas.Stroke(part)
		for k := 1; k <= most && k < len(part); k++ {
			way += vg.Length(math.Hypot(float64(part[k].Pos.X-part[k-1].Pos.X), float64(part[k].Pos.Y-part[k-1].Pos.Y)))
		}
	}
	c.rasterCanvas.SetLineDash(c.dash, 0)
}

// DrawImage draws a picture and remembers if it is soft.
func (c *inked) DrawImage(r vg.Rectangle, img image.Image) {
	_, isSmooth := img.(smooth)
	c.soft = c.soft || isSmooth
	c.rasterCanvas.DrawImage(r, img)
}

func (c *inked) FillString(f font.Face, pt vg.Point, s string) {
	for _, r := range runs(f, s) {
		w := r.width(f)
		if r.kind != foreign {
			c.rasterCanvas.FillString(r.face(f), vg.Point{X: pt.X, Y: pt.Y - r.drop(f)}, r.s)
		} else {
			img := pixels(r.s, c.col)
			h := w * vg.Length(img.Bounds().Dy()) / vg.Length(img.Bounds().Dx())
			low := h * 0.25 // of the font of pixels lies below the line
			c.Canvas.DrawImage(vg.Rectangle{Min: vg.Point{X: pt.X, Y: pt.Y - low}, Max: vg.Point{X: pt.X + w, Y: pt.Y + h - low}}, img)
		}
		pt.X += w
	}
}

// encode writes a PNG.
func encode(img image.Image, level png.CompressionLevel) []byte {
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: level}
	e.Encode(&b, img) // a bytes.Buffer does not fail
	return b.Bytes()
}

// compact gives a drawing a table of 256 colours, which makes the file a third
// as large: the most frequent ones, after a rounding to a 32nd of their range;
// the few pixels of other colours take the nearest. A drawing that is not made
// of few colours, but for the soft edges of its lines, stays as it is.
func compact(img *image.RGBA) image.Image {
	const most = 256
	count := make([]int, 1<<15)
	each(img, func(_ int, c int) { count[c]++ })
	var colours []int
	for c, n := range count {
		if n > 0 {
			colours = append(colours, c)
		}
	}
	slices.SortStableFunc(colours, func(a, b int) int { return cmp.Compare(count[b], count[a]) })
	covered := 0
	var table color.Palette
	for _, c := range colours[:min(most, len(colours))] {
		covered += count[c]
		table = append(table, wide(c))
	}
	if size := img.Bounds().Dx() * img.Bounds().Dy(); covered < size-size/12 {
		return img
	}
	index := make([]uint8, 1<<15)
	for _, c := range colours {
		index[c] = uint8(table.Index(wide(c)))
	}
	out := image.NewPaletted(img.Bounds(), table)
	each(img, func(i, c int) { out.Pix[i] = index[c] })
	return out
}

// each visits the pixels of an image with their colours in 15 bits.
func each(img *image.RGBA, visit func(i, c int)) {
	narrow := func(v uint8) int { return (int(v)*31 + 127) / 255 }
	r := img.Bounds()
	for y := range r.Dy() {
		row := img.Pix[y*img.Stride : y*img.Stride+4*r.Dx()]
		for x := range r.Dx() {
			p := row[4*x : 4*x+3 : 4*x+3]
			visit(y*r.Dx()+x, narrow(p[0])<<10|narrow(p[1])<<5|narrow(p[2]))
		}
	}
}

// wide is a colour of 15 bits in 24.
func wide(c int) color.RGBA {
	w := func(v int) uint8 { return uint8((v&31*255 + 15) / 31) }
	return color.RGBA{w(c >> 10), w(c >> 5), w(c), 255}
}
