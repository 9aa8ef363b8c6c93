package dlfs

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"math/rand/v2"
	"strings"
)

// A Recipe is a network with all that is needed to train it again
// (section 7.5). The trained weights are part of this package: [Recipe.Load]
// gives the network with them, and “dlfs train NAME” makes them anew.
type Recipe struct {
	Name      string
	About     string
	Seed      uint64
	Stages    []Stage // one after the other, with Adam
	BatchSize int     // 100
	Augment   Augment // Shape and RNG are set by Train
	Float32   bool    // train in single precision
	Accuracy  float64 // on the 10,000 test images, of the weights in this package

	build func(rng *rand.Rand) *Network
}

// A Stage is a number of epochs with one learning rate (section 7.5).
type Stage struct {
	Epochs int
	LR     float64
}

// Recipes are the networks whose trained weights are part of this package:
// three-layer-net (section 3.6.2), simple-conv-net (section 7.5) and
// deep-conv-net (section 8.1.1).
//
// Unlike the book: its DeepConvNet learns the 60,000 digits as they are, twenty
// times with one learning rate. Here every digit is shifted by up to two
// pixels, turned by up to 10 degrees and scaled by up to a tenth, anew in each
// of 13 epochs, and the rate falls twice.
var Recipes = []Recipe{
	{
		Name:     "three-layer-net",
		About:    "784-50-100-10 with sigmoid, for the inference of section 3.6",
		Seed:     3,
		Stages:   []Stage{{10, 0.001}, {5, 0.0003}},
		Accuracy: 0.9711,
		build:    func(rng *rand.Rand) *Network { return NewThreeLayerNet(784, 50, 100, 10, rng) },
	},
	{
		Name:     "simple-conv-net",
		About:    "SimpleConvNet of section 7.5, trained on digits shifted by up to two pixels",
		Seed:     7,
		Stages:   []Stage{{5, 0.001}, {2, 0.0003}, {1, 0.0001}},
		Augment:  Augment{MaxShift: 2},
		Float32:  true,
		Accuracy: 0.9908,
		build: func(rng *rand.Rand) *Network {
			return NewSimpleConvNet(SimpleConvNetConfig{}, rng).Network
		},
	},
	{
		Name:     "deep-conv-net",
		About:    "DeepConvNet of section 8.1, trained on digits shifted, turned and scaled",
		Seed:     8,
		Stages:   []Stage{{8, 0.001}, {3, 0.0003}, {2, 0.0001}},
		Augment:  Augment{MaxShift: 2, MaxDegrees: 10, MaxScale: 0.1},
		Float32:  true,
		Accuracy: 0.9957,
		build: func(rng *rand.Rand) *Network {
			return NewDeepConvNet(DeepConvNetConfig{}, rng).Network
		},
	},
}

//go:embed weights/*.npz
var weights embed.FS

// FindRecipe returns the recipe of that name (section 7.5), or an error that
// lists the names there are.
func FindRecipe(name string) (Recipe, error) {
	var names []string
	for _, r := range Recipes {
		if r.Name == name {
			return r, nil
		}
		names = append(names, r.Name)
	}
	return Recipe{}, fmt.Errorf("dlfs: there is no recipe %q; there are %s", name, strings.Join(names, ", "))
}

// New returns the network before its training.
func (r Recipe) New() *Network { return r.build(rand.New(rand.NewPCG(r.Seed, 0))) }

// Load returns the network with the trained weights.
func (r Recipe) Load() (*Network, error) {
	b, err := weights.ReadFile(r.File())
	if err != nil {
		return nil, fmt.Errorf("dlfs: recipe %s: %w", r.Name, err)
	}
	n := r.New()
	if err := loadParams(bytes.NewReader(b), int64(len(b)), n.State()); err != nil {
		return nil, fmt.Errorf("dlfs: recipe %s: %w", r.Name, err)
	}
	return n, nil
}

// File returns the path of the weights in the directory of this package.
func (r Recipe) File() string { return "weights/" + r.Name + ".npz" }

// Epochs returns the number of epochs of all stages.
func (r Recipe) Epochs() int {
	all := 0
	for _, s := range r.Stages {
		all += s.Epochs
	}
	return all
}

// Train returns the network, trained on images of 28×28 pixels. After every
// iteration it calls progress, which may be nil; if ctx ends, it stops with
// the error of ctx. The same data give the same weights on every machine of an
// architecture, on amd64 on each that has AVX2.
func (r Recipe) Train(ctx context.Context, train, test Data, progress func(Progress)) (*Network, error) {
	t := r.Start()
	if err := t.Run(ctx, train, test, progress); err != nil {
		return nil, err
	}
	return t.Network, nil
}

// Save writes the weights of a trained network as they are kept in this
// package, in single precision.
func (r Recipe) Save(path string, n *Network) error {
	return SaveParams(path, DTypeFloat32, n.State())
}
