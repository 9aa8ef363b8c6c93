package dlfs

import "gonum.org/v1/gonum/mat"

// alone is the use of a network by one goroutine that changes it.
const alone = -1

// enter takes the network for one goroutine, until leave. It panics if another
// has it: their numbers would be mixed.
func (n *Network) enter(method string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.use != 0 {
		panicf("Network.%s: another goroutine uses this network: give each its own, by Clone", method)
	}
	n.follow()
	n.use = alone
}

func (n *Network) leave() {
	n.mu.Lock()
	n.use = 0
	n.mu.Unlock()
}

// predict is Predict. If the engine has all layers, the network itself stays as
// it is, and several goroutines may do this at once.
func (n *Network) predict(x *mat.Dense) *mat.Dense {
	if !n.share() {
		n.enter("Predict")
		defer n.leave()
		return mat.DenseCopyOf(n.forward(x, Inference))
	}
	defer func() {
		n.mu.Lock()
		n.use--
		n.mu.Unlock()
	}()
	old, _ := n.spares.Get().(runner)
	r := n.fitting(old, x)
	if !r.fits(n.Layers, x) {
		return mat.DenseCopyOf(n.Layers.Forward(x)) // or says what is wrong
	}
	defer n.spares.Put(r)
	return mat.DenseCopyOf(r.forward(x, Inference))
}

// share takes the network for one more prediction and reports whether that is
// possible: if no layer keeps something, and nobody changes the network.
func (n *Network) share() bool {
	for _, l := range n.Layers {
		if !known(l) {
			return false
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.use == alone {
		return false
	}
	n.follow()
	if n.use == 0 {
		n.Layers.SetMode(Inference)
	}
	n.use++
	return true
}
