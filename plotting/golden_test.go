package plotting

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shown is a figure as a cell shows it.
type shown interface {
	Alt() string
	SVG() string
	PNG() []byte
}

func bowl(x, y float64) float64 { return x*x/20 + y*y }

// descent is a path of gradient descent in the bowl (section 6.1).
func descent(lr float64, steps int) [][]float64 {
	x, y := -7.0, 2.0
	var path [][]float64
	for range steps {
		path = append(path, []float64{x, y})
		x, y = x-lr*x/10, y-lr*2*y
	}
	return path
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func step(x float64) float64 {
	if x > 0 {
		return 1
	}
	return 0
}

// ring is an image of 28×28 like a digit 0.
func ring(label string) Image {
	m := Image{Label: label, W: 28, H: 28}
	for y := range 28 {
		for x := range 28 {
			d := math.Hypot(float64(x)-13.5, (float64(y)-13.5)*0.8)
			m.Pix = append(m.Pix, math.Exp(-(d-7)*(d-7)/3))
		}
	}
	return m
}

var (
	valley  = Axes{Title: "f(x, y) = x²/20 + y²", X: "x", Y: "y", Z: "f", XMin: -10, XMax: 10, YMin: -10, YMax: 10}
	square4 = Axes{X: "x₀", Y: "x₁", XMin: -2, XMax: 2, YMin: -2, YMax: 2}
	edges   = Image{Label: "filter", W: 3, H: 3, Pix: []float64{-1, 0, 1, -2, 0, 2, -1, 0, 1}}
)

func cloud(rng *rand.Rand, name string, x, y float64) Points {
	p := Points{Name: name}
	for range 40 {
		p.X, p.Y = append(p.X, x+rng.NormFloat64()*0.6), append(p.Y, y+rng.NormFloat64()*0.6)
	}
	return p
}

func activations(rng *rand.Rand, spread float64) []Sample {
	var out []Sample
	for i := range 5 {
		s := Sample{Name: fmt.Sprintf("layer %d", i+1)}
		for range 5000 {
			s.Values = append(s.Values, sigmoid(rng.NormFloat64()*spread/float64(i+1)))
		}
		out = append(out, s)
	}
	return out
}

func filters(rng *rand.Rand, n int) []Image {
	var out []Image
	for i := range n {
		m := Image{W: 5, H: 5, Label: fmt.Sprint(i + 1)}
		for range 25 {
			m.Pix = append(m.Pix, rng.NormFloat64())
		}
		out = append(out, m)
	}
	return out
}

// trainings are the sixteen panels of section 6.3.2.
func trainings() *Panels {
	var panels []Figure
	for i := range 16 {
		var plain, normal []float64
		for e := range 20 {
			plain = append(plain, 1-math.Exp(-float64(e)/(2+float64(i))))
			normal = append(normal, 1-math.Exp(-float64(e)/3))
		}
		panels = append(panels, Curves(Axes{Title: fmt.Sprintf("W std %.3g", math.Pow(10, -float64(i)/4)), YMax: 1},
			Curve{Name: "plain", Y: plain}, Curve{Name: "batch norm", Y: normal}))
	}
	g := Grid(4, panels...)
	g.Title, g.X = "With and without batch normalisation", "epoch"
	return g
}

func digits() (names []string) {
	for i := range 10 {
		names = append(names, fmt.Sprint(i))
	}
	return names
}

func mistakes(rng *rand.Rand) [][]float64 {
	counts := make([][]float64, 10)
	for i := range counts {
		for range 10 {
			counts[i] = append(counts[i], float64(rng.IntN(12)*rng.IntN(2)))
		}
		counts[i][i] = 950 + float64(rng.IntN(60))
	}
	return counts
}

// learner is the line of a perceptron on its way (section 2.3).
func learner(rng *rand.Rand) []Figure {
	a, b := cloud(rng, "0", -1, -1), cloud(rng, "1", 1, 1)
	var frames []Figure
	for k := range 8 {
		turn := float64(k-7) * 0.2
		frames = append(frames, Regions(Axes{XMin: -3, XMax: 3, YMin: -3, YMax: 3},
			func(x, y float64) int { return int(step(x*math.Cos(turn) + y + x*math.Sin(turn))) }, a, b))
	}
	return frames
}

// gallery holds a figure of every kind.
func gallery() map[string]shown {
	rng := rand.New(rand.NewPCG(1, 2))
	a, b := cloud(rng, "cats", -1, -1), cloud(rng, "dogs", 1, 1)
	slope := func(x, y float64) (float64, float64) { return -2 * x, -2 * y }
	accuracy := Axes{Title: "accuracy", X: "epoch", Y: "accuracy", YMax: 1}
	ripples := Axes{Title: "ripples", X: "x", Y: "y", Z: "z", XMin: -6, XMax: 6, YMin: -6, YMax: 6}
	windowed := ring("window")
	windowed.Window = Window{4, 6, 5, 5}
	all := map[string]shown{
		"functions": Functions(Axes{Title: "sigmoid and step", X: "x", Y: "y", YMin: -0.1, YMax: 1.1}, -5, 5, Func{"sigmoid", sigmoid}, Func{"step", step}),
		"curves": Curves(accuracy, Curve{Name: "train", Y: []float64{0.1, 0.6, 0.8, 0.9, 0.94, 0.96, 0.97, 0.98}, Marker: true, Every: 2},
			Curve{Name: "test", Y: []float64{0.1, 0.55, 0.75, 0.85, 0.88, 0.9, 0.9, 0.91}, Marker: true, Every: 2}),
		"tangent":    Tangent(Axes{Title: "0.01x² + 0.1x", X: "x", Y: "f(x)"}, func(x float64) float64 { return 0.01*x*x + 0.1*x }, 5, 10),
		"scatter":    Scatter(Axes{Title: "two groups", X: "x", Y: "y"}, a, b),
		"regions":    Regions(Axes{Title: "x + y > 0.2", X: "x", Y: "y"}, func(x, y float64) int { return int(step(x + y - 0.2)) }, a, b),
		"quiver":     Quiver(square4, 17, slope),
		"contour":    Contour(valley, bowl, PathOf("lr 0.95", descent(0.95, 30)), PathOf("lr 0.3", descent(0.3, 30))),
		"surface":    Surface(valley, bowl),
		"ripples":    Surface(ripples, func(x, y float64) float64 { r := math.Hypot(x, y); return math.Sin(r) / (r + 0.3) }),
		"wireframe":  Wireframe(Axes{Title: "x₀² + x₁²", X: "x₀", Y: "x₁", Z: "f", XMin: -3, XMax: 3, YMin: -3, YMax: 3}, func(x, y float64) float64 { return x*x + y*y }),
		"histograms": Histograms(Axes{Title: "Activations", X: "activation", Y: "count", XMax: 1}, 30, activations(rng, 4)...),
		"grid":       trainings(),
		"mixed":      Grid(2, Contour(valley, bowl), Surface(valley, bowl), Images(3, ring("a"), ring("b"), ring("c")), Quiver(square4, 9, slope)),
		"filters":    Images(8, filters(rng, 30)...),
		"digits":     Images(5, ring("0"), ring("0"), ring("0 → 6"), windowed, ring("0")),
		"bars":       Bars(Axes{Title: "Which digit?", Y: "probability", YMax: 1}, digits(), []float64{0.01, 0.02, 0.7, 0.03, 0.0001, 0.04, 0.1, 0, 0.06, 0.0399}),
		"confusion":  Confusion(digits(), mistakes(rng)),
		"descent":    Descent(valley, bowl, PathOf("lr 0.95", descent(0.95, 30)), PathOf("lr 0.3", descent(0.3, 30))),
		"slide":      Slide(ring("image"), edges, 1),
		"frames":     Frames(4, learner(rng)...),
		"layers": Layers(Edge{"X", "N×784"}, Stage{"Affine", []Edge{{"W₁", "784×50"}, {"b₁", "1×50"}}, Edge{"A", "N×50"}},
			Stage{"ReLU", nil, Edge{"Z", "N×50"}}),
		"hangul": Curves(Axes{Title: "손실 함수의 값 ∇L", X: "반복", Y: "손실"}, Curve{Name: "훈련 데이터", Y: []float64{2.3, 1.1, 0.6, 0.4}}, Curve{Name: "시험 데이터", Y: []float64{2.3, 1.3, 0.9, 0.8}}),
	}
	for name, g := range graphs() {
		all["graph "+name] = g
	}
	return all
}

// Every kind of figure against its picture in testdata, which
// UPDATE_GOLDEN=1 draws anew. Look at the pictures before you commit them.
func TestGolden(t *testing.T) {
	for name, f := range gallery() {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata", strings.ReplaceAll(name, " ", "-")+".png")
			got := f.PNG()
			if os.Getenv("UPDATE_GOLDEN") != "" {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := alike(got, want); err != nil {
				t.Errorf("%s: %v; UPDATE_GOLDEN=1 go test ./plotting draws it anew", path, err)
			}
		})
	}
}

// alike reports how two pictures differ, if they do so by more than the edges
// of lines do from one machine to the next: not more than a pixel in 500 may
// differ by more than an eighth of the range.
func alike(got, want []byte) error {
	a, err := png.Decode(bytes.NewReader(got))
	if err != nil {
		return err
	}
	b, err := png.Decode(bytes.NewReader(want))
	if err != nil {
		return err
	}
	if a.Bounds() != b.Bounds() {
		return fmt.Errorf("size %v, want %v", a.Bounds().Size(), b.Bounds().Size())
	}
	const most = 0xffff / 8
	n := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if differ(a, b, x, y) > most {
				n++
			}
		}
	}
	if size := a.Bounds().Dx() * a.Bounds().Dy(); n > size/500 {
		return fmt.Errorf("%d of %d pixels differ, want at most %d", n, size, size/500)
	}
	return nil
}

func differ(a, b image.Image, x, y int) int {
	r0, g0, b0, _ := a.At(x, y).RGBA()
	r1, g1, b1, _ := b.At(x, y).RGBA()
	far := func(v, w uint32) int { return int(max(v, w) - min(v, w)) }
	return max(far(r0, r1), far(g0, g1), far(b0, b1))
}

// The comparison must see what a reader would: another colour of a line, a
// word more, a figure that moved.
func TestGoldenSees(t *testing.T) {
	base := func() *Plot {
		return Curves(Axes{Title: "loss"}, Curve{Name: "train", Y: []float64{3, 2, 1.5, 1.2}})
	}
	want := base().PNG()
	if err := alike(base().PNG(), want); err != nil {
		t.Errorf("the same plot twice: %v", err)
	}
	for name, change := range map[string]func(p *Plot){
		"title":  func(p *Plot) { p.Title.Text = "another title" },
		"limits": func(p *Plot) { p.Y.Max = 4 },
		"legend": func(p *Plot) { p.Legend.Top, p.Legend.Left = false, true },
		"size":   func(p *Plot) { p.Width += 10 },
	} {
		p := base()
		change(p)
		if alike(p.PNG(), want) == nil {
			t.Errorf("another %s is not seen", name)
		}
	}
}

// The SVGs are well formed, small, the same each time, and ask for nothing
// from outside.
func TestSVG(t *testing.T) {
	most := map[string]int{"surface": 150, "ripples": 150, "mixed": 180, "filters": 60, "contour": 60, "descent": 60}
	again := gallery()
	for name, f := range gallery() {
		svg := f.SVG()
		if err := wellFormed(svg); err != nil {
			t.Errorf("%s: not well formed: %v", name, err)
		}
		limit := 100
		if n, ok := most[name]; ok {
			limit = n
		}
		if len(svg) > limit<<10 {
			t.Errorf("%s: %d bytes, want at most %d kB", name, len(svg), limit)
		}
		if svg != again[name].SVG() {
			t.Errorf("%s: another SVG the second time", name)
		}
		for _, s := range []string{"NaN", "Inf", "<script", "href=\"http"} {
			if strings.Contains(svg, s) {
				t.Errorf("%s: the SVG has %s", name, s)
			}
		}
		if f.Alt() == "" {
			t.Errorf("%s: no alt text", name)
		}
	}
}
