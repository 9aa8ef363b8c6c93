package plotting

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Slide animates a convolution: a window of the filter's size goes over an
// image in steps of stride, and the result appears number by number (section
// 7.2.2). Each of them is the sum of the products of window and filter. It
// panics if the filter does not fit into the image, stride is less than 1, or
// one of the two does not hold W·H numbers.
func Slide(img, filter Image, stride int) *Animation {
	img.check("Slide", "the image")
	filter.check("Slide", "the filter")
	if stride < 1 {
		panicf("Slide: stride is %d, want at least 1", stride)
	}
	if filter.W > img.W || filter.H > img.H {
		panicf("Slide: the filter is %d×%d, larger than the image, which is %d×%d", filter.W, filter.H, img.W, img.H)
	}
	s := slide{img, filter, convolve(img, filter, stride), stride}
	alt := fmt.Sprintf("Animation: a filter of %d×%d goes over an image of %d×%d in steps of %d; the result of %d×%d appears number by number",
		filter.W, filter.H, img.W, img.H, stride, s.out.W, s.out.H)
	return &Animation{alt: alt, svg: s.svg, still: s}
}

func convolve(img, filter Image, stride int) Image {
	out := Image{W: (img.W-filter.W)/stride + 1, H: (img.H-filter.H)/stride + 1}
	for y := range out.H {
		for x := range out.W {
			sum := 0.0
			for j := range filter.H {
				for i := range filter.W {
					sum += img.Pix[(y*stride+j)*img.W+x*stride+i] * filter.Pix[j*filter.W+i]
				}
			}
			out.Pix = append(out.Pix, sum)
		}
	}
	return out
}

// slide is the picture that the animation moves on: image, filter, result.
type slide struct {
	img, filter, out Image
	stride           int
}

const slideSide = 150 // of the image

func (s slide) pixel() vg.Length { return slideSide / vg.Length(max(s.img.W, s.img.H)) }

// pixels are how large the pixels of the three pictures are drawn: those of a
// small filter larger.
func (s slide) pixels() [3]vg.Length {
	px := s.pixel()
	return [3]vg.Length{px, max(px, 48/vg.Length(max(s.filter.W, s.filter.H))), px}
}

// places are the top left corners of the three pictures.
func (s slide) places() (x [3]vg.Length, y [3]vg.Length) {
	px := s.pixels()
	x = [3]vg.Length{12, 12 + vg.Length(s.img.W)*px[0] + 34, 0}
	x[2] = x[1] + vg.Length(s.filter.W)*px[1] + 34
	for i, m := range []Image{s.img, s.filter, s.out} {
		y[i] = 12 + (slideSide-vg.Length(m.H)*px[i])/2
	}
	return x, y
}

// Alt is not used: the animation has its own.
func (s slide) Alt() string { return "" }

func (s slide) Size() (w, h vg.Length) {
	x, _ := s.places()
	return x[2] + vg.Length(s.out.W)*s.pixel() + 12, slideSide + 42
}

func (s slide) Draw(c draw.Canvas) { s.draw(newCanvas(c)) }

func (s slide) draw(c *canvas) {
	px := s.pixels()
	x, y := s.places()
	names := []string{word("image"), word("filter"), word("result")}
	for i, m := range []Image{s.img, s.filter, s.out} {
		w, h := vg.Length(m.W)*px[i], vg.Length(m.H)*px[i]
		if m.Label != "" {
			names[i] = m.Label
		}
		c.image(m.Picture(), x[i], y[i], w, h)
		c.frame(x[i], y[i], w, h, 0.7, faint)
		c.text(names[i], x[i]+w/2, slideSide+30, labelSize, ink)
	}
	mid := vg.Length(12 + slideSide/2 + 5)
	c.text("*", x[1]-17, mid+5, 24, ink)
	c.text("=", x[2]-17, mid, 18, ink)
}

// svg moves a frame over the image and, in the same steps, two covers away
// from the result: one over the rows to come, one over the rest of the row.
func (s slide) svg() string {
	w, h := s.Size()
	c := newSVG(w, h)
	cv := newCanvas(draw.NewCanvas(c, w, h))
	s.draw(cv)
	px := float64(s.pixel()) * unit
	x, y := s.places()
	row := min(0.6, 14/float64(s.out.H)) // seconds
	all := row * (float64(s.out.H) + math.Ceil(hold/row))
	var style, body strings.Builder
	fmt.Fprintf(&style, `<style>%s.c{display:none}@media(prefers-reduced-motion:no-preference){.c{display:inline}}`, motion)
	for _, a := range []struct {
		name, end string
		step      float64
	}{{"w", "visibility:hidden", px * float64(s.stride)}, {"c", "", px}} {
		fmt.Fprintf(&style, "@keyframes %sx{to{transform:translateX(%.4gpx)}}.%sx{animation:%sx %.4gs steps(%d) infinite}",
			a.name, a.step*float64(s.out.W), a.name, a.name, row, s.out.W)
		fmt.Fprintf(&style, "@keyframes %sy{0%%{animation-timing-function:steps(%d)}%.5g%%{transform:translateY(%.4gpx)}100%%{transform:translateY(%.4gpx);%s}}.%sy{animation:%sy %.4gs infinite}",
			a.name, s.out.H, 100*row*float64(s.out.H)/all, a.step*float64(s.out.H), a.step*float64(s.out.H), a.end, a.name, a.name, all)
	}
	style.WriteString("</style>")
	rect := func(x, y vg.Length, w, h float64, attrs string) string {
		return fmt.Sprintf(`<rect x="%s" y="%s" width="%.1f" height="%.1f" %s/>`, units(x), units(y), w, h, attrs)
	}
	fw, fh := px*float64(s.filter.W), px*float64(s.filter.H)
	fmt.Fprintf(&body, `<g class="wy"><g class="wx">%s</g></g>`,
		rect(x[0], y[0], fw, fh, `fill="none" stroke-width="22" `+paint("stroke", Palette[1])))
	ow, oh := px*float64(s.out.W), px*float64(s.out.H)
	fmt.Fprintf(&body, `<clipPath id="out">%s</clipPath><g class="c" clip-path="url(#out)" %s><g class="cy">%s<g class="cx">%s</g></g></g>`,
		rect(x[2], y[2], ow, oh, ""), paint("fill", wash),
		rect(x[2], y[2]+s.pixel(), ow, oh, ""), rect(x[2]+s.pixel(), y[2], ow, px*1.1, ""))
	return c.document(style.String(), body.String())
}
