package plotting

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// An Image is a grey picture: W·H numbers, row by row from the top. White and
// Black are the values that are drawn so. If both are 0, they are 0 and 1 if
// all numbers lie between (digits), else the smallest and the largest number
// (filters and feature maps).
type Image struct {
	Label        string // below the picture
	W, H         int
	Pix          []float64
	White, Black float64
	Window       Window // marked by a frame; none if it is empty
}

// A Window is a part of an image, in pixels from the top left.
type Window struct{ X, Y, W, H int }

// Tiles are images side by side.
type Tiles struct {
	cols   int
	images []Image
}

// Images draws images in rows of cols, each with its label: digits (section
// 3.6.1), filters and feature maps (section 7.6), mistakes (section 8.1). A
// pixel that is no number is drawn red. It panics if cols is less than 1, or if
// an image does not hold W·H numbers.
func Images(cols int, images ...Image) *Tiles {
	if cols < 1 {
		panicf("Images: cols is %d, want at least 1", cols)
	}
	t := &Tiles{cols: min(cols, max(1, len(images)))}
	for i, m := range images {
		m.check("Images", which("image", i, m.Label))
		m.Pix = slices.Clone(m.Pix)
		t.images = append(t.images, m)
	}
	return t
}

func (m Image) check(fn, name string) {
	if m.W < 1 || m.H < 1 || len(m.Pix) != m.W*m.H {
		panicf("%s: %s: W×H is %d×%d and Pix has %d numbers, want W·H of them", fn, name, m.W, m.H, len(m.Pix))
	}
}

// scale returns the values that are drawn white and black.
func (m Image) scale() (white, black float64) {
	if m.White != m.Black {
		return m.White, m.Black
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range m.Pix {
		if finite(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	switch {
	case lo >= 0 && hi <= 1:
		return 0, 1
	case lo >= hi:
		return lo - 1, lo + 1
	}
	return lo, hi
}

// Picture returns the image as Go has them, a pixel for each number.
func (m Image) Picture() image.Image {
	white, black := m.scale()
	img := image.NewGray(image.Rect(0, 0, m.W, m.H))
	bad := false
	for i, v := range m.Pix {
		bad = bad || math.IsNaN(v)
		img.Pix[i] = uint8(math.Round(255 * (1 - min(1, max(0, (v-white)/(black-white))))))
	}
	if !bad {
		return img
	}
	out := image.NewRGBA(img.Bounds())
	for i, v := range m.Pix {
		if math.IsNaN(v) {
			out.Set(i%m.W, i/m.W, color.RGBA{204, 0, 0, 255})
		} else {
			out.Set(i%m.W, i/m.W, img.At(i%m.W, i/m.W))
		}
	}
	return out
}

// Alt says in words how many images there are, and their labels.
func (t *Tiles) Alt() string {
	if len(t.images) == 0 {
		return "No images"
	}
	var labels []string
	for _, m := range t.images {
		if m.Label != "" {
			labels = append(labels, m.Label)
		}
	}
	m := t.images[0]
	s := fmt.Sprintf("%d images of %d×%d pixels", len(t.images), m.W, m.H)
	if len(t.images) == 1 {
		s = fmt.Sprintf("Image of %d×%d pixels", m.W, m.H)
	}
	if len(labels) > 0 {
		s += ": " + strings.Join(labels, ", ")
	}
	return s
}

// SVG draws the images.
func (t *Tiles) SVG() string { return svgOf(t) }

// PNG draws the images as a picture.
func (t *Tiles) PNG() []byte { return pngOf(t) }

const tileGap = 8

// pixel is how large a pixel of the images is drawn: small images are drawn
// larger.
func (t *Tiles) pixel() vg.Length {
	most := 1
	for _, m := range t.images {
		most = max(most, m.W, m.H)
	}
	side := min(max(46, 460/vg.Length(t.cols)-tileGap), 150) // of a tile, in points
	return max(0.5, min(14, side/vg.Length(most)))
}

func (t *Tiles) tile() (w, h, label vg.Length) {
	px := t.pixel()
	for _, m := range t.images {
		w, h = max(w, vg.Length(m.W)*px), max(h, vg.Length(m.H)*px)
		if m.Label != "" {
			label = tickSize + 5
			w = max(w, textWidth(m.Label, tickSize))
		}
	}
	return w, h, label
}

// Size returns how large the images are together.
func (t *Tiles) Size() (w, h vg.Length) {
	tw, th, label := t.tile()
	rows := (len(t.images) + t.cols - 1) / t.cols
	return vg.Length(t.cols)*(tw+tileGap) + tileGap, vg.Length(rows)*(th+label+tileGap) + tileGap
}

// Draw draws the images at the top left of c.
func (t *Tiles) Draw(c draw.Canvas) {
	cv := newCanvas(c)
	tw, th, label := t.tile()
	px := t.pixel()
	for i, m := range t.images {
		x := tileGap + vg.Length(i%t.cols)*(tw+tileGap)
		y := tileGap + vg.Length(i/t.cols)*(th+label+tileGap)
		w, h := vg.Length(m.W)*px, vg.Length(m.H)*px
		left, top := x+(tw-w)/2, y+(th-h)/2
		cv.image(m.Picture(), left, top, w, h)
		cv.frame(left, top, w, h, 0.7, hairline)
		if m.Window.W > 0 && m.Window.H > 0 {
			v := m.Window
			cv.frame(left+vg.Length(v.X)*px, top+vg.Length(v.Y)*px, vg.Length(v.W)*px, vg.Length(v.H)*px, 2, Palette[1])
		}
		cv.text(m.Label, x+tw/2, y+th+tickSize+2, tickSize, ink)
	}
}

func (c *canvas) image(img image.Image, x, y, w, h vg.Length) {
	c.DrawImage(vg.Rectangle{Min: c.pt(x, y+h), Max: c.pt(x+w, y)}, img)
}

func (c *canvas) frame(x, y, w, h vg.Length, width float64, col color.Color) {
	c.SetColor(col)
	c.SetLineWidth(vg.Points(width))
	c.SetLineDash(nil, 0)
	c.Stroke(vg.Rectangle{Min: c.pt(x, y+h), Max: c.pt(x+w, y)}.Path())
}
