package plotting

import (
	"math"
	"strings"
	"testing"
)

var nan, inf = math.NaN(), math.Inf(1)

// What does not fit panics with an Error that names the function and what is
// wrong with which argument.
func TestPanics(t *testing.T) {
	f := func(x, y float64) float64 { return x }
	box := Axes{XMin: -1, XMax: 1, YMin: -1, YMax: 1}
	bad := Points{Name: "p", X: []float64{1}, Y: []float64{1, 2}}
	dot := Image{W: 1, H: 1, Pix: []float64{1}}
	for name, tt := range map[string]struct {
		call func()
		want string
	}{
		"curves":          {func() { Curves(Axes{}, Curve{}, Curve{Name: "b", X: []float64{1}, Y: []float64{1, 2}}) }, `Curves: curve 2 ("b"): X has 1 values, Y has 2`},
		"curves, limits":  {func() { Curves(Axes{XMin: 1, XMax: -1}) }, "Curves: Axes: XMin is 1 and XMax is -1"},
		"curves, NaN":     {func() { Curves(Axes{YMin: nan, YMax: 1}) }, "Curves: Axes: YMin is NaN"},
		"functions":       {func() { Functions(Axes{}, 1, 1, Func{}) }, "Functions: xmin is 1 and xmax is 1"},
		"functions, nil":  {func() { Functions(Axes{}, 0, 1, Func{Name: "f"}) }, `Functions: function 1 ("f"): F is nil`},
		"tangent":         {func() { Tangent(Axes{XMin: 3, XMax: 2}, math.Sin, 1) }, "Tangent: Axes: XMin is 3 and XMax is 2"},
		"path":            {func() { PathOf("way", [][]float64{{1, 2}, {1}}) }, `PathOf: point 2 of "way" has 1 coordinates, want 2`},
		"scatter":         {func() { Scatter(Axes{}, bad) }, `Scatter: group 1 ("p"): X has 1 values, Y has 2`},
		"regions, points": {func() { Regions(box, func(x, y float64) int { return 0 }, bad) }, `Regions: group 1 ("p")`},
		"regions, limits": {func() { Regions(Axes{}, func(x, y float64) int { return 0 }) }, "Regions: Axes: XMin and XMax are both 0"},
		"quiver":          {func() { Quiver(Axes{}, 5, func(x, y float64) (float64, float64) { return x, y }) }, "Quiver: Axes: XMin and XMax are both 0"},
		"quiver, n":       {func() { Quiver(box, 1, func(x, y float64) (float64, float64) { return x, y }) }, "Quiver: n is 1"},
		"contour":         {func() { Contour(Axes{}, f) }, "Contour: Axes: XMin"},
		"contour, path":   {func() { Contour(box, f, bad) }, `Contour: path 1 ("p")`},
		"curves, huge":    {func() { Curves(Axes{YMin: -1e308, YMax: 1e308}) }, "Curves: Axes: YMin is -1e+308"},
		"contour, NaN":    {func() { Contour(box, func(x, y float64) float64 { return nan }) }, "Contour: f has no value"},
		"descent":         {func() { Descent(box, f, bad) }, `Descent: path 1 ("p")`},
		"surface":         {func() { Surface(Axes{XMin: 1, XMax: 0, YMax: 1}, f) }, "Surface: Axes: XMin is 1"},
		"wireframe":       {func() { Wireframe(Axes{}, f) }, "Wireframe: Axes: XMin"},
		"histograms":      {func() { Histograms(Axes{}, 0) }, "Histograms: bins is 0"},
		"grid":            {func() { Grid(0) }, "Grid: cols is 0"},
		"grid, nil":       {func() { Grid(1, nil) }, "Grid: panel 1 is nil"},
		"images":          {func() { Images(1, Image{Label: "7", W: 2, H: 2, Pix: []float64{1}}) }, `Images: image 1 ("7"): W×H is 2×2 and Pix has 1 numbers`},
		"images, cols":    {func() { Images(0) }, "Images: cols is 0"},
		"bars":            {func() { Bars(Axes{}, []string{"a"}, nil) }, "Bars: 1 names and 0 values"},
		"confusion":       {func() { Confusion([]string{"a"}, nil) }, "Confusion: counts has 0 rows and names has 1"},
		"confusion, row":  {func() { Confusion([]string{"a"}, [][]float64{{1, 2}}) }, "Confusion: row 1 of counts has 2 values, want 1"},
		"slide":           {func() { Slide(dot, Image{W: 2, H: 1, Pix: []float64{1, 2}}, 1) }, "Slide: the filter is 2×1, larger than the image, which is 1×1"},
		"slide, stride":   {func() { Slide(dot, dot, 0) }, "Slide: stride is 0"},
		"frames":          {func() { Frames(1) }, "Frames: there are no frames"},
		"frames, speed":   {func() { Frames(0, Images(1)) }, "Frames: perSecond is 0"},
		"op":              {func() { NewGraph().Op("+", 1, nil, []float64{1}) }, "Graph.Op: +: 0 inputs and 1 derivatives"},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				err, ok := recover().(Error)
				if !ok || !strings.HasPrefix(err.Error(), "plotting: "+tt.want) {
					t.Errorf("panics with %q, want plotting: %s", err.Error(), tt.want)
				}
			}()
			tt.call()
		})
	}
}

// Numbers that are none, empty data and sizes out of the ordinary give a
// picture and words without NaN.
func TestOddData(t *testing.T) {
	box := Axes{XMin: -1, XMax: 1, YMin: -1, YMax: 1}
	far := Points{Name: "diverges", X: []float64{0, -1e9, 1e300}, Y: []float64{0, 1e9, -1e300}}
	flat := func(x, y float64) float64 { return 3 }
	many := make([]float64, 20000)
	for i := range many {
		many[i] = math.Sin(float64(i))
	}
	for name, f := range map[string]shown{
		"no curves":         Curves(Axes{}),
		"an empty curve":    Curves(Axes{}, Curve{Name: "a"}),
		"one point":         Curves(Axes{}, Curve{Y: []float64{5}, Marker: true}),
		"no numbers":        Curves(Axes{}, Curve{Name: "a", Y: []float64{nan, inf, -inf}, Marker: true}),
		"a gap":             Curves(Axes{}, Curve{Y: []float64{1, nan, 2, 3, inf, 1}}),
		"constant":          Curves(Axes{}, Curve{Y: []float64{7, 7, 7}}),
		"huge":              Curves(Axes{}, Curve{Y: []float64{1, 1e200, 1e308}}),
		"huge both ways":    Curves(Axes{}, Curve{Y: []float64{-1e308, 1e308}}),
		"tiny":              Curves(Axes{}, Curve{Y: []float64{1e-320, 2e-320}}),
		"close":             Curves(Axes{}, Curve{Y: []float64{1e9, 1e9 + 1e-6}}),
		"many":              Curves(Axes{}, Curve{Y: many}),
		"poles":             Functions(Axes{}, -1, 1, Func{"1/x", func(x float64) float64 { return 1 / x }}),
		"no tangent":        Tangent(Axes{}, math.Log, 0),
		"no points":         Scatter(Axes{}, Points{Name: "none"}, Points{X: []float64{nan}, Y: []float64{1}}),
		"no field":          Quiver(box, 3, func(x, y float64) (float64, float64) { return nan, inf }),
		"still field":       Quiver(box, 3, func(x, y float64) (float64, float64) { return 0, 0 }),
		"flat contour":      Contour(box, flat),
		"contour with hole": Contour(box, func(x, y float64) float64 { return math.Log(x) }),
		"diverging contour": Contour(box, bowl, far),
		"diverging descent": Descent(box, bowl, far, Points{}, Points{X: []float64{nan}, Y: []float64{0}}),
		"flat surface":      Surface(box, flat),
		"surface with hole": Surface(box, func(x, y float64) float64 { return math.Log(x) }),
		"steep wireframe":   Wireframe(box, func(x, y float64) float64 { return 1e300 * x }),
		"huge surface":      Surface(box, func(x, y float64) float64 { return 1e308 * x }),
		"huge wireframe":    Wireframe(box, func(x, y float64) float64 { return 1.5e308 * y }),
		"huge samples":      Histograms(Axes{}, 3, Sample{"a", []float64{-1e308, 0, 1e308}}, Sample{"b", []float64{1}}),
		"huge plane":        Regions(Axes{}, func(x, y float64) int { return 0 }, Points{X: []float64{-1e308, 1e308}, Y: []float64{0, 1}}),
		"no samples":        Histograms(Axes{}, 3),
		"odd samples":       Histograms(Axes{}, 3, Sample{}, Sample{"a", []float64{nan, inf}}, Sample{"b", []float64{2, 2}}),
		"out of range":      Histograms(Axes{XMin: 5, XMax: 6}, 3, Sample{"a", []float64{1, 2}}),
		"no panels":         Grid(3),
		"no images":         Images(3),
		"odd pixels":        Images(3, Image{W: 2, H: 2, Pix: []float64{nan, inf, -inf, 0}}, Image{W: 1, H: 1, Pix: []float64{-3}}),
		"wide image":        Images(3, Image{W: 300, H: 1, Pix: make([]float64, 300)}),
		"no bars":           Bars(Axes{}, nil, nil),
		"odd bars":          Bars(Axes{}, []string{"a", "b", "c"}, []float64{nan, inf, -2}),
		"no classes":        Confusion(nil, nil),
		"odd counts":        Confusion([]string{"a", "b"}, [][]float64{{nan, -1}, {inf, 0.5}}),
		"one frame":         Frames(1, Images(1)),
		"one place":         Slide(Image{W: 1, H: 1, Pix: []float64{2}}, Image{W: 1, H: 1, Pix: []float64{2}}, 3),
		"no graph":          NewGraph(),
	} {
		t.Run(name, func(t *testing.T) {
			svg := f.SVG()
			if err := wellFormed(svg); err != nil {
				t.Errorf("the SVG is not well formed: %v", err)
			}
			if strings.Contains(svg, "NaN") && name != "odd counts" {
				t.Error("the SVG has NaN")
			}
			if len(svg) > 150<<10 {
				t.Errorf("%d bytes of SVG, want at most 150 kB", len(svg))
			}
			if alt := f.Alt(); alt == "" || strings.Contains(alt, "Inf") || strings.Contains(alt, "from NaN") {
				t.Errorf("alt text %q", alt)
			}
			f.PNG()
		})
	}
}

// Functions leave their arguments as they are, and draw what these held when
// they were called.
func TestDataStayTheReaders(t *testing.T) {
	y := []float64{3, 1, 2}
	pix := []float64{0, 1}
	curves, tiles := Curves(Axes{}, Curve{Y: y}), Images(1, Image{W: 2, H: 1, Pix: pix})
	matrix := [][]float64{{5}}
	table := Confusion([]string{"a"}, matrix)
	before := curves.SVG() + tiles.SVG() + table.SVG()
	y[0], pix[0], matrix[0][0] = 9, 1, 7
	if after := curves.SVG() + tiles.SVG() + table.SVG(); after != before {
		t.Error("data that change after the call change the figure")
	}
}

// Labels may hold any signs, those too that a program finds in its data.
func TestAnyLabel(t *testing.T) {
	for _, label := range []string{"a\x00b", "\x1b[31mred", "\ufffe", "\uffff", "\xff", "]]>", "<&\"'", "tab\tand\nline"} {
		svg := Curves(Axes{Title: label, X: label}, Curve{Name: label, Y: []float64{1, 2}}).SVG()
		if err := wellFormed(svg); err != nil {
			t.Errorf("%q: the SVG is not well formed: %v", label, err)
		}
	}
}
