package plotting

import (
	"image"
	"math"

	"golang.org/x/image/draw"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// smooth marks a picture whose pixels blend into each other when it is drawn
// larger than it is.
type smooth struct{ image.Image }

// rasterCanvas is gonum's canvas of pixels, which blurs the pixels of pictures
// that are drawn larger: here they stay squares.
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
