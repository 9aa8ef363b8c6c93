package dlfs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"gonum.org/v1/gonum/mat"
)

// A Model is what a [Trainer] trains (section 5.7.1). Every network here is
// one, and a reader's own type can be.
type Model interface {
	Predict(x *mat.Dense) *mat.Dense     // N×M scores
	Loss(x, t *mat.Dense) float64        // for one-hot labels
	Accuracy(x, t *mat.Dense) float64    // 0 to 1
	Gradient(x, t *mat.Dense) []Gradient // by backpropagation, left in Params too
	Params() []*Param                    // what an optimizer changes
}

var _ Model = (*Network)(nil)

// Network is layers with a loss at the end, and what chapters 5 to 8 do with
// them (section 5.7.2). The networks of the book are Networks with given
// layers; [NewNetwork] makes one of any. It keeps memory from call to call, so
// it serves one goroutine at a time.
type Network struct {
	Layers      Sequential
	LastLayer   LossLayer // SoftmaxWithLoss, until another is set
	WeightDecay float64   // λ of the penalty ½·λ·ΣW² (section 6.4.2)

	// Float32 computes in single precision: half the memory, about twice as
	// fast for convolutions, with 7 digits instead of 16 (section 8.3.4).
	// Parameters, gradients and what comes out stay float64.
	Float32 bool

	params []*Param
	fast   runner // what computes for the layers, made when it is needed
}

// NewNetwork returns a network of the layers (section 5.7.2). It names their
// parameters: W and b of the first layer that has them become W1 and b1, and
// so on. It panics if a layer or a parameter is there twice: a layer keeps what
// its Backward needs, and a parameter one gradient.
//
// The network ends with a [SoftmaxWithLoss]. For another loss, set LastLayer.
func NewNetwork(layers ...Layer) *Network {
	checkOwn(layers)
	n := &Network{Layers: layers, LastLayer: NewSoftmaxWithLoss()}
	n.params = n.Layers.Params()
	number(n.params)
	number(n.Layers.State())
	return n
}

// number gives parameters of the same name numbers.
func number(params []*Param) {
	count := map[string]int{}
	for _, p := range params {
		base := strings.TrimRight(p.Name, "0123456789")
		count[base]++
		p.Name = base + strconv.Itoa(count[base])
	}
}

// Params returns W1, b1, W2 …, those of the layers in order.
func (n *Network) Params() []*Param { return n.params }

// String is a table of the layers with the names, shapes and number of their
// parameters.
func (n *Network) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	total := 0
	for _, l := range n.Layers {
		var shapes []string
		count := 0
		if p, ok := l.(Parameterized); ok {
			for _, p := range p.Params() {
				r, c := p.Value.Dims()
				shapes, count = append(shapes, fmt.Sprintf("%s %d×%d", p.Name, r, c)), count+r*c
			}
		}
		kind := fmt.Sprintf("%T", l)
		fmt.Fprintf(w, "%s\t%s\t%d\n", kind[strings.LastIndex(kind, ".")+1:], strings.Join(shapes, ", "), count)
		total += count
	}
	fmt.Fprintf(w, "all\t\t%d", total)
	w.Flush() // into a strings.Builder, which takes everything
	return b.String()
}

// State returns Params and what layers keep besides, mean1 and var1 of a
// [BatchNorm] for example: all that [SaveParams] must save.
func (n *Network) State() []*Param {
	return append(slices.Clone(n.params), n.Layers.State()...)
}

// Predict returns the scores of a batch, N×M without softmax, as layers in
// [Inference] compute them.
func (n *Network) Predict(x *mat.Dense) *mat.Dense {
	return mat.DenseCopyOf(n.forward(x, Inference))
}

// forward returns the scores of a batch in a matrix that the next call
// overwrites. It computes what n.Layers.Forward does.
func (n *Network) forward(x *mat.Dense, m Mode) *mat.Dense {
	n.Layers.SetMode(m)
	if r := n.runner(x); r != nil {
		return r.forward(x, m)
	}
	return n.Layers.Forward(x)
}

// runner returns what computes fast for a batch, or nil if the layers do not
// fit together: then they themselves say so best.
func (n *Network) runner(x *mat.Dense) runner {
	_, single := n.fast.(*program[float32])
	if n.fast == nil || single != n.Float32 || !n.fast.fits(n.Layers, x) {
		if n.Float32 {
			n.fast = compile[float32](n.Layers)
		} else {
			n.fast = compile[float64](n.Layers)
		}
		if !n.fast.fits(n.Layers, x) {
			return nil
		}
	}
	return n.fast
}

// Loss returns what LastLayer says of a batch with the labels or targets t, the
// mean cross entropy for example, plus the penalty of weight decay, with layers
// in [Inference].
func (n *Network) Loss(x, t *mat.Dense) float64 {
	return n.lastLayer().Forward(n.forward(x, Inference), t) + n.penalty()
}

func (n *Network) lastLayer() LossLayer {
	if n.LastLayer == nil {
		panicf("Network: LastLayer is nil, want a loss, as NewSoftmaxWithLoss gives")
	}
	return n.LastLayer
}

// scorer returns LastLayer if it knows which answers are right, else nil.
func (n *Network) scorer() Scorer {
	s, _ := n.lastLayer().(Scorer)
	return s
}

// Accuracy returns the share of the batch that is classified as t says. It
// looks at 100 examples at a time, so that convolution of a whole test set
// fits into memory. It panics if LastLayer is not a [Scorer]: a regression has
// a loss, but no right or wrong.
//
// Unlike the book: the examples after the last whole hundred count too. There
// an evaluation with fewer than a hundred is always 0.
func (n *Network) Accuracy(x, t *mat.Dense) float64 {
	const batch = 100
	rows, d := x.Dims()
	tr, m := t.Dims()
	checkDims("Network.Accuracy", "t", t, rows, m)
	score := n.scorer()
	if score == nil {
		panicf("Network.Accuracy: the last layer, %T, has no method Accuracy(y, t *mat.Dense) float64, so only Loss says how good the network is", n.LastLayer)
	}
	right := 0.0
	for lo := 0; lo < tr; lo += batch {
		hi := min(lo+batch, rows)
		part := n.forward(x.Slice(lo, hi, 0, d).(*mat.Dense), Inference)
		right += float64(hi-lo) * score.Accuracy(part, t.Slice(lo, hi, 0, m).(*mat.Dense))
	}
	return right / float64(rows)
}

// Gradient returns ∂L/∂P for every parameter by backpropagation with layers in
// [Training]. They are the matrices in the Params' Grad, which the next call
// overwrites.
func (n *Network) Gradient(x, t *mat.Dense) []Gradient {
	n.learn(x, t)
	grads := make([]Gradient, len(n.params))
	for i, p := range n.params {
		grads[i] = Gradient{p.Name, p.Grad}
	}
	return grads
}

// learn sets the gradients and returns the loss they are of.
func (n *Network) learn(x, t *mat.Dense) float64 {
	last := n.lastLayer()
	if l, ok := last.(interface{ keepMemory() }); ok {
		l.keepMemory()
	}
	y := n.forward(x, Training)
	loss := last.Forward(y, t) + n.penalty()
	dy := last.Backward()
	if !sameShape(dy, y) {
		r, c := y.Dims()
		panicf("Network: the gradient of the last layer, %T, is %s, want %d×%d", last, shapeOf(dy), r, c)
	}
	if n.runner(x) != nil {
		n.fast.backward(dy)
	} else {
		n.Layers.backwardParams(dy)
	}
	for _, p := range n.params {
		if n.WeightDecay != 0 && decays(p) {
			addScaled("Network.Gradient", p.Grad, n.WeightDecay, p.Value)
		}
	}
	return loss
}

// sameShape reports whether a matrix is there and has the shape of another.
func sameShape(m, want *mat.Dense) bool {
	if m == nil {
		return false
	}
	r, c := m.Dims()
	wr, wc := want.Dims()
	return r == wr && c == wc
}

// shapeOf is the shape of a matrix for a message.
func shapeOf(m *mat.Dense) string {
	if m == nil {
		return "nil"
	}
	r, c := m.Dims()
	return fmt.Sprintf("%d×%d", r, c)
}

// NumericalGradient returns the same by central differences: two forward
// passes for each number of each parameter, to check Gradient with. Layers are
// in [Training], as for Gradient, so a Dropout makes it useless.
func (n *Network) NumericalGradient(x, t *mat.Dense) []Gradient {
	defer keepState(n.Layers)()
	n.Layers.SetMode(Training)
	loss := func() float64 { return n.lastLayer().Forward(n.Layers.Forward(x), t) + n.penalty() }
	var grads []Gradient
	for _, p := range n.params {
		grads = append(grads, Gradient{p.Name, NumericalGradient(loss, p.Value)})
	}
	return grads
}

// decays reports whether weight decay is for p: for weights, not for biases
// nor for what batch normalization learns.
func decays(p *Param) bool { return strings.HasPrefix(p.Name, "W") }

// penalty returns ½·λ·ΣW².
func (n *Network) penalty() float64 {
	if n.WeightDecay == 0 {
		return 0
	}
	sum := 0.0
	for _, p := range n.params {
		if decays(p) {
			norm := mat.Norm(p.Value, 2)
			sum += norm * norm
		}
	}
	return n.WeightDecay * sum / 2
}
