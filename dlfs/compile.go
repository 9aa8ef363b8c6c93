package dlfs

import (
	"slices"
	"strconv"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs/internal/engine"
	"github.com/dlfs-go/book/internal/simd"
)

// compile makes a program of layers. It has no stages if the layers do not fit
// together.
func compile[T simd.Float](layers Sequential) *program[T] {
	c := &compiler[T]{program: &program[T]{layers: slices.Clone(layers)}}
	for _, l := range layers {
		c.moves = append(c.moves, moveOf(l))
	}
	for i := 0; i < len(layers); i++ {
		if c.layer(i, layers) {
			i++ // the ReLU after it is done, too
		}
	}
	if c.wrong {
		return &program[T]{}
	}
	return c.program
}

// A compiler is a program in the making.
type compiler[T simd.Float] struct {
	*program[T]
	stack   *engine.Stack[T] // that the next layer may continue
	width   int              // columns of what the last layer gives; 0: unknown
	promise *promise         // of the last layer, if that is somebody else's
	wrong   bool
}

// A promise is how many columns the layer after another wants; 0 is unknown.
type promise struct{ out int }

// layer adds layer i and reports whether the ReLU that follows is part of it.
func (c *compiler[T]) layer(i int, layers Sequential) (rectify bool) {
	if i+1 < len(layers) {
		_, rectify = layers[i+1].(*ReLU)
	}
	switch l := layers[i].(type) {
	case *Convolution:
		c.images(l.In)
		fn, k := l.W.Value.Dims()
		c.want(k == l.In.C*l.Window.H*l.Window.W)
		c.bias(l.B, fn)
		c.stack.Conv(c.param(l.W), c.param(l.B), fn, window(l.Window), rectify)
		c.width = l.Output().Size()
		return rectify
	case *MaxPooling:
		c.images(l.In)
		c.stack.Pool(window(l.Window))
		c.width = l.Output().Size()
		return false
	}
	c.stack = nil
	switch l := layers[i].(type) {
	case *Affine:
		d, m := l.W.Value.Dims()
		c.takes(d)
		c.bias(l.B, m)
		c.add(&engine.Affine[T]{W: c.param(l.W), B: c.param(l.B), In: d, Out: m, Rectify: rectify})
		c.width = m
		return rectify
	case *ReLU:
		c.add(&engine.ReLU[T]{})
	case *Dropout:
		c.add(&engine.Dropout[T]{Factors: func(to []T, n int) { factors(l, c.program.mode, to) }})
	default:
		c.own(i)
	}
	return false
}

func (c *compiler[T]) add(s engine.Stage[T]) { c.stages = append(c.stages, s) }

// want notes that something must be so. If it is not, the layers themselves
// will say it.
func (c *compiler[T]) want(right bool) { c.wrong = c.wrong || !right }

// bias makes sure that b is a row of m numbers. The engine trusts what it gets.
func (c *compiler[T]) bias(b *Param, m int) {
	r, cols := b.Value.Dims()
	c.want(r == 1 && cols == m)
}

// takes notes how many columns a layer wants.
func (c *compiler[T]) takes(d int) {
	switch {
	case len(c.stages) == 0:
		c.in = d
	case c.width == 0 && c.promise != nil:
		c.promise.out = d
	default:
		c.want(c.width == d)
	}
}

// images makes sure that the last stage is a stack that gives such images.
func (c *compiler[T]) images(s Shape) {
	size := engine.Size{C: s.C, H: s.H, W: s.W}
	if c.stack != nil && c.stack.Out() == size {
		return
	}
	c.takes(s.Size())
	c.stack = engine.NewStack[T](size)
	c.add(c.stack)
}

func window(w Window) engine.Window {
	return engine.Window{H: w.H, W: w.W, Stride: w.stride(), Pad: w.Pad}
}

func (c *compiler[T]) param(p *Param) *engine.Param[T] {
	r, cols := p.Value.Dims()
	b := &bound[T]{p: p, rows: r, cols: cols, Param: engine.Param[T]{Grad: make([]T, r*cols)}}
	c.params = append(c.params, b)
	return &b.Param
}

// own adds a layer that the engine does not know. The engine trusts what it
// gets, so the shapes are checked here.
func (c *compiler[T]) own(i int) {
	p, want := c.program, &promise{}
	var in *mat.Dense
	var x, dy writer[T]
	var y, dx reader[T]
	c.add(&engine.Own[T]{
		Fore: func(data []T, n int) []T {
			in = x.write(data, n)
			m := p.layers[i].Forward(in)
			if r, d := m.Dims(); r != n || want.out != 0 && d != want.out {
				panicf("Network: the output of layer %d, %T, is %d×%d, want %d×%d", i, p.layers[i], r, d, n, want.out)
			}
			return y.read(m)
		},
		Back: func(grad []T, wanted bool) []T {
			n, d := in.Dims()
			out := dy.write(grad, n)
			if !wanted && leaveOut(p.layers[i], out) {
				return nil
			}
			m := p.layers[i].Backward(out)
			checkDims("Network", "the gradient of the input of layer "+strconv.Itoa(i), m, n, d)
			return dx.read(m)
		},
	})
	c.promise, c.width = want, 0
}

// factors writes what a Dropout multiplies with.
func factors[T simd.Float](l *Dropout, m Mode, to []T) {
	l.check(m)
	for i := range to {
		switch {
		case m == Inference:
			to[i] = T(1 - l.Ratio)
		case l.RNG.Float64() > l.Ratio:
			to[i] = 1
		default:
			to[i] = 0
		}
	}
}
