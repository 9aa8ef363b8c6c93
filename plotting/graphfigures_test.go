package plotting

import (
	"fmt"
	"strings"
	"testing"
)

// bookBatchNorm is the graph of section 6.3.1 in the book.
func bookBatchNorm() *Graph {
	g := NewGraph()
	in := []*Node{g.Input("x1", 1), g.Input("x2", 2), g.Input("x3", 6)}
	mu := g.Name(g.Mean(in...), "μ")
	var centred, squares []*Node
	for _, x := range in {
		c := g.Sub(x, mu)
		centred, squares = append(centred, c), append(squares, g.Square(c))
	}
	sigma := g.Name(g.Sqrt(g.Mean(squares...)), "σ")
	gamma, beta := g.Input("γ", 2), g.Input("β", 1)
	g.Backward(g.Name(g.Add(g.Mul(g.Div(centred[0], sigma), gamma), beta), "y1"))
	return g
}

// affineOfMatrices is section 5.6.2: dot, +, and three numbered gradients.
func affineOfMatrices() *Graph {
	g := NewGraph()
	x := g.Label(g.Matrix("X", ""), "X\nN×D", "(1) ∂L/∂Y · Wᵀ\nN×D")
	w := g.Label(g.Matrix("W", ""), "W\nD×M", "(2) Xᵀ · ∂L/∂Y\nD×M")
	b := g.Label(g.Matrix("b", ""), "b\nM", "(3) 열마다 더한 ∂L/∂Y\nM")
	xw := g.Step("dot", "X · W\nN×M", "∂L/∂Y\nN×M", x, w)
	g.Backward(g.Step("+", "Y\nN×M", "∂L/∂Y\nN×M", xw, b))
	return g
}

// sigmoidInWords is section 5.5.2 with the expressions on its edges.
func sigmoidInWords() *Graph {
	g := NewGraph()
	x := g.Label(g.Input("x", 1.5), "x", "∂L/∂y · y² exp(−x)")
	e := g.Label(g.Exp(g.Label(g.Neg(x), "−x", "−∂L/∂y · y² exp(−x)")), "exp(−x)", "−∂L/∂y · y²")
	sum := g.Label(g.Add(e, g.Constant("1", 1)), "1 + exp(−x)", "−∂L/∂y · y²")
	g.Backward(g.Label(g.Recip(sum), "y", "∂L/∂y"))
	return g
}

// A drawing of the book has words of 11 pixels on a page of 1280.
func TestGraphsOfTheBookAreReadable(t *testing.T) {
	soft, _, _, _ := softmaxWithLoss([3]float64{0.3, 2.9, 4.0}, [3]float64{0, 0, 1})
	const column, page = 686, 915
	for name, g := range map[string]*Graph{"softmax": soft, "batch norm": bookBatchNorm(), "affine": affineOfMatrices(), "sigmoid": sigmoidInWords()} {
		w, _ := g.Size()
		px := w.Points() * 4 / 3
		room := float64(column)
		if px > column {
			room = page
		}
		if got := fontSize * 4 / 3 * min(1, room/px); got < 11 {
			t.Errorf("%s: %.0f pixels wide, words of %.1f pixels, want 11", name, px, got)
		}
	}
}

func TestConstants(t *testing.T) {
	g := NewGraph()
	x, c := g.Input("x", 3), g.Constant("c", 5)
	g.Backward(g.Mul(x, c))
	if x.Grad != 5 || c.Grad != 0 {
		t.Errorf("gradients %v and %v, want 5 and 0", x.Grad, c.Grad)
	}
	if alt := g.Alt(); strings.Contains(alt, "c 0") || !strings.Contains(alt, "gradients: x 5") {
		t.Errorf("alt %q names a gradient of the constant", alt)
	}
	if got := strings.Count(g.SVG(), paint("fill", backward)); got == 0 {
		t.Error("no gradient is drawn")
	}
	arrows := func(g *Graph) int {
		n := 0
		for _, note := range g.layout().plan().notes {
			if note.back {
				n++
			}
		}
		return n
	}
	if got := arrows(g); got != 2 { // to x, and into the graph
		t.Errorf("%d arrows come back, want 2", got)
	}
}

// A node that is used twice gives each of its edges words of its own.
func TestLabelEdge(t *testing.T) {
	g := NewGraph()
	x := g.Label(g.Input("x", 2), "x", "dx")
	a, b := g.Exp(x), g.Log(x)
	g.LabelEdge(x, b, "", "dy / x")
	g.Backward(g.Add(a, b))
	for _, c := range []struct {
		to   *Node
		want string
	}{{a, "dx"}, {b, "dy / x"}} {
		if value, grad := c.to.edgeText(0); value != "x" || grad != c.want {
			t.Errorf("into %s: %q and %q, want %q and %q", c.to.op, value, grad, "x", c.want)
		}
	}
}

func TestGraphsRefuse(t *testing.T) {
	g, other := NewGraph(), NewGraph()
	x, y := g.Input("x", 1), other.Input("y", 2)
	z := g.Exp(x)
	for _, c := range []struct {
		want string
		do   func()
	}{
		{"Graph.Op: exp: input 1 is not a node of this graph", func() { g.Exp(y) }},
		{"Graph.Op: +: input 2 is not a node of this graph", func() { g.Op("+", 0, []*Node{x, nil}, []float64{1, 1}) }},
		{"Graph.Backward: out is not a node of this graph", func() { g.Backward(y) }},
		{"Graph.LabelEdge: from is not a node of this graph", func() { g.LabelEdge(y, z, "", "") }},
		{"Graph.LabelEdge: x does not use exp", func() { g.LabelEdge(z, x, "", "") }},
		{"Graph.Steps: call Backward first", func() { g.Steps(1) }},
		{"LayerGraph.Constant: there is no edge \"T\"", func() { Layers(Edge{"X", "N"}).Constant("T") }},
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, c.want) {
					t.Errorf("got %q, want %q", got, c.want)
				}
			}()
			c.do()
		}()
	}
}

// The pass walks every edge once, from the end: what comes into a node has come
// before what it passes on.
func TestSteps(t *testing.T) {
	for name, g := range map[string]*Graph{"shop": fruit(), "batch norm": bookBatchNorm(), "sigmoid": sigmoidInWords()} {
		edges := g.backEdges()
		first := map[*Node]int{} // when a node passes on what came to it
		for i, e := range edges[1:] {
			if _, ok := first[e.to]; !ok {
				first[e.to] = i
			}
		}
		for i, e := range edges[1:] {
			if at, ok := first[e.to.inputs[e.k]]; ok && at <= i {
				t.Errorf("%s: what edge %d brings comes after edge %d has passed it on", name, i, at)
			}
		}
		d := g.layout()
		for shown := range len(edges) + 2 {
			svg := svgOf(d.after(edges, shown))
			marked := strings.Count(svg, paint("stroke", tint(backward, 0.75)))
			if want := min(1, max(0, min(shown, len(edges)+1-shown))); marked != want {
				t.Errorf("%s: after %d edges %d are marked, want %d", name, shown, marked, want)
			}
		}
		m := g.Steps(2)
		if svg := m.SVG(); !strings.Contains(svg, "@keyframes") || strings.Contains(svg, "<script") {
			t.Errorf("%s: the animation does not move, or needs a script", name)
		}
		if string(m.PNG()) != string(g.PNG()) {
			t.Errorf("%s: the picture that stands still is not the graph", name)
		}
	}
}

func TestLayersInRows(t *testing.T) {
	var stages []Stage
	for i := range 9 {
		stages = append(stages, Stage{"Convolution", []Edge{{fmt.Sprint("W", i), "16×16×3×3"}}, Edge{fmt.Sprint("A", i), "16×28×28"}})
		g := Layers(Edge{"X", "1×28×28"}, stages...)
		if w, _ := g.Size(); w > widest {
			t.Errorf("%d layers are %v wide, want at most %d", i+1, w, widest)
		}
		for _, s := range stages {
			if svg := g.SVG(); !strings.Contains(svg, s.Out.Name+"\u00a0 "+s.Out.Shape) {
				t.Errorf("%d layers: %s is not drawn", i+1, s.Out.Name)
			}
		}
	}
}

func TestSoftmaxWithLossBox(t *testing.T) {
	g := Layers(Edge{"A", "N×M"}, Stage{"Softmax with loss", []Edge{{"T", "N×M"}}, Edge{"L", "1×1"}})
	if svg := g.SVG(); !strings.Contains(svg, "∂L/∂T") {
		t.Error("without Constant the labels get no gradient")
	}
	g = g.Constant("T").Gradient("A", "(Y − T)/N")
	if svg := g.SVG(); strings.Contains(svg, "∂L/∂T") || strings.Contains(svg, "∂L/∂A") || !strings.Contains(svg, "(Y − T)/N") {
		t.Error("want y − t on the way back, and nothing to T")
	}
	if alt := g.Alt(); !strings.HasSuffix(alt, "(Y − T)/N to A, none to T") {
		t.Errorf("alt %q", alt)
	}
}
