package plotting

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// A Graph is a computation: numbers, and operations on them (section 5.1).
// The methods that make a [Node] compute its value at once; [Graph.Backward]
// computes the derivatives. The zero value is an empty graph.
type Graph struct {
	nodes    []*Node
	out      *Node
	backward bool
}

// A Node is a number of a graph: an input or the result of an operation.
type Node struct {
	Name  string  // of an input, or given by Graph.Name
	Value float64 // of the forward pass
	Grad  float64 // ∂out/∂this, after Backward

	value, grad string // drawn in the place of the numbers

	op     string
	inputs []*Node
	local  []float64 // ∂this/∂input
	words  []words   // of the edges from the inputs; nil if they have none of their own
	fixed  bool      // a constant: no gradient flows to it
	index  int
}

// words are drawn at an edge in the place of its numbers.
type words struct{ value, grad string }

// NewGraph returns an empty graph (section 5.1).
func NewGraph() *Graph { return &Graph{} }

// Input adds a number.
func (g *Graph) Input(name string, value float64) *Node {
	return g.add(&Node{Name: name, Value: value})
}

// Constant adds a number that no gradient flows to: the labels of a loss, the
// 1 of a sigmoid. No arrow goes back to it, and its Grad stays 0.
func (g *Graph) Constant(name string, value float64) *Node {
	return g.add(&Node{Name: name, Value: value, fixed: true})
}

func (g *Graph) add(n *Node) *Node {
	n.index = len(g.nodes)
	g.nodes = append(g.nodes, n)
	g.out = n
	g.backward = false
	return n
}

// Op adds an operation of a kind that is not among the others: its symbol, its
// value, and its derivative for each of its inputs, all at the values that the
// inputs have. It panics if there are not as many derivatives as inputs, or if
// an input belongs to another graph.
func (g *Graph) Op(symbol string, value float64, inputs []*Node, derivatives []float64) *Node {
	if len(inputs) != len(derivatives) {
		panicf("Graph.Op: %s: %d inputs and %d derivatives", symbol, len(inputs), len(derivatives))
	}
	for i, in := range inputs {
		g.own("Graph.Op: "+symbol, fmt.Sprintf("input %d", i+1), in)
	}
	return g.add(&Node{op: symbol, Value: value, inputs: slices.Clone(inputs), local: slices.Clone(derivatives)})
}

// Matrix adds an input that stands for a matrix: its name, and its shape, as
// in X and N×D (section 5.6). It is drawn in words: the shape goes forward, and
// ∂L/∂name comes back. [Graph.Label] changes them.
func (g *Graph) Matrix(name, shape string) *Node {
	return g.Label(g.Input(name, 0), shape, "∂L/∂"+name)
}

// Step adds an operation on matrices: its symbol, as in dot, and the words for
// its result and for the gradient that comes back to it (section 5.6.2). Lines
// of the words end with \n, so that a shape stands below a name:
//
//	xw := g.Step("dot", "X·W\nN×M", "∂L/∂Y\nN×M", x, w)
//
// Nothing is computed: values and gradients are 0. It panics if an input
// belongs to another graph.
func (g *Graph) Step(symbol, value, grad string, inputs ...*Node) *Node {
	return g.Label(g.Op(symbol, 0, inputs, make([]float64, len(inputs))), value, grad)
}

// own panics if a node is not of this graph.
func (g *Graph) own(fn, what string, n *Node) {
	if n == nil || n.index >= len(g.nodes) || g.nodes[n.index] != n {
		panicf("%s: %s is not a node of this graph", fn, what)
	}
}

func (g *Graph) unary(symbol string, x *Node, value, derivative float64) *Node {
	return g.Op(symbol, value, []*Node{x}, []float64{derivative})
}

// Add returns x + y.
func (g *Graph) Add(x, y *Node) *Node {
	return g.Op("+", x.Value+y.Value, []*Node{x, y}, []float64{1, 1})
}

// Sub returns x - y.
func (g *Graph) Sub(x, y *Node) *Node {
	return g.Op("−", x.Value-y.Value, []*Node{x, y}, []float64{1, -1})
}

// Mul returns x·y.
func (g *Graph) Mul(x, y *Node) *Node {
	return g.Op("×", x.Value*y.Value, []*Node{x, y}, []float64{y.Value, x.Value})
}

// Div returns x / y.
func (g *Graph) Div(x, y *Node) *Node {
	return g.Op("÷", x.Value/y.Value, []*Node{x, y}, []float64{1 / y.Value, -x.Value / (y.Value * y.Value)})
}

// Sum returns the sum of any number of nodes.
func (g *Graph) Sum(x ...*Node) *Node {
	total, ones := 0.0, make([]float64, len(x))
	for i, n := range x {
		total += n.Value
		ones[i] = 1
	}
	return g.Op("+", total, x, ones)
}

// Exp returns e to the power of x.
func (g *Graph) Exp(x *Node) *Node {
	y := math.Exp(x.Value)
	return g.unary("exp", x, y, y)
}

// Log returns the natural logarithm of x.
func (g *Graph) Log(x *Node) *Node { return g.unary("log", x, math.Log(x.Value), 1/x.Value) }

// Neg returns -x.
func (g *Graph) Neg(x *Node) *Node { return g.unary("×(−1)", x, -x.Value, -1) }

// Recip returns 1/x.
func (g *Graph) Recip(x *Node) *Node {
	return g.unary("1/x", x, 1/x.Value, -1/(x.Value*x.Value))
}

// Square returns x².
func (g *Graph) Square(x *Node) *Node { return g.unary("x²", x, x.Value*x.Value, 2*x.Value) }

// Sqrt returns the root of x.
func (g *Graph) Sqrt(x *Node) *Node {
	y := math.Sqrt(x.Value)
	return g.unary("√", x, y, 1/(2*y))
}

// Mean returns the mean of any number of nodes.
func (g *Graph) Mean(x ...*Node) *Node {
	mean, parts := 0.0, make([]float64, len(x))
	for i, n := range x {
		mean += n.Value / float64(len(x))
		parts[i] = 1 / float64(len(x))
	}
	return g.Op(word("mean"), mean, x, parts)
}

// ReLU returns x if it is positive, else 0.
func (g *Graph) ReLU(x *Node) *Node {
	if x.Value > 0 {
		return g.unary("ReLU", x, x.Value, 1)
	}
	return g.unary("ReLU", x, 0, 0)
}

// Sigmoid returns 1/(1+exp(-x)).
func (g *Graph) Sigmoid(x *Node) *Node {
	y := 1 / (1 + math.Exp(-x.Value))
	return g.unary("σ", x, y, y*(1-y))
}

// Name gives a node a name, which is drawn at the result, and returns it.
func (g *Graph) Name(n *Node, name string) *Node {
	n.Name = name
	return n
}

// Label gives a node words that are drawn in the place of its value and its
// gradient, for graphs that show expressions or stand for matrices (sections
// 5.5.2 and 6.3.1), and returns it. A \n begins a new line; empty words leave
// the number. Where a node is used several times, [Graph.LabelEdge] gives each
// of its edges words of its own.
func (g *Graph) Label(n *Node, value, grad string) *Node {
	n.value, n.grad = value, grad
	return n
}

// LabelEdge gives the edge from a node to an operation that uses it words of
// its own, forward and back, and returns the operation. Empty words leave what
// is drawn without them. It panics if to does not use from.
func (g *Graph) LabelEdge(from, to *Node, value, grad string) *Node {
	g.own("Graph.LabelEdge", "from", from)
	g.own("Graph.LabelEdge", "to", to)
	if !slices.Contains(to.inputs, from) {
		panicf("Graph.LabelEdge: %s does not use %s", nameOr(to, to.op), nameOr(from, from.op))
	}
	if to.words == nil {
		to.words = make([]words, len(to.inputs))
	}
	for k, in := range to.inputs {
		if in == from {
			to.words[k] = words{value, grad}
		}
	}
	return to
}

// edgeText is what goes forward along the edge from the k-th input of n, and
// what comes back.
func (n *Node) edgeText(k int) (value, grad string) {
	in := n.inputs[k]
	value, grad = in.valueText(), in.gradText(n.Grad*n.local[k])
	if n.words != nil {
		value, grad = cmp.Or(n.words[k].value, value), cmp.Or(n.words[k].grad, grad)
	}
	return value, grad
}

func (n *Node) valueText() string {
	if n.value != "" {
		return n.value
	}
	return figures4(n.Value)
}

// gradText is what comes back along an edge out of n.
func (n *Node) gradText(grad float64) string {
	if n.grad != "" {
		return n.grad
	}
	return figures4(grad)
}

// Backward computes the derivative of out for every node and draws them from
// now on. A node that is used several times gets the sum. It panics if out
// belongs to another graph.
func (g *Graph) Backward(out *Node) {
	g.own("Graph.Backward", "out", out)
	for _, n := range g.nodes {
		n.Grad = 0
	}
	out.Grad = 1
	g.out, g.backward = out, true
	for i := out.index; i >= 0; i-- {
		n := g.nodes[i]
		for k, in := range n.inputs {
			if !in.fixed {
				in.Grad += n.Grad * n.local[k]
			}
		}
	}
}
