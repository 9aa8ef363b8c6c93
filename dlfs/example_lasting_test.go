package dlfs_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs"
)

// points are 90 points around three corners, with the corner as class.
func points() dlfs.Examples {
	x := dlfs.Randn(rand.New(rand.NewPCG(1, 5)), 0.3, 90, 2)
	labels := make([]int, 90)
	for i := range labels {
		labels[i] = i % 3
		x.Set(i, labels[i]%2, x.At(i, labels[i]%2)+2*float64(labels[i]))
	}
	return dlfs.Examples{X: x, T: dlfs.OneHot(labels, 3)}
}

// A training of six epochs is stopped after three, and goes on, in another
// program for example, to the same numbers.
func ExampleCheckpoint() {
	dir, err := os.MkdirTemp("", "checkpoint")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "net.checkpoint.npz")

	// begin makes what a program starts with.
	begin := func() (*dlfs.Checkpoint, *dlfs.Trainer) {
		source := rand.NewPCG(1, 1)
		rng := rand.New(source)
		net := dlfs.NewMultiLayerNet(dlfs.MultiLayerNetConfig{In: 2, Hidden: []int{8}, Out: 3, BatchNorm: true, Dropout: 0.2}, rng)
		adam := &dlfs.Adam{}
		return &dlfs.Checkpoint{Name: "three corners", Model: net, Optimizer: adam, Sources: []*rand.PCG{source}},
			&dlfs.Trainer{Model: net, Optimizer: adam, Train: points(), RNG: rng, Epochs: 6, BatchSize: 10, Shuffle: true}
	}
	c, trainer := begin()
	for c.Progress = range trainer.Steps() {
		if c.Progress.Evaluated && c.Progress.Epoch == 3 {
			if err := c.Save(file); err != nil {
				panic(err)
			}
		}
	}
	whole := c.Model.Predict(points().X)

	c, trainer = begin()
	if err := c.Load(file); err != nil {
		panic(err)
	}
	fmt.Printf("going on after epoch %d of %d\n", c.Progress.Epoch, c.Progress.Epochs)
	trainer.From = c.Progress
	trainer.Run()
	fmt.Println("the same to the last bit:", mat.Equal(whole, c.Model.Predict(points().X)))
	// Output:
	// going on after epoch 3 of 6
	// the same to the last bit: true
}

// The first layers of a network that knows three corners, under a new head for
// the question whether a point is of the first.
func ExampleFreeze() {
	rng := rand.New(rand.NewPCG(1, 6))
	base := dlfs.NewMultiLayerNet(dlfs.MultiLayerNetConfig{In: 2, Hidden: []int{8}, Out: 3}, rng)
	(&dlfs.Trainer{Model: base, Optimizer: &dlfs.Adam{LR: 0.02}, Train: points(), RNG: rng}).Run()

	all := points()
	first := mat.NewDense(90, 1, nil)
	first.SetCol(0, mat.Col(nil, 0, all.T))
	net := dlfs.NewNetwork(dlfs.Freeze(base.Layers[:2]...), dlfs.NewAffine(dlfs.Randn(rng, 0.1, 8, 1), mat.NewDense(1, 1, nil)))
	net.LastLayer = dlfs.NewSigmoidWithLoss()
	(&dlfs.Trainer{Model: net, Optimizer: &dlfs.Adam{LR: 0.05}, Train: dlfs.Examples{X: all.X, T: first}, RNG: rng, Epochs: 60}).Run()

	fmt.Println("it learns", len(net.Params()), "parameters and saves", len(net.State()))
	fmt.Println("right more than 9 times in 10:", net.Accuracy(all.X, first) > 0.9)
	// Output:
	// it learns 2 parameters and saves 4
	// right more than 9 times in 10: true
}
