package dlfs

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs/mnist"
)

// benchmarkImages returns the first images to train with.
func benchmarkImages(b *testing.B, n int) (x, t *mat.Dense) {
	b.Helper()
	train, _, err := mnist.Load()
	if err != nil {
		b.Fatal(err)
	}
	return train.Range(0, n)
}

// BenchmarkStep is one training step with a batch of 100 (sections 5.7.4, 7.5
// and 8.1), by the layers themselves and by the engine.
func BenchmarkStep(b *testing.B) {
	x, t := benchmarkImages(b, 100)
	for _, n := range []struct {
		name string
		net  *Network
		o    Optimizer
	}{
		{"TwoLayerNet", NewTwoLayerNet(784, 50, 10, rand.New(rand.NewPCG(1, 1))).Network, SGD{LR: 0.1}},
		{"SimpleConvNet", NewSimpleConvNet(SimpleConvNetConfig{}, rand.New(rand.NewPCG(1, 1))).Network, &Adam{}},
		{"DeepConvNet", NewDeepConvNet(DeepConvNetConfig{}, rand.New(rand.NewPCG(1, 1))).Network, &Adam{}},
	} {
		b.Run(n.name+"/layers", func(b *testing.B) {
			for b.Loop() {
				simply(n.net, x, t)
				n.o.Update(n.net.Params())
			}
		})
		for _, single := range []bool{false, true} {
			b.Run(fmt.Sprintf("%s/float32=%t", n.name, single), func(b *testing.B) {
				b.ReportAllocs()
				n.net.Float32 = single
				for b.Loop() {
					n.net.Gradient(x, t)
					n.o.Update(n.net.Params())
				}
			})
		}
	}
}

// BenchmarkPredict classifies 1,000 images with DeepConvNet.
func BenchmarkPredict(b *testing.B) {
	x, _ := benchmarkImages(b, 1000)
	net := NewDeepConvNet(DeepConvNetConfig{}, rand.New(rand.NewPCG(1, 1)))
	for _, single := range []bool{false, true} {
		b.Run(fmt.Sprintf("float32=%t", single), func(b *testing.B) {
			net.Float32 = single
			for b.Loop() {
				net.Predict(x)
			}
		})
	}
}

// BenchmarkBatch gathers a batch of 100, in new matrices and in old ones.
func BenchmarkBatch(b *testing.B) {
	train, _, err := mnist.Load()
	if err != nil {
		b.Fatal(err)
	}
	index := Choose(rand.New(rand.NewPCG(1, 1)), train.Len(), 100)
	b.Run("Batch", func(b *testing.B) {
		for b.Loop() {
			train.Batch(index)
		}
	})
	x, t := train.Batch(index)
	b.Run("Fill", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			train.Fill(x, t, index)
		}
	})
}

// BenchmarkAugment shifts, turns and scales a batch of 100.
func BenchmarkAugment(b *testing.B) {
	x, _ := benchmarkImages(b, 100)
	a := Augment{Shape: Shape{1, 28, 28}, MaxShift: 2, MaxDegrees: 10, MaxScale: 0.1, RNG: rand.New(rand.NewPCG(1, 1))}
	for b.Loop() {
		a.Batch(x)
	}
}

// BenchmarkAdam updates the 433,890 parameters of SimpleConvNet.
func BenchmarkAdam(b *testing.B) {
	net := NewSimpleConvNet(SimpleConvNetConfig{}, rand.New(rand.NewPCG(1, 1)))
	net.Gradient(benchmarkImages(b, 10))
	o := &Adam{}
	b.ReportAllocs()
	for b.Loop() {
		o.Update(net.Params())
	}
}
