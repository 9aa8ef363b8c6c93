//go:build !race

package dlfs

import (
	"math/rand/v2"
	"testing"

	"github.com/dlfs-go/book/dlfs/mnist"
)

// A training step of the networks of the book, batch, gradients and update,
// allocates nothing once it has its memory. (With the race detector a
// sync.Pool forgets things on purpose.)
func TestStepsDoNotAllocate(t *testing.T) {
	train, _, err := mnist.Load()
	if err != nil {
		t.Fatal(err)
	}
	for name, net := range map[string]*Network{
		"TwoLayerNet":   NewTwoLayerNet(784, 50, 10, rand.New(rand.NewPCG(1, 1))).Network,
		"SimpleConvNet": NewSimpleConvNet(SimpleConvNetConfig{}, rand.New(rand.NewPCG(1, 1))).Network,
		"DeepConvNet":   NewDeepConvNet(DeepConvNetConfig{}, rand.New(rand.NewPCG(1, 1))).Network,
	} {
		for i, o := range []Optimizer{SGD{}, &Adam{}, SGD{}, &Adam{}} {
			single := i >= 2
			net.Float32 = single
			tr := &Trainer{Model: net, Optimizer: o, Train: train}
			index := Choose(rand.New(rand.NewPCG(2, 1)), train.Len(), 16)
			tr.step(index)
			if got := testing.AllocsPerRun(5, func() { tr.step(index) }); got > 0 {
				t.Errorf("%s, %T, Float32 %t: %v allocations a step, want none", name, o, single, got)
			}
		}
	}
}
