package dlfs

import "gonum.org/v1/gonum/mat"

var (
	_ Layer    = (*Frozen)(nil)
	_ Modal    = (*Frozen)(nil)
	_ Stateful = (*Frozen)(nil)
)

// Frozen is layers that stay as they are while others learn: the first layers
// of a trained network for example, under a new head (section 8.2.4, transfer
// learning).
//
//	head := dlfs.NewAffine(w, b)
//	net := dlfs.NewNetwork(dlfs.Freeze(trained.Layers[:5]...), head)
//
// They compute as in [Inference], also in training, so that averages of a
// [BatchNorm] stay, too. The network that has them saves them with the others,
// as its State.
type Frozen struct {
	net *Network
	x   *mat.Dense
}

// Freeze returns the layers as one that does not learn (section 8.2.4). The
// layers keep the names of their parameters. It panics if one is there twice.
func Freeze(layers ...Layer) *Frozen { return &Frozen{net: NewNetwork(layers...)} }

// Layers returns the frozen layers.
func (f *Frozen) Layers() Sequential { return f.net.Layers }

// Forward returns what the layers give in inference.
func (f *Frozen) Forward(x *mat.Dense) *mat.Dense {
	f.x = x
	return f.net.predict(x)
}

// Backward returns ∂L/∂X. The gradients of the frozen parameters are of no use
// to anybody.
func (f *Frozen) Backward(dy *mat.Dense) *mat.Dense {
	checkForward("Frozen", f.x)
	f.net.Layers.SetMode(Inference)
	f.net.Layers.Forward(f.x)
	return f.net.Layers.Backward(dy)
}

// backwardParams has nothing to do: there is nothing that learns.
func (f *Frozen) backwardParams(*mat.Dense) { checkForward("Frozen", f.x) }

// SetMode does nothing: the layers are in [Inference] for ever.
func (f *Frozen) SetMode(Mode) {}

// State returns all that the layers have, to be saved.
func (f *Frozen) State() []*Param { return f.net.State() }
