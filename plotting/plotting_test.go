package plotting

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"io"
	"math"
	"strings"
	"testing"
)

func shop() (g *Graph, apple, count, tax, price *Node) {
	g = NewGraph()
	apple, count, tax = g.Input("apple", 100), g.Input("apples", 2), g.Input("tax", 1.1)
	price = g.Name(g.Mul(g.Mul(apple, count), tax), "price")
	return g, apple, count, tax, price
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// The numbers of sections 5.1 and 5.4.
func TestShop(t *testing.T) {
	g, apple, count, tax, price := shop()
	g.Backward(price)
	for _, tt := range []struct {
		name      string
		got, want float64
	}{{"price", price.Value, 220}, {"apple", apple.Grad, 2.2}, {"count", count.Grad, 110}, {"tax", tax.Grad, 200}} {
		if !near(tt.got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, tt.got, tt.want)
		}
	}
	want := "Computation graph: price = ((apple (100) × apples (2)) × tax (1.1)) = 220; gradients: apple 2.2, apples 110, tax 200"
	if g.Alt() != want {
		t.Errorf("Alt() = %q, want %q", g.Alt(), want)
	}
}

// Every operation against a central difference.
func TestDerivatives(t *testing.T) {
	for name, build := range map[string]func(g *Graph, x, y *Node) *Node{
		"add":      func(g *Graph, x, y *Node) *Node { return g.Add(x, y) },
		"sub":      func(g *Graph, x, y *Node) *Node { return g.Sub(x, y) },
		"mul":      func(g *Graph, x, y *Node) *Node { return g.Mul(x, y) },
		"div":      func(g *Graph, x, y *Node) *Node { return g.Div(x, y) },
		"sum":      func(g *Graph, x, y *Node) *Node { return g.Sum(x, y, x) },
		"exp":      func(g *Graph, x, y *Node) *Node { return g.Exp(x) },
		"log":      func(g *Graph, x, y *Node) *Node { return g.Log(x) },
		"neg":      func(g *Graph, x, y *Node) *Node { return g.Neg(x) },
		"recip":    func(g *Graph, x, y *Node) *Node { return g.Recip(x) },
		"square":   func(g *Graph, x, y *Node) *Node { return g.Square(x) },
		"relu":     func(g *Graph, x, y *Node) *Node { return g.ReLU(x) },
		"relu off": func(g *Graph, x, y *Node) *Node { return g.ReLU(g.Neg(x)) },
		"sigmoid":  func(g *Graph, x, y *Node) *Node { return g.Sigmoid(x) },
		"shared":   func(g *Graph, x, y *Node) *Node { z := g.Mul(x, y); return g.Add(g.Square(z), g.Div(z, x)) },
	} {
		at := func(x, y float64) (*Graph, *Node, *Node, *Node) {
			g := NewGraph()
			a, b := g.Input("x", x), g.Input("y", y)
			return g, a, b, build(g, a, b)
		}
		g, x, y, out := at(0.7, 1.3)
		g.Backward(out)
		value := func(dx, dy float64) float64 { _, _, _, o := at(0.7+dx, 1.3+dy); return o.Value }
		const h = 1e-5
		if want := (value(h, 0) - value(-h, 0)) / (2 * h); math.Abs(x.Grad-want) > 1e-8 {
			t.Errorf("%s: ∂/∂x = %v, want %v", name, x.Grad, want)
		}
		if want := (value(0, h) - value(0, -h)) / (2 * h); math.Abs(y.Grad-want) > 1e-8 {
			t.Errorf("%s: ∂/∂y = %v, want %v", name, y.Grad, want)
		}
	}
}

func wellFormed(s string) error {
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestDrawings(t *testing.T) {
	plain, _, _, _, _ := shop()
	both, _, _, _, price := shop()
	both.Backward(price)
	net := Layers(Edge{"X", "N×2"}, Stage{"Affine", []Edge{{"W", "2×3"}, {"b", "1×3"}}, Edge{"Y", "N×3"}})
	for name, tt := range map[string]struct {
		figure interface {
			SVG() string
			PNG() []byte
			Alt() string
		}
		has, hasNot []string
	}{
		"forward":  {plain, []string{">220<", ">1.1<", ">price<", ">×<"}, []string{">110<"}},
		"backward": {both, []string{">220<", ">2.2<", ">110<", ">200<"}, nil},
		"layers":   {net, []string{">Affine<", ">W\u00a0 2×3<", ">∂L/∂X\u00a0 N×2<"}, nil},
		"in use":   {net.Forward(), []string{">Affine<", ">W\u00a0 2×3<", ">X\u00a0 N×2<"}, []string{"∂L"}},
		"empty":    {NewGraph(), nil, []string{"<text"}},
	} {
		svg := tt.figure.SVG()
		if err := wellFormed(svg); err != nil {
			t.Errorf("%s: the SVG is not well formed: %v", name, err)
		}
		for _, s := range tt.has {
			if !strings.Contains(svg, s) {
				t.Errorf("%s: the SVG lacks %s", name, s)
			}
		}
		for _, s := range tt.hasNot {
			if strings.Contains(svg, s) {
				t.Errorf("%s: the SVG has %s", name, s)
			}
		}
		if _, err := png.Decode(bytes.NewReader(tt.figure.PNG())); err != nil {
			t.Errorf("%s: PNG: %v", name, err)
		}
		if tt.figure.Alt() == "" {
			t.Errorf("%s: no alt text", name)
		}
	}
}

// In a tree no two nodes may come closer than their circles are wide.
func TestNodesStandApart(t *testing.T) {
	g := NewGraph()
	var sum *Node
	for range 6 {
		p := g.Mul(g.Input("a", 1), g.Exp(g.Input("b", 2)))
		if sum == nil {
			sum = p
		} else {
			sum = g.Add(sum, p)
		}
	}
	g.Backward(sum)
	d := g.layout()
	for _, a := range g.nodes {
		for _, b := range g.nodes {
			p, q := d.at(d.spots[a]), d.at(d.spots[b])
			if dist := math.Hypot(float64(p.x-q.x), float64(p.y-q.y)); a.index < b.index && dist < 2*nodeRadius {
				t.Errorf("nodes %d and %d are %.0f apart, want at least %d", a.index, b.index, dist, 2*nodeRadius)
			}
		}
	}
}

func TestCurves(t *testing.T) {
	p := Curves(Axes{Title: "loss", YMax: 3}, Curve{Name: "train", Y: []float64{2, 1, math.NaN(), 0.5}})
	if p.X.Max != 3 || p.Y.Max != 3 || p.Y.Min != 0 || p.Title.Text != "loss" {
		t.Errorf("x to %v, y from %v to %v, title %q; want 3, 0, 3, loss", p.X.Max, p.Y.Min, p.Y.Max, p.Title.Text)
	}
	f := Functions(Axes{}, -1, 1, Func{"square", func(x float64) float64 { return x * x }})
	if f.X.Min != -1 || f.X.Max != 1 || f.Y.Max != 1 {
		t.Errorf("square over [-1, 1]: x %v to %v, y to %v", f.X.Min, f.X.Max, f.Y.Max)
	}
	defer func() {
		if recover() == nil {
			t.Error("X and Y of different lengths do not panic")
		}
	}()
	Curves(Axes{}, Curve{X: []float64{1}, Y: []float64{1, 2}})
}
