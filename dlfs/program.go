package dlfs

import (
	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs/internal/engine"
	"github.com/dlfs-go/book/internal/simd"
)

// A program is the layers of a network in the form of package engine, which
// computes the same faster and without new memory. What it does not know, a
// reader's own layer for example, runs as it is.
type program[T simd.Float] struct {
	layers []Layer // that it was made of; those of somebody else may be replaced
	moves  []move  // of the layers
	stages []engine.Stage[T]
	params []*bound[T]
	in     int // columns of x; 0: as many as come
	x, dy  reader[T]
	scores writer[T]
	mode   Mode // of the last forward
}

// A runner is a program in float64 or float32.
type runner interface {
	fits(layers Sequential, x *mat.Dense) bool
	forward(x *mat.Dense, m Mode) *mat.Dense // the result is overwritten by the next
	backward(dy *mat.Dense)                  // leaves the gradients in the Params
}

// bound is a Param with its numbers for the engine.
type bound[T simd.Float] struct {
	p          *Param
	rows, cols int
	values     reader[T]
	grads      writer[T]
	engine.Param[T]
}

// A move is what a program must know of a layer: its parameters, and the images
// that it looks at.
type move struct {
	w, b   *Param
	in     Shape
	window Window
}

func moveOf(l Layer) move {
	switch l := l.(type) {
	case *Affine:
		return move{w: l.W, b: l.B}
	case *Convolution:
		return move{l.W, l.B, l.In, l.Window}
	case *MaxPooling:
		return move{in: l.In, window: l.Window}
	}
	return move{}
}

// fits reports whether the program is of these layers, as they are now, and x
// has the columns that it wants. If not, the layers themselves say what is
// wrong.
func (p *program[T]) fits(layers Sequential, x *mat.Dense) bool {
	if len(layers) != len(p.layers) || p.stages == nil {
		return false
	}
	for i, l := range layers {
		switch {
		case known(p.layers[i]) != known(l) || known(l) && (l != p.layers[i] || moveOf(l) != p.moves[i]):
			return false
		default:
			p.layers[i] = l
		}
	}
	for _, b := range p.params {
		if r, c := b.p.Value.Dims(); r != b.rows || c != b.cols {
			return false
		}
	}
	_, d := x.Dims()
	return p.in == 0 || d == p.in
}

// known reports whether the engine has the layer. A type that embeds such a
// layer may do something else, so only the type itself counts.
func known(l Layer) bool {
	switch l.(type) {
	case *Convolution, *MaxPooling, *ReLU, *Affine, *Dropout:
		return true
	}
	return false
}

func (p *program[T]) forward(x *mat.Dense, m Mode) *mat.Dense {
	for _, b := range p.params {
		b.read()
	}
	p.mode = m
	n, _ := x.Dims()
	a := p.x.read(x)
	for _, s := range p.stages {
		a = s.Forward(a, n, m == Training)
	}
	return p.scores.write(a, n)
}

func (p *program[T]) backward(dy *mat.Dense) {
	g := p.dy.read(dy)
	for i := len(p.stages) - 1; i >= 0; i-- {
		g = p.stages[i].Backward(g, i > 0)
	}
	for _, b := range p.params {
		b.write()
	}
}

// read brings the values of the parameter to the engine.
func (b *bound[T]) read() {
	b.Value = b.values.read(b.p.Value)
}

// write brings the gradients back.
func (b *bound[T]) write() {
	b.p.Grad = b.grads.write(b.Grad, b.rows)
}
