package dlfs

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
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
// layers; [NewNetwork] makes one of any. Layers may be replaced, appended or
// removed: what is there now is what predicts, learns and is saved.
//
// A Network keeps memory from call to call, so it serves one goroutine at a
// time, and panics if it is used by two. Only Predict may be called by several
// at once if all layers are of these: [Affine], [Convolution], [ReLU],
// [MaxPooling], [Dropout]. For others, give each goroutine a [Network.Clone].
type Network struct {
	Layers      Sequential
	LastLayer   LossLayer // SoftmaxWithLoss, until another is set
	WeightDecay float64   // λ of the penalty ½·λ·ΣW² (section 6.4.2)

	// Float32 computes in single precision: half the memory, about twice as
	// fast for convolutions, with 7 digits instead of 16 (section 8.3.4).
	// Parameters, gradients and what comes out stay float64.
	Float32 bool

	params []*Param
	parts  []part // what params were named for
	fast   runner // what computes for the layers, made when it is needed

	mu     sync.Mutex // guards the three above and use, not what computes
	use    int        // goroutines that predict, or alone
	spares sync.Pool  // runners of predictions
}

// NewNetwork returns a network of the layers (section 5.7.2). It names their
// parameters, and what the layers remember: W and b of the first layer that has
// them become W1 and b1, and so on. Those of layers that another network has
// named before keep their names, so that both can be saved. It panics if a layer or a parameter is there twice: a layer keeps what
// its Backward needs, and a parameter one gradient.
//
// The network ends with a [SoftmaxWithLoss]. For another loss, set LastLayer.
func NewNetwork(layers ...Layer) *Network {
	n := &Network{Layers: layers, LastLayer: NewSoftmaxWithLoss()}
	n.follow()
	return n
}

// Params returns W1, b1, W2 …, those of the layers in order, as Layers is now.
func (n *Network) Params() []*Param {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.follow()
	return n.params
}

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
// [BatchNorm] for example: all that [SaveParams] must save. No two have the same
// name: if layers come from two networks, each with a W1, the second W1 is here
// under the next number that is free.
func (n *Network) State() []*Param {
	return distinct(append(slices.Clone(n.Params()), n.Layers.State()...))
}

// Predict returns the scores of a batch, N×M without softmax, as layers in
// [Inference] compute them.
func (n *Network) Predict(x *mat.Dense) *mat.Dense { return n.predict(x) }

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
	n.fast = n.fitting(n.fast, x)
	if !n.fast.fits(n.Layers, x) {
		return nil
	}
	return n.fast
}

// fitting returns old, or another if that is not for the layers as they are.
func (n *Network) fitting(old runner, x *mat.Dense) runner {
	_, single := old.(*program[float32])
	switch {
	case old != nil && single == n.Float32 && old.fits(n.Layers, x):
		return old
	case n.Float32:
		return compile[float32](n.Layers)
	}
	return compile[float64](n.Layers)
}

// Loss returns what LastLayer says of a batch with the labels or targets t, the
// mean cross entropy for example, plus the penalty of weight decay, with layers
// in [Inference].
func (n *Network) Loss(x, t *mat.Dense) float64 {
	n.enter("Loss")
	defer n.leave()
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
	n.enter("Accuracy")
	defer n.leave()
	score := n.scorer()
	if score == nil {
		panicf("Network.Accuracy: the last layer, %T, has no method Accuracy(y, t *mat.Dense) float64, so only Loss says how good the network is", n.LastLayer)
	}
	right := 0.0
	n.parts100("Network.Accuracy", x, t, func(count float64, y, t *mat.Dense) { right += count * score.Accuracy(y, t) })
	rows, _ := x.Dims()
	return right / float64(rows)
}

// judge returns accuracy, NaN if the last layer has none, and loss in one
// forward pass, which is like Accuracy and Loss.
func (n *Network) judge(x, t *mat.Dense) (accuracy, loss float64) {
	n.enter("Accuracy")
	defer n.leave()
	score := n.scorer()
	if score == nil {
		accuracy = math.NaN()
	}
	n.parts100("Network.Accuracy", x, t, func(count float64, y, t *mat.Dense) {
		if score != nil {
			accuracy += count * score.Accuracy(y, t)
		}
		loss += count * n.LastLayer.Forward(y, t)
	})
	rows, _ := x.Dims()
	return accuracy / float64(rows), loss/float64(rows) + n.penalty()
}

// parts100 calls f with the scores of 100 examples at a time, and how many
// they are.
func (n *Network) parts100(fn string, x, t *mat.Dense, f func(count float64, y, t *mat.Dense)) {
	const batch = 100
	rows, d := x.Dims()
	_, m := t.Dims()
	if rows == 0 {
		panicf("%s: x has no examples", fn)
	}
	checkDims(fn, "t", t, rows, m)
	for lo := 0; lo < rows; lo += batch {
		hi := min(lo+batch, rows)
		y := n.forward(x.Slice(lo, hi, 0, d).(*mat.Dense), Inference)
		f(float64(hi-lo), y, t.Slice(lo, hi, 0, m).(*mat.Dense))
	}
}

// Gradient returns ∂L/∂P for every parameter by backpropagation with layers in
// [Training]. They are the matrices in the Params' Grad, which the next call
// overwrites.
func (n *Network) Gradient(x, t *mat.Dense) []Gradient {
	n.enter("Gradient")
	defer n.leave()
	n.backpropagate(x, t)
	grads := make([]Gradient, len(n.params))
	for i, p := range n.params {
		grads[i] = Gradient{p.Name, p.Grad}
	}
	return grads
}

// learn sets the gradients and returns the loss they are of.
func (n *Network) learn(x, t *mat.Dense) float64 {
	n.enter("Gradient")
	defer n.leave()
	return n.backpropagate(x, t)
}

func (n *Network) backpropagate(x, t *mat.Dense) float64 {
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
	n.enter("NumericalGradient")
	defer n.leave()
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
func decays(p *Param) bool { return strings.HasPrefix(p.Name, "W") || strings.HasPrefix(p.Name, "w") }

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
