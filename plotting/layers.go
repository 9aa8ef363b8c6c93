package plotting

import (
	"fmt"
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
}

// Layers returns the picture of layers that follow one another (sections 5.6
// and 5.7).
func Layers(in Edge, stages ...Stage) *LayerGraph { return &LayerGraph{in: in, stages: stages} }

// Forward returns the picture without the gradients: a network that is used
// and not trained (section 3.1.1).
func (g *LayerGraph) Forward() *LayerGraph {
	return &LayerGraph{in: g.in, stages: g.stages, ahead: true}
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
	}
	return alt
}

// SVG draws the network.
func (g *LayerGraph) SVG() string { return svgOf(g) }

// PNG draws the network as a picture.
func (g *LayerGraph) PNG() []byte { return pngOf(g) }

const (
	boxHeight  = 38
	paramSpace = 62 // above the boxes, where parameters come in
)

func gradOf(e Edge) string { return "∂L/∂" + e.Name }

func edgeWidth(e Edge) vg.Length {
	return max(textWidth(e.Name+"  "+e.Shape, fontSize), textWidth(gradOf(e)+"  "+e.Shape, fontSize)) + 24
}

func (s Stage) width() vg.Length {
	w := textWidth(s.Layer, opSize) + 24
	params := vg.Length(0)
	for _, p := range s.Params {
		params += paramWidth(p)
	}
	return max(w, params)
}

func paramWidth(p Edge) vg.Length { return textWidth(p.Name+"  "+p.Shape, fontSize) + 18 }

// Size returns how large the picture is drawn.
func (g *LayerGraph) Size() (w, h vg.Length) {
	w = 2*margin + edgeWidth(g.in)
	top := vg.Length(24)
	for _, s := range g.stages {
		w += s.width() + edgeWidth(s.Out)
		if len(s.Params) > 0 {
			top = paramSpace
		}
	}
	return w, top + boxHeight + 34
}

// Draw draws the network at the top left of area.
func (g *LayerGraph) Draw(area draw.Canvas) {
	c := newCanvas(area)
	_, h := g.Size()
	top := h - boxHeight - 34
	mid := top + boxHeight/2
	x := vg.Length(margin)
	x = g.edge(c, g.in, x, mid)
	for _, s := range g.stages {
		w := s.width()
		c.box(x, top, w, boxHeight, 6)
		c.text(s.Layer, x+w/2, mid+5, opSize, ink)
		g.params(c, s, x, top)
		x = g.edge(c, s.Out, x+w, mid)
	}
}

func (g *LayerGraph) edge(c *canvas, e Edge, x, mid vg.Length) vg.Length {
	w := edgeWidth(e)
	y := mid - 6
	if g.ahead {
		y = mid
	}
	c.arrow(x+3, y, x+w-3, y, forward)
	c.text(e.Name+"  "+e.Shape, x+w/2, y-6, fontSize, forward)
	if g.ahead {
		return x + w
	}
	c.arrow(x+w-3, mid+6, x+3, mid+6, backward)
	c.text(gradOf(e)+"  "+e.Shape, x+w/2, mid+21, fontSize, backward)
	return x + w
}

func (g *LayerGraph) params(c *canvas, s Stage, x, top vg.Length) {
	total := vg.Length(0)
	for _, p := range s.Params {
		total += paramWidth(p)
	}
	x += (s.width() - total) / 2
	for _, p := range s.Params {
		w := paramWidth(p)
		c.text(p.Name+"  "+p.Shape, x+w/2, top-38, fontSize, forward)
		if g.ahead {
			c.arrow(x+w/2, top-33, x+w/2, top-2, forward)
		} else {
			c.arrow(x+w/2-4, top-33, x+w/2-4, top-2, forward)
			c.arrow(x+w/2+4, top-2, x+w/2+4, top-33, backward)
		}
		x += w
	}
}
