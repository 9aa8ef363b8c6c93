package plotting

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

// softmaxWithLoss is the graph of appendix A: three scores, their softmax, and
// the cross entropy with a target.
func softmaxWithLoss(a, t [3]float64) (g *Graph, scores [3]*Node, y [3]*Node, loss *Node) {
	g = NewGraph()
	var e, terms []*Node
	for k := range 3 {
		scores[k] = g.Input(fmt.Sprintf("a%c", '₁'+k), a[k])
		e = append(e, g.Exp(scores[k]))
	}
	s := g.Recip(g.Sum(e...))
	for k := range 3 {
		y[k] = g.Name(g.Mul(e[k], s), fmt.Sprintf("y%c", '₁'+k))
		terms = append(terms, g.Mul(g.Log(y[k]), g.Input(fmt.Sprintf("t%c", '₁'+k), t[k])))
	}
	loss = g.Name(g.Neg(g.Sum(terms...)), "L")
	g.Backward(loss)
	return g, scores, y, loss
}

// batchNorm is the graph of section 6.3.1, for matrices.
func batchNorm() *Graph {
	g := NewGraph()
	in := func(name, value string) *Node { return g.Label(g.Input(name, 0), value, "∂L/∂"+name) }
	op := func(symbol, value, grad string, inputs ...*Node) *Node {
		return g.Label(g.Op(symbol, 0, inputs, make([]float64, len(inputs))), value, grad)
	}
	x, gamma, beta := in("x", "N×D"), in("γ", "D"), in("β", "D")
	mu := op("mean", "μ", "∂L/∂μ", x)
	xc := op("−", "x−μ", "∂L/∂xc", x, mu)
	v := op("mean", "σ²", "∂L/∂σ²", op("x²", "(x−μ)²", "∂L/∂sq", xc))
	std := op("√", "σ", "∂L/∂σ", op("+ε", "σ²+ε", "∂L/∂σ²", v))
	xn := op("÷", "x̂", "∂L/∂x̂", xc, std)
	out := op("+", "y", "∂L/∂y", op("×", "γx̂", "∂L/∂y", gamma, xn), beta)
	g.Backward(out)
	return g
}

// batchNormOfThree is the same for three numbers of one feature, with a
// weighted sum behind it.
func batchNormOfThree() (g *Graph, x [3]*Node, loss *Node) {
	g = NewGraph()
	var centred, squares, terms []*Node
	for k, v := range []float64{1, 2, 4} {
		x[k] = g.Input(fmt.Sprintf("x%c", '₁'+k), v)
	}
	mean := g.Mean(x[:]...)
	for k := range x {
		centred = append(centred, g.Sub(x[k], mean))
		squares = append(squares, g.Square(centred[k]))
	}
	std := g.Sqrt(g.Add(g.Mean(squares...), g.Input("ε", 1e-7)))
	for k := range x {
		terms = append(terms, g.Mul(g.Div(centred[k], std), g.Input(fmt.Sprintf("w%c", '₁'+k), float64(k+1))))
	}
	loss = g.Name(g.Sum(terms...), "L")
	g.Backward(loss)
	return g, x, loss
}

// fruit is the shop of section 5.1 with two kinds of fruit.
func fruit() *Graph {
	g := NewGraph()
	apples := g.Mul(g.Input("apple", 100), g.Input("apples", 2))
	oranges := g.Mul(g.Input("orange", 150), g.Input("oranges", 3))
	g.Backward(g.Name(g.Mul(g.Add(apples, oranges), g.Input("tax", 1.1)), "price"))
	return g
}

// What comes back to the scores is y − t (section 5.6.3 and appendix A).
func TestSoftmaxWithLoss(t *testing.T) {
	target := [3]float64{0, 1, 0}
	g, scores, y, loss := softmaxWithLoss([3]float64{0.3, 2.9, 4.0}, target)
	for k, want := range []float64{0.01821127, 0.24519181, 0.73659691} {
		if got := y[k].Value; math.Abs(got-want) > 1e-8 {
			t.Errorf("y[%d] = %v, want %v", k, got, want)
		}
		if got, want := scores[k].Grad, y[k].Value-target[k]; math.Abs(got-want) > 1e-12 {
			t.Errorf("gradient of score %d = %v, want y−t = %v", k, got, want)
		}
	}
	if want := -math.Log(y[1].Value); math.Abs(loss.Value-want) > 1e-12 {
		t.Errorf("loss %v, want −log y = %v", loss.Value, want)
	}
	if n := len(g.nodes); n < 20 {
		t.Errorf("the graph has %d nodes, want all of appendix A", n)
	}
}

// Shifting all numbers together changes nothing behind the normalisation, so
// their gradients sum to zero (section 6.3.1).
func TestBatchNormOfThree(t *testing.T) {
	_, x, loss := batchNormOfThree()
	if sum := x[0].Grad + x[1].Grad + x[2].Grad; math.Abs(sum) > 1e-12 {
		t.Errorf("gradients sum to %v, want 0", sum)
	}
	if math.Abs(loss.Value-2.4053511) > 1e-5 { // (1·(−4) + 2·(−1) + 3·5)/√14
		t.Errorf("loss %v, want 9/√14", loss.Value)
	}
}

func graphs() map[string]*Graph {
	soft, _, _, _ := softmaxWithLoss([3]float64{0.3, 2.9, 4.0}, [3]float64{0, 0, 1})
	three, _, _ := batchNormOfThree()
	plain, _, _, _, _ := shop()
	back, _, _, _, price := shop()
	back.Backward(price)
	return map[string]*Graph{"softmax with loss": soft, "batch norm": batchNorm(), "three numbers": three,
		"shop": plain, "shop backward": back, "fruit": fruit(),
		"affine of matrices": affineOfMatrices(), "sigmoid in words": sigmoidInWords(), "batch norm of the book": bookBatchNorm()}
}

// No two labels of a graph may overlap, and no label may lie on a node.
func TestGraphLabelsStandFree(t *testing.T) {
	for name, g := range graphs() {
		d := g.layout()
		p := d.plan()
		for _, n := range p.notes {
			if n.cost >= 1 {
				t.Errorf("%s: %s or %s lies on something", name, n.value, n.grad)
			}
		}
		for i, a := range p.taken {
			for _, b := range p.taken[:i] {
				// What is left of a label without the space between lines.
				if a.shrink(1.5).meets(b.shrink(1.5)) {
					t.Errorf("%s: %v and %v overlap", name, a, b)
				}
			}
		}
	}
}

func (a rect) shrink(by vg.Length) rect { return rect{a.x0 + by, a.y0 + by, a.x1 - by, a.y1 - by} }

// Edges that pass columns run straight, and inputs stay in their order.
func TestGraphLayout(t *testing.T) {
	g, scores, _, _ := softmaxWithLoss([3]float64{0.3, 2.9, 4.0}, [3]float64{0, 0, 1})
	d := g.layout()
	for _, r := range d.routes {
		for i := 2; i < len(r.via)-1; i++ {
			if dy := r.via[i].y - r.via[1].y; math.Abs(dy) > 0.01 {
				t.Errorf("the edge into %s bends by %.2f rows on its way", r.to.op, dy)
			}
		}
	}
	for k := 1; k < 3; k++ {
		if d.spots[scores[k]].y <= d.spots[scores[k-1]].y {
			t.Errorf("score %d stands above score %d", k, k-1)
		}
	}
	if n := d.crossings(); n > 3 {
		t.Errorf("%d edges cross, want at most 3", n)
	}
}

func TestLabelsOfNodes(t *testing.T) {
	g := NewGraph()
	x := g.Label(g.Input("x", 0), "N×D", "∂L/∂x")
	g.Backward(g.Op("mean", 0, []*Node{x}, []float64{1}))
	svg := g.SVG()
	for _, s := range []string{">N×D<", ">∂L/∂x<", ">mean<"} {
		if !strings.Contains(svg, s) {
			t.Errorf("the SVG lacks %s", s)
		}
	}
}

// A formula in which everything is used twice would be longer than a disk.
func TestAltOfLargeGraphs(t *testing.T) {
	g := NewGraph()
	x := g.Input("x", 1)
	for range 60 {
		x = g.Add(x, x)
	}
	if got := g.Alt(); !strings.Contains(got, "in 60 operations (+) from x (1)") || len(got) > 200 {
		t.Errorf("Alt() = %.300q, want a summary", got)
	}
	soft, _, _, _ := softmaxWithLoss([3]float64{0.3, 2.9, 4.0}, [3]float64{0, 0, 1})
	want := "Computation graph: L = 0.305714 in 16 operations (exp, +, 1/x, ×, log, ×(−1)) from a₁ (0.3), a₂ (2.9), a₃ (4), t₁ (0), t₂ (0), t₃ (1)"
	if got := soft.Alt(); !strings.HasPrefix(got, want+"; gradients: a₁ 0.01821") {
		t.Errorf("Alt() = %q, want it to begin with %q", got, want)
	}
}
