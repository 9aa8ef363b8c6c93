package dlfs

import (
	"reflect"

	"gonum.org/v1/gonum/mat"
)

// A Layer is one step of a network, which knows its own derivative
// (section 5.5).
type Layer interface {
	// Forward returns the output for a batch x and keeps what Backward needs.
	// It does not change x.
	Forward(x *mat.Dense) *mat.Dense

	// Backward takes ∂L/∂Y of the last Forward and returns ∂L/∂X. It does not
	// change dy.
	Backward(dy *mat.Dense) *mat.Dense
}

// A Param is a matrix that learning changes (section 6.1). Layers, networks
// and optimizers share it by its pointer.
type Param struct {
	Name  string
	Value *mat.Dense
	Grad  *mat.Dense // ∂L/∂Value, set by backpropagation
	Shape []int      // in files, if it is not that of Value: filters are FN×C×FH×FW

	named bool // by a network: the name stays
}

// Parameterized is a layer that learns (section 5.6): its Params hold, after
// Backward, their gradients.
type Parameterized interface {
	Params() []*Param
}

// MulLayer multiplies two numbers (section 5.4.1). The zero value is ready.
type MulLayer struct{ x, y float64 }

// Forward returns x·y.
func (l *MulLayer) Forward(x, y float64) float64 {
	l.x, l.y = x, y
	return x * y
}

// Backward returns the derivatives for x and y: dout times the other factor.
func (l *MulLayer) Backward(dout float64) (dx, dy float64) {
	return dout * l.y, dout * l.x
}

// AddLayer adds two numbers (section 5.4.2). The zero value is ready.
type AddLayer struct{}

// Forward returns x + y.
func (AddLayer) Forward(x, y float64) float64 { return x + y }

// Backward hands dout to both.
func (AddLayer) Backward(dout float64) (dx, dy float64) { return dout, dout }

// Sequential is a network of layers, one after the other, and a Layer itself
// (section 5.7.2).
type Sequential []Layer

var (
	_ Layer         = Sequential(nil)
	_ Parameterized = Sequential(nil)
)

// Forward returns the output of the last layer.
func (s Sequential) Forward(x *mat.Dense) *mat.Dense {
	for _, l := range s {
		x = l.Forward(x)
	}
	return x
}

// Backward returns ∂L/∂X of the first layer.
func (s Sequential) Backward(dy *mat.Dense) *mat.Dense {
	for i := len(s) - 1; i >= 0; i-- {
		dy = s[i].Backward(dy)
	}
	return dy
}

// backwardParams is Backward where nobody asks for the gradient of the input:
// if the first layer can, it leaves out that work, a third of all for a
// two-layer network on MNIST.
func (s Sequential) backwardParams(dy *mat.Dense) {
	if len(s) == 0 {
		return
	}
	dy = s[1:].Backward(dy)
	if !leaveOut(s[0], dy) {
		s[0].Backward(dy)
	}
}

// leaveOut is the Backward of a first layer, without the gradient of its input,
// if the layer can do that. Only the types themselves count: one that embeds
// them may have a Backward of its own.
func leaveOut(l Layer, dy *mat.Dense) bool {
	switch l := l.(type) {
	case *Affine:
		l.backwardParams(dy)
	case *Convolution:
		l.backwardParams(dy)
	case *Frozen:
		l.backwardParams(dy)
	case Sequential:
		l.backwardParams(dy)
	default:
		return false
	}
	return true
}

// Params returns the parameters of all layers, in order.
func (s Sequential) Params() []*Param {
	var all []*Param
	for _, l := range s {
		if p, ok := l.(Parameterized); ok {
			all = append(all, p.Params()...)
		}
	}
	return all
}

// checkOwn panics if two places of a network have the same layer or parameter.
func checkOwn(layers Sequential) {
	place, holder := map[Layer]int{}, map[*Param]int{}
	for i, l := range layers.leaves() {
		if p := reflect.ValueOf(l); p.Kind() == reflect.Pointer && p.Type().Elem().Size() > 0 { // others have no identity
			if j, ok := place[l]; ok {
				panicf("NewNetwork: layers %d and %d are the same %T, want one for each place", j, i, l)
			}
			place[l] = i
		}
		for _, p := range append(learned(l), remembered(l)...) {
			if j, ok := holder[p]; ok && j != i {
				panicf("NewNetwork: layers %d and %d share the parameter %s, want one for each layer", j, i, p.Name)
			}
			holder[p] = i
		}
	}
}

// leaves are the layers without the Sequentials among them.
func (s Sequential) leaves() []Layer {
	var all []Layer
	for _, l := range s {
		if inner, ok := l.(Sequential); ok {
			all = append(all, inner.leaves()...)
		} else {
			all = append(all, l)
		}
	}
	return all
}
