package plotting

import (
	"fmt"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// stage is how far the backward pass has come at an edge.
type stage int

const (
	walked stage = iota
	hidden
	current
)

// A backEdge is the k-th edge into a node; to is nil for the one out of the graph.
type backEdge struct {
	to *Node
	k  int
}

// backEdges are the edges in the order in which Backward walks them.
func (g *Graph) backEdges() []backEdge {
	out := []backEdge{{}}
	used := map[*Node]bool{g.out: true}
	for i := g.out.index; i >= 0; i-- {
		n := g.nodes[i]
		if !used[n] {
			continue
		}
		for k, in := range n.inputs {
			used[in] = true
			if !in.fixed {
				out = append(out, backEdge{n, k})
			}
		}
	}
	return out
}

// shows is how the way back along an edge is drawn.
func (d *graphDrawing) shows(to *Node, k int) stage {
	if d.stages == nil {
		return walked
	}
	return d.stages[backEdge{to, k}]
}

// Steps animates the backward pass: first the graph forward, then one edge
// after the other on the way back, perSecond of them in a second (section 5.1).
// The edge that is walked just now has a pale ground. It needs no script; the
// PNG shows the graph when all is done. It panics if there was no
// [Graph.Backward] or perSecond is not positive.
func (g *Graph) Steps(perSecond float64) *Animation {
	if !g.backward {
		panicf("Graph.Steps: call Backward first")
	}
	if !finite(perSecond) || perSecond <= 0 {
		panicf("Graph.Steps: perSecond is %v, want more than 0", perSecond)
	}
	edges := g.backEdges()
	var frames []Figure
	d := g.layout()
	for shown := range len(edges) + 2 {
		frames = append(frames, d.after(edges, shown))
	}
	alt := fmt.Sprintf("Animation: the backward pass walks %d edges one after the other. %s", len(edges), g.Alt())
	return &Animation{alt: alt, svg: func() string { return flip(1/perSecond, frames) }, still: frames[len(frames)-1]}
}

// after is the graph when so many edges have been walked; the last of them is
// still marked, unless the number is one more than there are.
func (d *graphDrawing) after(edges []backEdge, walked int) graphStep {
	moment := *d
	moment.stages = map[backEdge]stage{}
	for i, e := range edges {
		switch {
		case i == walked-1:
			moment.stages[e] = current
		case i >= walked:
			moment.stages[e] = hidden
		}
	}
	return graphStep{&moment}
}

// graphStep is a moment of a backward pass.
type graphStep struct{ d *graphDrawing }

func (s graphStep) Alt() string            { return s.d.g.Alt() }
func (s graphStep) Size() (w, h vg.Length) { return s.d.w, s.d.h }
func (s graphStep) Draw(c draw.Canvas)     { s.d.draw(newCanvas(c)) }
