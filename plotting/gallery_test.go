package plotting

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"
)

func bowl(x, y float64) float64 { return x*x/20 + y*y }

func sgd(lr float64, n int) [][]float64 {
	x, y := -7.0, 2.0
	var out [][]float64
	for range n {
		out = append(out, []float64{x, y})
		x, y = x-lr*x/10, y-lr*2*y
	}
	return out
}

func digit() Image {
	m := Image{Label: "a ring", W: 28, H: 28}
	for y := range 28 {
		for x := range 28 {
			d := math.Hypot(float64(x)-13.5, (float64(y)-13.5)*0.8)
			m.Pix = append(m.Pix, math.Exp(-(d-7)*(d-7)/3))
		}
	}
	return m
}

func figures() map[string]Figure {
	rng := rand.New(rand.NewPCG(1, 2))
	cloud := func(name string, x, y float64) Points {
		p := Points{Name: name}
		for range 40 {
			p.X, p.Y = append(p.X, x+rng.NormFloat64()*0.6), append(p.Y, y+rng.NormFloat64()*0.6)
		}
		return p
	}
	a, b := cloud("cats", -1, -1), cloud("dogs", 1, 1)
	sine := Func{"sine", math.Sin}
	sig := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	step := func(x float64) float64 {
		if x > 0 {
			return 1
		}
		return 0
	}
	plane := Axes{Title: "f(x, y) = x²/20 + y²", X: "x", Y: "y", Z: "f", XMin: -10, XMax: 10, YMin: -10, YMax: 10}
	square := Axes{X: "x₀", Y: "x₁", XMin: -2, XMax: 2, YMin: -2, YMax: 2}
	var acts []Sample
	for i := range 5 {
		s := Sample{Name: fmt.Sprintf("layer %d", i+1)}
		for range 5000 {
			s.Values = append(s.Values, sig(rng.NormFloat64()*4/float64(i+1)))
		}
		acts = append(acts, s)
	}
	var filters []Image
	for i := range 30 {
		m := Image{W: 5, H: 5, Label: fmt.Sprint(i)}
		for range 25 {
			m.Pix = append(m.Pix, rng.NormFloat64())
		}
		filters = append(filters, m)
	}
	var trainings []Figure
	for i := range 16 {
		y1, y2 := []float64{}, []float64{}
		for e := range 20 {
			y1 = append(y1, 1-math.Exp(-float64(e)/(2+float64(i))))
			y2 = append(y2, 1-math.Exp(-float64(e)/3))
		}
		trainings = append(trainings, Curves(Axes{Title: fmt.Sprintf("W std %.3g", math.Pow(10, -float64(i)/4)), YMax: 1}, Curve{Name: "plain", Y: y1}, Curve{Name: "batch norm", Y: y2}))
	}
	counts := make([][]float64, 10)
	names := []string{}
	for i := range 10 {
		names = append(names, fmt.Sprint(i))
		counts[i] = make([]float64, 10)
		for j := range 10 {
			counts[i][j] = float64(rng.IntN(12) * rng.IntN(2))
		}
		counts[i][i] = 950 + float64(rng.IntN(60))
	}
	return map[string]Figure{
		"functions": Functions(Axes{Title: "sigmoid and step", X: "x", Y: "y", YMin: -0.1, YMax: 1.1}, -5, 5, Func{"sigmoid", sig}, Func{"step", step}),
		"sine":      Functions(Axes{Title: "sin & cos", X: "x", Y: "y"}, 0, 6, sine, Func{"cosine", math.Cos}),
		"markers": Curves(Axes{Title: "accuracy", X: "epoch", Y: "accuracy", YMax: 1}, Curve{Name: "train", Y: []float64{0.1, 0.6, 0.8, 0.9, 0.94, 0.96, 0.97, 0.98}, Marker: true, Every: 2},
			Curve{Name: "test", Y: []float64{0.1, 0.55, 0.75, 0.85, 0.88, 0.9, 0.9, 0.91}, Marker: true, Every: 2}),
		"tangent":   Tangent(Axes{Title: "0.01x² + 0.1x", X: "x", Y: "f(x)"}, func(x float64) float64 { return 0.01*x*x + 0.1*x }, 5, 10),
		"scatter":   Scatter(Axes{Title: "two groups", X: "x", Y: "y"}, a, b),
		"regions":   Regions(Axes{Title: "x + y > 0.2", X: "x", Y: "y"}, func(x, y float64) int { return int(step(x + y - 0.2)) }, a, b),
		"quiver":    Quiver(square, 17, func(x, y float64) (float64, float64) { return -2 * x, -2 * y }),
		"contour":   Contour(plane, bowl, PathOf("SGD", sgd(0.95, 30)), PathOf("slow", sgd(0.3, 30))),
		"surface":   Surface(plane, bowl),
		"saddle":    Surface(Axes{Title: "ripples", X: "x", Y: "y", Z: "z", XMin: -6, XMax: 6, YMin: -6, YMax: 6}, func(x, y float64) float64 { r := math.Hypot(x, y); return math.Sin(r) / (r + 0.3) }),
		"wireframe": Wireframe(Axes{Title: "x₀² + x₁²", X: "x₀", Y: "x₁", Z: "f", XMin: -3, XMax: 3, YMin: -3, YMax: 3}, func(x, y float64) float64 { return x*x + y*y }),
		"histogram": Histograms(Axes{Title: "Activations", X: "activation", Y: "count", XMax: 1}, 30, acts...),
		"grid":      Grid(4, trainings...),
		"filters":   Images(8, filters...),
		"digits":    Images(5, digit(), digit(), digit(), digit(), digit()),
		"bars":      Bars(Axes{Title: "Which digit?", Y: "probability", YMax: 1}, names, []float64{0.01, 0.02, 0.7, 0.03, 0.0001, 0.04, 0.1, 0, 0.06, 0.0399}),
		"confusion": Confusion(names, counts),
	}
}

func animations() map[string]*Animation {
	plane := Axes{Title: "f(x, y) = x²/20 + y²", X: "x", Y: "y", Z: "f", XMin: -10, XMax: 10, YMin: -10, YMax: 10}
	edge := Image{Label: "edge filter", W: 5, H: 5}
	for range 5 {
		edge.Pix = append(edge.Pix, -2, -1, 0, 1, 2)
	}
	var frames []Figure
	for i := range 20 {
		w := float64(i) / 10
		frames = append(frames, Functions(Axes{Title: "a line that turns", YMin: -2, YMax: 2}, -1, 1, Func{"line", func(x float64) float64 { return (w - 1) * x }}))
	}
	return map[string]*Animation{
		"descent": Descent(plane, bowl, PathOf("SGD", sgd(0.95, 30)), PathOf("slow", sgd(0.3, 30))),
		"slide":   Slide(digit(), edge, 1),
		"frames":  Frames(5, frames...),
	}
}

func TestGallery(t *testing.T) {
	os.MkdirAll("/tmp/gal", 0o755)
	for name, f := range figures() {
		svg, pic := svgOf(f), pngOf(f)
		os.WriteFile("/tmp/gal/"+name+".svg", []byte(svg), 0o644)
		os.WriteFile("/tmp/gal/"+name+".png", pic, 0o644)
		t.Logf("%s svg %d png %d: %s", name, len(svg), len(pic), f.Alt())
		if err := wellFormed(svg); err != nil {
			t.Error(name, err)
		}
	}
	for name, f := range animations() {
		svg, pic := f.SVG(), f.PNG()
		os.WriteFile("/tmp/gal/"+name+".svg", []byte(svg), 0o644)
		os.WriteFile("/tmp/gal/"+name+".png", pic, 0o644)
		t.Logf("%s svg %d png %d: %s", name, len(svg), len(pic), f.Alt())
		if err := wellFormed(svg); err != nil {
			t.Error(name, err)
		}
	}
}
