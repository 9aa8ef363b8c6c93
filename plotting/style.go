package plotting

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Palette holds colours that can be told apart with the common kinds of colour
// blindness and stand out on a light ground and on a dark one: those of Okabe
// and Ito (“Color Universal Design”, 2008), blue first, but for two. Their
// orange and their sky blue are too pale on white; an olive and a slate stand
// in their place.
var Palette = []color.Color{
	color.RGBA{0, 114, 178, 255}, color.RGBA{213, 94, 0, 255}, color.RGBA{0, 158, 115, 255}, color.RGBA{204, 121, 167, 255},
	color.RGBA{121, 157, 84, 255}, color.RGBA{52, 70, 91, 255}, color.RGBA{0, 0, 0, 255},
}

var (
	ink      = color.RGBA{33, 37, 41, 255}
	faint    = color.RGBA{108, 117, 125, 255} // 4.7:1 on white: axes and ticks
	hairline = color.RGBA{226, 230, 234, 255} // the grid
	forward  = color.RGBA{0, 92, 150, 255}    // blue, 6.9:1 on white
	backward = color.RGBA{173, 66, 0, 255}    // vermilion, 6.1:1 on white
	wash     = color.RGBA{238, 244, 250, 255}
	card     = color.RGBA{255, 255, 255, 255} // what figures are drawn on
)

// dashes differ from one another, so that lines do in grey as well.
var dashes = [][]vg.Length{nil, {vg.Points(6), vg.Points(3)}, {vg.Points(2), vg.Points(2)}, {vg.Points(8), vg.Points(2), vg.Points(2), vg.Points(2)}}

// glyphs differ in shape, so that groups do in grey as well.
var (
	glyphs     = []draw.GlyphDrawer{disc{}, square{}, triangle{}, diamond{}}
	bareGlyphs = []draw.GlyphDrawer{disc{true}, square{true}, triangle{true}, diamond{true}}
)

const (
	lineWidth   = 1.8
	markRadius  = 3.2
	titleSize   = 12
	labelSize   = 11
	tickSize    = 9.5
	plotWidth   = 14 * vg.Centimeter
	plotHeight  = 9 * vg.Centimeter
	squareWidth = 12 * vg.Centimeter // of plots of a plane
)

var fonts = font.NewCache(liberation.Collection())

var sans = font.Font{Typeface: "Liberation", Variant: "Sans"}

func textFace(size vg.Length) font.Face { return fonts.Lookup(sans, size) }

func textStyle(size vg.Length, col color.Color) text.Style {
	f := sans
	f.Size = size
	return text.Style{Color: col, Font: f, Handler: writer{text.Plain{Fonts: fonts}}}
}

// restyle keeps how a text lies and changes how it looks.
func restyle(s *text.Style, size vg.Length, col color.Color) {
	n := textStyle(size, col)
	n.Rotation, n.XAlign, n.YAlign = s.Rotation, s.XAlign, s.YAlign
	*s = n
}

// newPlot returns an empty plot in the book's style with the words of a; kind
// is what it is called in words.
func newPlot(kind string, a Axes) *Plot {
	p := plot.New()
	p.BackgroundColor = card
	p.TextHandler = writer{text.Plain{Fonts: fonts}}
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = a.Title, a.X, a.Y
	p.Title.Padding = vg.Points(6)
	restyle(&p.Title.TextStyle, titleSize, ink)
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		restyle(&axis.Label.TextStyle, labelSize, ink)
		restyle(&axis.Tick.Label, tickSize, faint)
		axis.LineStyle.Color, axis.Tick.LineStyle.Color = faint, faint
		axis.LineStyle.Width, axis.Tick.LineStyle.Width = vg.Points(0.7), vg.Points(0.7)
		axis.Tick.Length = vg.Points(4)
		axis.Tick.Marker = ticks{most: 6}
		axis.Label.Padding = vg.Points(4)
		axis.Padding = 0
	}
	p.Legend.TextStyle = textStyle(labelSize, ink)
	p.Legend.Padding = vg.Points(3)
	p.Legend.ThumbnailWidth = vg.Points(24)
	return &Plot{Plot: p, Width: plotWidth, Height: plotHeight, kind: kind, equal: a.Equal}
}

func grid() *plotter.Grid {
	g := plotter.NewGrid()
	g.Horizontal.Color, g.Vertical.Color = hairline, hairline
	g.Horizontal.Width, g.Vertical.Width = vg.Points(0.6), vg.Points(0.6)
	return g
}
