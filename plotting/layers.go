package plotting

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// An Edge is a matrix on its way: its name and its shape, as in X and N×D.
type Edge struct{ Name, Shape string }

// A Stage is a layer, what it makes of its input, and the parameters that come
// into it.
type Stage struct {
	Layer  string
	Params []Edge
	Out    Edge
}

// LayerGraph is the picture of a network: its layers as boxes, the shapes of
// what flows forward above the arrows and of the gradients below
// (sections 5.6 and 5.7).
type LayerGraph struct {
	in     Edge
	stages []Stage
	ahead  bool // draws no gradients

	constant map[string]bool   // names of edges that no gradient comes back along
	back     map[string]string // words for the gradients of edges, by name
}

// Layers returns the picture of layers that follow one another (sections 5.6
// and 5.7). A long network is drawn in several rows; what goes from one to the
// next stands at the end of the one and at the start of the other.
func Layers(in Edge, stages ...Stage) *LayerGraph { return &LayerGraph{in: in, stages: stages} }

// Forward returns the picture without the gradients: a network that is used
// and not trained (section 3.1.1).
func (g *LayerGraph) Forward() *LayerGraph {
	ahead := *g
	ahead.ahead = true
	return &ahead
}

// Constant returns the picture in which no gradient comes back along the edges
// of these names, such as the labels T of a loss (section 5.6.3).
func (g *LayerGraph) Constant(names ...string) *LayerGraph {
	fixed := *g
	fixed.constant = maps.Clone(g.constant)
	for _, n := range names {
		g.known("Constant", n)
		if fixed.constant == nil {
			fixed.constant = map[string]bool{}
		}
		fixed.constant[n] = true
	}
	return &fixed
}

// Gradient returns the picture in which words stand below the edge of a name in
// the place of ∂L/∂name and the shape: Y − T on the way back out of a softmax
// with its loss (section 5.6.3).
func (g *LayerGraph) Gradient(name, words string) *LayerGraph {
	g.known("Gradient", name)
	said := *g
	said.back = maps.Clone(g.back)
	if said.back == nil {
		said.back = map[string]string{}
	}
	said.back[name] = words
	return &said
}

// known panics if no edge has a name.
func (g *LayerGraph) known(fn, name string) {
	found := g.in.Name == name
	for _, s := range g.stages {
		found = found || s.Out.Name == name
		for _, p := range s.Params {
			found = found || p.Name == name
		}
	}
	if !found {
		panicf("LayerGraph.%s: there is no edge %q", fn, name)
	}
}

// Alt says in words which layers there are, and the shapes between them.
func (g *LayerGraph) Alt() string {
	s := []string{fmt.Sprintf("Network: %s %s", g.in.Name, g.in.Shape)}
	for _, st := range g.stages {
		layer := st.Layer
		if len(st.Params) > 0 {
			var ps []string
			for _, p := range st.Params {
				ps = append(ps, p.Name+" "+p.Shape)
			}
			layer += " with " + strings.Join(ps, ", ")
		}
		s = append(s, layer, st.Out.Name+" "+st.Out.Shape)
	}
	alt := strings.Join(s, " → ")
	if !g.ahead {
		alt += "; gradients of the same shapes flow back"
		for _, name := range slices.Sorted(maps.Keys(g.back)) {
			alt += ", " + g.back[name] + " to " + name
		}
		for _, name := range slices.Sorted(maps.Keys(g.constant)) {
			alt += ", none to " + name
		}
	}
	return alt
}

// SVG draws the network.
func (g *LayerGraph) SVG() string { return svgOf(g) }

// PNG draws the network as a picture.
func (g *LayerGraph) PNG() []byte { return pngOf(g) }

const (
	boxHeight  = 38
	underBoxes = 34
	paramSpace = 62 // above the boxes, where parameters come in
)

// gradOf is what comes back along an edge.
func (g *LayerGraph) gradOf(e Edge) string {
	if words, ok := g.back[e.Name]; ok {
		return words
	}
	return "∂L/∂" + e.Name + "  " + e.Shape
}

func (g *LayerGraph) edgeWidth(e Edge) vg.Length {
	return max(textWidth(e.Name+"  "+e.Shape, fontSize), textWidth(g.gradOf(e), fontSize)) + 24
}

func (g *LayerGraph) paramWidth(p Edge) vg.Length {
	if !g.returns(p) {
		return textWidth(p.Name+"  "+p.Shape, fontSize) + 18
	}
	return max(textWidth(p.Name+"  "+p.Shape, fontSize), textWidth(g.gradOf(p), fontSize)) + 18
}

func (g *LayerGraph) stageWidth(s Stage) vg.Length {
	w := textWidth(s.Layer, opSize) + 24
	params := vg.Length(0)
	for _, p := range s.Params {
		params += g.paramWidth(p)
	}
	return max(w, params)
}

// layerRow are stages that stand beside one another, and what comes into them.
type layerRow struct {
	in     Edge
	stages []Stage
	w, top vg.Length // the width, and the room above the boxes
}

// rows breaks the network into rows, as few as can be of a readable width, and
// those as equal as can be.
func (g *LayerGraph) rows() []layerRow {
	out := g.breakAt(widest)
	for limit := vg.Length(widest - 10); len(out) > 1 && limit > 0; limit -= 10 {
		narrower := g.breakAt(limit)
		if len(narrower) > len(out) || widthOfRows(narrower) > widest {
			break
		}
		out = narrower
	}
	return out
}

func widthOfRows(rows []layerRow) (w vg.Length) {
	for _, r := range rows {
		w = max(w, r.w)
	}
	return w
}

// breakAt begins a new row wherever a stage would make one wider than limit.
func (g *LayerGraph) breakAt(limit vg.Length) []layerRow {
	const plainTop = 24
	start := func(in Edge) layerRow {
		return layerRow{in: in, w: 2*margin + g.edgeWidth(in), top: plainTop}
	}
	row := start(g.in)
	var out []layerRow
	for _, s := range g.stages {
		more := g.stageWidth(s) + g.edgeWidth(s.Out)
		if len(row.stages) > 0 && row.w+more > limit {
			out = append(out, row)
			row = start(row.stages[len(row.stages)-1].Out)
		}
		row.stages = append(row.stages, s)
		row.w += more
		for _, p := range s.Params {
			row.top = max(row.top, paramSpace)
			if g.returns(p) {
				row.top = paramSpace + lineHeight
			}
		}
	}
	return append(out, row)
}

// Size returns how large the picture is drawn.
func (g *LayerGraph) Size() (w, h vg.Length) {
	rows := g.rows()
	for _, r := range rows {
		h += r.top + boxHeight + underBoxes
	}
	return widthOfRows(rows), h
}

// Draw draws the network at the top left of area.
func (g *LayerGraph) Draw(area draw.Canvas) {
	c := newCanvas(area)
	y := vg.Length(0)
	for _, r := range g.rows() {
		top := y + r.top
		mid := top + boxHeight/2
		x := g.edge(c, r.in, margin, mid)
		for _, s := range r.stages {
			w := g.stageWidth(s)
			c.box(x, top, w, boxHeight, 6)
			c.text(s.Layer, x+w/2, mid+5, opSize, ink)
			g.params(c, s, x, top)
			x = g.edge(c, s.Out, x+w, mid)
		}
		y = top + boxHeight + underBoxes
	}
}

func (g *LayerGraph) edge(c *canvas, e Edge, x, mid vg.Length) vg.Length {
	w := g.edgeWidth(e)
	y := mid - 6
	if !g.returns(e) {
		y = mid
	}
	c.arrow(x+3, y, x+w-3, y, forward)
	c.text(e.Name+"  "+e.Shape, x+w/2, y-6, fontSize, forward)
	if !g.returns(e) {
		return x + w
	}
	c.arrow(x+w-3, mid+6, x+3, mid+6, backward)
	c.text(g.gradOf(e), x+w/2, mid+21, fontSize, backward)
	return x + w
}

// returns reports whether a gradient comes back along an edge.
func (g *LayerGraph) returns(e Edge) bool { return !g.ahead && !g.constant[e.Name] }

func (g *LayerGraph) params(c *canvas, s Stage, x, top vg.Length) {
	total := vg.Length(0)
	for _, p := range s.Params {
		total += g.paramWidth(p)
	}
	x += (g.stageWidth(s) - total) / 2
	for _, p := range s.Params {
		w := g.paramWidth(p)
		if !g.returns(p) {
			c.text(p.Name+"  "+p.Shape, x+w/2, top-38, fontSize, forward)
			c.arrow(x+w/2, top-33, x+w/2, top-2, forward)
		} else {
			c.text(p.Name+"  "+p.Shape, x+w/2, top-38-lineHeight, fontSize, forward)
			c.text(g.gradOf(p), x+w/2, top-38, fontSize, backward)
			c.arrow(x+w/2-4, top-33, x+w/2-4, top-2, forward)
			c.arrow(x+w/2+4, top-2, x+w/2+4, top-33, backward)
		}
		x += w
	}
}
