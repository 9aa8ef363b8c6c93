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
	"testing"
	"time"
)

// noisy is a loss of n steps that falls from 2 to 0, with noise of ±0.1.
func noisy(n int) []float64 {
	rng := rand.New(rand.NewPCG(5, 5))
	y := make([]float64, n)
	for i := range y {
		y[i] = 2 - 2*float64(i)/float64(n) + 0.2*(rng.Float64()-0.5)
	}
	return y
}

func clouds(n int) []Points {
	rng := rand.New(rand.NewPCG(6, 6))
	out := make([]Points, 2)
	for g := range out {
		for range n / 2 {
			out[g].X = append(out[g].X, rng.NormFloat64()+2*float64(g))
			out[g].Y = append(out[g].Y, rng.NormFloat64())
		}
	}
	return out
}

// inkOf is the share of a picture's columns, of those between the first and the
// last tenth, in which something has the colour of a group.
func inkOf(t *testing.T, data []byte, group int) float64 {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	want := linear(Palette[group])
	r := img.Bounds()
	full, all := 0, 0
	for x := r.Dx() / 5; x < r.Dx()*9/10; x++ {
		all++
		for y := range r.Dy() {
			if apartness(linear(img.At(x, y)), want) < 12 {
				full++
				break
			}
		}
	}
	return float64(full) / float64(all)
}

// Marks never hide the line, and a picture of very many points is not larger
// than one of many, nor does it take much longer than reading them.
func TestDenseFigures(t *testing.T) {
	sizes := []int{150, 151, 3000, 100_000, 1_000_000}
	if testing.Short() {
		sizes = sizes[:4] // a million takes some seconds
	}
	for _, n := range sizes {
		line := Curves(Axes{Title: "손실"}, Curve{Y: noisy(n), Marker: true})
		points := Scatter(Axes{}, clouds(n)...)
		for name, p := range map[string]*Plot{"line with marks": line, "scatter": points} {
			start := time.Now()
			svg, pic, pdf := p.SVG(), p.PNG(), pdfOf(p)
			took := time.Since(start)
			t.Logf("%s of %d points: SVG %d kB, PNG %d kB, PDF %d kB, %v", name, n, len(svg)/1000, len(pic)/1000, len(pdf)/1000, took)
			if most := 400_000; len(svg) > most || len(pic) > most || len(pdf) > most {
				t.Errorf("%s of %d points: SVG, PNG and PDF have %d, %d and %d bytes, want at most %d", name, n, len(svg), len(pic), len(pdf), most)
			}
			if took > 20*time.Second {
				t.Errorf("%s of %d points took %v", name, n, took)
			}
		}
		if got := inkOf(t, line.PNG(), 0); got < 0.95 {
			t.Errorf("of %d points the line is seen in %.0f%% of the columns", n, 100*got)
		}
	}
}

// In a picture of many points both groups are seen, and a single point far from
// the others is.
func TestCrowd(t *testing.T) {
	groups := clouds(20_000)
	groups[0].X, groups[0].Y = append(groups[0].X, -9), append(groups[0].Y, 9)
	p := Scatter(Axes{}, groups...)
	img, err := png.Decode(bytes.NewReader(p.PNG()))
	if err != nil {
		t.Fatal(err)
	}
	pale := tint(Palette[0], 1-opacity(1, 100))
	found := 0
	for y := range img.Bounds().Dy() / 4 {
		for x := range img.Bounds().Dx() / 3 {
			if apartness(linear(img.At(x, y)), linear(pale)) < 14 {
				found++
			}
		}
	}
	if found < 3 {
		t.Errorf("the point at (−9, 9) has %d pixels, want a dot", found)
	}
	// Where the groups meet, neither covers the other: the order is no matter.
	back := Scatter(Axes{}, groups[1], groups[0])
	if a, b := inkOf(t, p.PNG(), 0), inkOf(t, back.PNG(), 0); a < 0.05 || b < 0.05 {
		t.Errorf("the first group is seen in %.2f and %.2f of the columns", a, b)
	}
	if got := testing.AllocsPerRun(1, func() { mix([][]float64{make([]float64, 9)}, 3, 3) }); got > 40 {
		t.Errorf("an empty picture takes %v allocations", got)
	}
}

func TestThinKeepsWhatIsSeen(t *testing.T) {
	y := noisy(100_000)
	for i := 0; i < len(y); i += 100 {
		y[i] = math.NaN()
	}
	y[70_001], y[30_001] = 9, -9
	pts := thin(Curve{Y: y}.points("Curves", 0))
	_, _, lo, hi := bounds(pts)
	if lo != -9 || hi != 9 {
		t.Errorf("from %v to %v, want −9 to 9", lo, hi)
	}
	numbers := 0
	for _, p := range pts {
		if !math.IsNaN(p.Y) {
			numbers++
		}
	}
	if numbers < 1600 || len(pts) > 3000 {
		t.Errorf("%d points, %d of them numbers", len(pts), numbers)
	}
	for name, p := range map[string]*Plot{
		"gaps": Curves(Axes{}, Curve{Y: y}), "one point": Curves(Axes{}, Curve{Y: []float64{0.5}}),
		"alone between gaps": Curves(Axes{}, Curve{Y: []float64{math.NaN(), 1, math.NaN()}}),
	} {
		img, _ := png.Decode(bytes.NewReader(p.PNG()))
		if n := pixelsOf(img, 0); n < 20 {
			t.Errorf("%s: %d pixels are drawn", name, n)
		}
	}
}

func pixelsOf(img image.Image, group int) (n int) {
	want := linear(Palette[group])
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if apartness(linear(img.At(x, y)), want) < 12 {
				n++
			}
		}
	}
	return n
}

func TestSave(t *testing.T) {
	dir := t.TempDir()
	p := Curves(Axes{Title: "학습률 ∂L/∂y₁ −1 ①", X: "반복"}, Curve{Name: "손실", Y: []float64{-1, 2}})
	for _, pic := range []Picture{p, Frames(1, p, p), fruit(), Layers(Edge{"X", "N"}), Grid(2, p, p), Confusion([]string{"가"}, [][]float64{{1}})} {
		for end, head := range map[string]string{"png": "\x89PNG", "svg": "<svg", "PDF": "%PDF"} {
			name := filepath.Join(dir, fmt.Sprintf("%T.%s", pic, end))
			if err := Save(name, pic); err != nil {
				t.Errorf("%T: %v", pic, err)
			} else if b, _ := os.ReadFile(name); !bytes.HasPrefix(b, []byte(head)) {
				t.Errorf("%s begins with %.8q, want %q", name, b, head)
			}
		}
	}
	if err := p.Save(200, 100, filepath.Join(dir, "small.png")); err != nil {
		t.Error(err)
	}
	b, _ := os.ReadFile(filepath.Join(dir, "small.png"))
	if c, err := png.DecodeConfig(bytes.NewReader(b)); err != nil || c.Width != 400 || c.Height != 200 {
		t.Errorf("a plot of 200×100 points has %d×%d pixels (%v), want 400×200", c.Width, c.Height, err)
	}
	if err := p.Save(200, 100, filepath.Join(dir, "x.eps")); err != nil {
		t.Errorf("gonum's own ends: %v", err)
	}
	for name, want := range map[string]string{"x.doc": `the name ends with ".doc"`, "x": `the name ends with ""`, "none/x.png": "none"} {
		if err := Save(filepath.Join(dir, name), p); err == nil || !bytes.Contains([]byte(err.Error()), []byte(want)) {
			t.Errorf("Save(%s): %v, want %q", name, err, want)
		}
	}
}
