package plotting

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Alt says in words what the graph computes: as a formula, or, if that would be
// long, from what, by which operations, and how many.
func (g *Graph) Alt() string {
	if g.out == nil {
		return "Empty computation graph"
	}
	result := nameOr(g.out, "result")
	s := fmt.Sprintf("Computation graph: %s = ", result)
	if g.length(g.out, map[*Node]float64{}) <= 24 {
		s += g.out.formula() + " = " + number(g.out.Value)
	} else {
		s += number(g.out.Value) + g.summary()
	}
	if !g.backward {
		return s
	}
	var grads []string
	for _, n := range g.nodes {
		if n.op == "" && !n.fixed {
			grads = append(grads, fmt.Sprintf("%s %s", nameOr(n, "input"), n.gradText(n.Grad)))
		}
	}
	return s + "; gradients: " + strings.Join(grads, ", ")
}

// length is how many terms the formula of a node has. A node that is used twice
// is written twice, so that this can be far more than there are nodes.
func (g *Graph) length(n *Node, known map[*Node]float64) float64 {
	if l, ok := known[n]; ok {
		return l
	}
	l := 1.0
	for _, in := range n.inputs {
		l += g.length(in, known)
	}
	known[n] = l
	return l
}

// summary says from what a large graph computes, and by which operations.
func (g *Graph) summary() string {
	var inputs, ops []string
	for _, n := range g.nodes {
		switch {
		case n.op == "":
			inputs = append(inputs, fmt.Sprintf("%s (%s)", nameOr(n, "input"), n.valueText()))
		case !slices.Contains(ops, n.op):
			ops = append(ops, n.op)
		}
	}
	return fmt.Sprintf(" in %d operations (%s) from %s", len(g.nodes)-len(inputs), strings.Join(ops, ", "), strings.Join(inputs, ", "))
}

func nameOr(n *Node, other string) string {
	if n.Name != "" {
		return n.Name
	}
	return other
}

func (n *Node) formula() string {
	if n.op == "" {
		if n.value != "" {
			return fmt.Sprintf("%s (%s)", nameOr(n, "input"), n.value)
		}
		return fmt.Sprintf("%s (%s)", nameOr(n, "input"), number(n.Value))
	}
	var parts []string
	for _, in := range n.inputs {
		parts = append(parts, in.formula())
	}
	if len(parts) == 1 {
		return n.op + "[" + parts[0] + "]"
	}
	return "(" + strings.Join(parts, " "+n.op+" ") + ")"
}

// figures4 is a value as it is drawn: rounded to four digits, large ones to
// whole numbers.
func figures4(v float64) string {
	if a := math.Abs(v); a >= 1000 && a < 1e7 {
		return number(math.Round(v))
	}
	return number(roundTo(v, 4))
}

func roundTo(v float64, digits int) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	if err != nil {
		return v // NaN and infinities, which FormatFloat spells otherwise
	}
	return r
}

// exponents lose the signs and zeros that nobody writes.
var exponents = strings.NewReplacer("e-0", "e-", "e+0", "e", "e+", "e")

// number is a value as a reader would write it: rounded to six digits.
func number(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "∞"
	case math.IsInf(v, -1):
		return "−∞"
	}
	s := strconv.FormatFloat(v, 'g', 6, 64)
	if f, err := strconv.ParseFloat(s, 64); err == nil && f == 0 {
		return "0" // not -0
	}
	s = exponents.Replace(s)
	return strings.ReplaceAll(s, "-", "−")
}
