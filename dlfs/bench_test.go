package dlfs

import (
	"math/rand/v2"
	"testing"

	"github.com/dlfs-go/book/dlfs/mnist"
)

// BenchmarkTwoLayerNet is one of the 10,000 steps of section 5.7.4.
func BenchmarkTwoLayerNet(b *testing.B) {
	train, _, err := mnist.Load()
	if err != nil {
		b.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	net := NewTwoLayerNet(784, 50, 10, rng)
	index := make([]int, 100)
	for b.Loop() {
		for i := range index {
			index[i] = rng.IntN(train.Len())
		}
		net.Gradient(train.Batch(index))
		SGD{LR: 0.1}.Update(net.Params())
	}
}

// BenchmarkSimpleConvNet is one step with a batch of 100 (section 7.5).
func BenchmarkSimpleConvNet(b *testing.B) {
	train, _, err := mnist.Load()
	if err != nil {
		b.Fatal(err)
	}
	net := NewSimpleConvNet(SimpleConvNetConfig{}, rand.New(rand.NewPCG(1, 1)))
	x, t := train.Range(0, 100)
	for b.Loop() {
		net.Gradient(x, t)
		(&Adam{}).Update(net.Params())
	}
}
