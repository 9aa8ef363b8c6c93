package dlfs

import (
	"reflect"

	"github.com/dlfs-go/book/dlfs/internal/deepcopy"
)

// Cloner is a [Layer] that copies itself for [Network.Clone] (section 5.5): one
// with a function that has variables of its own, for example.
type Cloner interface{ Clone() Layer }

// Clone returns a network that computes the same and shares nothing with this
// one: parameters with their names, what layers remember, and generators of
// random numbers, which go on alike in both (section 5.7.2). Each goroutine of a
// server may have one.
//
// Layers of any type are copied with all that they point to, unless they are a
// [Cloner]; so is LastLayer. Functions and channels in them are shared. It
// panics if another goroutine uses the network.
func (n *Network) Clone() *Network {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.use == alone {
		panicf("Network.Clone: another goroutine uses this network: make the clones before")
	}
	n.follow()
	return n.clone(&deepcopy.Copier{Own: cloneOwn})
}

func (n *Network) clone(c *deepcopy.Copier) *Network {
	return &Network{Layers: deepcopy.Copy(c, n.Layers), LastLayer: deepcopy.Copy(c, n.LastLayer),
		WeightDecay: n.WeightDecay, Float32: n.Float32}
}

// cloneOwn copies networks, those of [Frozen] layers, without what they compute
// with, and layers that copy themselves.
func cloneOwn(c *deepcopy.Copier, v reflect.Value) (reflect.Value, bool) {
	if v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer && v.IsNil() || !v.CanInterface() {
		return v, false
	}
	switch l := v.Interface().(type) {
	case *Network:
		return reflect.ValueOf(l.clone(c)), true
	case Cloner:
		if own := reflect.ValueOf(l.Clone()); own.IsValid() && own.Type() == v.Type() {
			return own, true
		}
		panicf("Network.Clone: %T.Clone does not return a %T", l, l)
	}
	return v, false
}
