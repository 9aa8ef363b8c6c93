package dlfs

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// scaled is a reader's layer, with a parameter and a state of its own.
type scaled struct{ K, Seen *Param }

func newScaled() *scaled {
	return &scaled{&Param{Name: "k", Value: rows(1, 1, 1.5)}, &Param{Name: "seen", Value: rows(1, 1, 0)}}
}

func (l *scaled) Forward(x *mat.Dense) *mat.Dense {
	l.Seen.Value.Set(0, 0, l.Seen.Value.At(0, 0)+1)
	var y mat.Dense
	y.Scale(l.K.Value.At(0, 0), x)
	return &y
}

func (l *scaled) Backward(dy *mat.Dense) *mat.Dense {
	l.K.Grad = rows(1, 1, 1e-3*mat.Sum(dy))
	var dx mat.Dense
	dx.Scale(l.K.Value.At(0, 0), dy)
	return &dx
}
func (l *scaled) Params() []*Param { return []*Param{l.K} }
func (l *scaled) State() []*Param  { return []*Param{l.Seen} }

// anyNet returns a network of random layers, known and unknown, that takes 12
// columns and gives 3. The same seed gives the same layers.
func anyNet(seed uint64, dropout *rand.Rand) *Network {
	rng := rand.New(rand.NewPCG(seed, 14))
	in := Shape{3, 2, 2}
	layers := []Layer{}
	if rng.IntN(2) == 0 {
		conv := newConvolution(rng, He, 3, in, Window{H: 3, W: 3, Pad: 1})
		layers = append(layers, conv, NewReLU())
		if rng.IntN(2) == 0 {
			norm := NewBatchNorm(ones(3), mat.NewDense(1, 3, nil))
			norm.Channels = 3
			layers = append(layers, norm)
		}
	}
	width := 12
	for range rng.IntN(5) {
		switch rng.IntN(7) {
		case 0:
			next := 2 + rng.IntN(6)
			layers = append(layers, newAffine(rng, He, width, next))
			width = next
		case 1:
			layers = append(layers, NewBatchNorm(ones(width), mat.NewDense(1, width, nil)))
		case 2:
			layers = append(layers, NewDropout(0.3, dropout))
		case 3:
			layers = append(layers, newScaled())
		case 4:
			layers = append(layers, Sequential{newAffine(rng, He, width, 5), NewTanh(), newAffine(rng, He, 5, width)})
		case 5:
			layers = append(layers, NewSigmoid(), Freeze(newAffine(rng, He, width, width), NewReLU()))
		default:
			layers = append(layers, NewReLU())
		}
	}
	n := NewNetwork(append(layers, newAffine(rng, He, width, 3))...)
	n.Float32 = rng.IntN(2) == 0
	n.LastLayer = []LossLayer{NewSoftmaxWithLoss(), NewMeanSquaredError(), NewSigmoidWithLoss(), &logCosh{}}[rng.IntN(4)]
	return n
}

func anyOptimizer(seed uint64) Optimizer {
	return []Optimizer{SGD{LR: 0.01}, &SGD{LR: 0.01}, &Momentum{}, &Nesterov{}, &AdaGrad{}, &RMSProp{}, &Adam{}}[seed%7]
}

// bits are the numbers of all that a model has learned.
func bits(m Model) string {
	var b strings.Builder
	for _, p := range stateOf(m) {
		for _, v := range mat.DenseCopyOf(p.Value).RawMatrix().Data {
			fmt.Fprintf(&b, "%x ", math.Float64bits(v))
		}
	}
	return b.String()
}

// Any network with any optimizer goes on from a checkpoint to the same bits as
// without a stop, into another network with other numbers.
func TestResumeToEqualBits(t *testing.T) {
	data := Examples{Randn(rand.New(rand.NewPCG(14, 7)), 1, 30, 12), OneHot(make([]int, 30), 3)}
	path := filepath.Join(t.TempDir(), "c.npz")
	run := func(seed uint64, shuffle bool, from string, epochs int) *Checkpoint {
		batches, dropout := rand.NewPCG(seed, 1), rand.NewPCG(seed, 2)
		n := anyNet(seed, rand.New(dropout))
		c := &Checkpoint{Name: "any", Model: n, Optimizer: anyOptimizer(seed), Sources: []*rand.PCG{batches, dropout}}
		if from != "" {
			for _, p := range n.State() {
				p.Value.Zero()
			}
			*batches, *dropout = *rand.NewPCG(9, 9), *rand.NewPCG(9, 9)
			if err := c.Load(from); err != nil {
				t.Fatal(err)
			}
		}
		tr := &Trainer{Model: n, Optimizer: c.Optimizer, Train: data, RNG: rand.New(batches), Epochs: epochs, BatchSize: 7,
			Shuffle: shuffle, From: c.Progress, Schedule: StepSchedule(0.01, 0.5, 2)}
		for c.Progress = range tr.Steps() {
		}
		return c
	}
	for seed := range uint64(60) {
		shuffle := seed%2 == 0
		whole := run(seed, shuffle, "", 5)
		half := run(seed, shuffle, "", 2)
		if err := half.Save(path); err != nil {
			t.Fatal(err)
		}
		again := run(seed, shuffle, path, 5)
		if again.Progress.Iteration != whole.Progress.Iteration || bits(again.Model) != bits(whole.Model) {
			t.Errorf("seed %d, %T:\n%v\nat %d of %d: other numbers than without a stop", seed, whole.Optimizer, whole.Model, again.Progress.Iteration, whole.Progress.Iteration)
		}
		// The weights of a checkpoint are an .npz like others.
		other := anyNet(seed, rand.New(rand.NewPCG(1, 1)))
		if err := LoadParams(path, other.State()); err != nil || bits(other) != bits(half.Model) {
			t.Errorf("seed %d: LoadParams of a checkpoint: %v", seed, err)
		}
	}
}

// A session of a recipe that is stopped at any iteration, in the midst of an
// epoch too, resumes to the same bits; the file is enough to know how.
func TestSessionResumes(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 8))
	data := Examples{Apply(math.Abs, Randn(rng, 0.5, 330, 784)), OneHot(make([]int, 330), 10)}
	r := Recipe{Name: "tiny", Seed: 5, Stages: []Stage{{1, 0.01}, {2, 0.001}}, BatchSize: 100, Augment: Augment{MaxShift: 1}, Float32: true,
		build: func(rng *rand.Rand) *Network {
			return NewNetwork(newAffine(rng, He, 784, 4), NewReLU(), NewDropout(0.5, rng), newAffine(rng, He, 4, 10))
		}}
	whole, err := r.Train(t.Context(), data, data, nil)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "c.npz")
	for stop := 1; stop <= 12; stop++ {
		ctx, cancel := context.WithCancel(t.Context())
		s := r.Start()
		err := s.Run(ctx, data, data, func(p Progress) {
			if p.Iteration == stop {
				cancel()
			}
		})
		cancel()
		if (err == nil) != (stop == 12) || s.Done.Iteration != stop {
			t.Fatalf("stopped at %d of 12: %v, done %d", stop, err, s.Done.Iteration)
		}
		if err := s.Save(path, data.Len()); err != nil {
			t.Fatal(err)
		}
		plain := r
		plain.Seed, plain.Stages, plain.BatchSize, plain.Float32, plain.Augment = 0, nil, 0, false, Augment{}
		s, err = plain.Resume(path, data.Len())
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Run(t.Context(), data, data, nil); err != nil {
			t.Fatal(err)
		}
		if bits(s.Network) != bits(whole) {
			t.Errorf("stopped after iteration %d: other numbers than without a stop", stop)
		}
		if _, err := r.Resume(path, 7); err == nil || !strings.Contains(err.Error(), "330 examples, these are 7") {
			t.Errorf("other data: %v", err)
		}
	}
}

// What does not fit, or is damaged anywhere, is an error and changes nothing.
func TestBadCheckpoints(t *testing.T) {
	make := func() *Checkpoint {
		n := NewTwoLayerNet(2, 3, 2, rand.New(rand.NewPCG(1, 1)))
		c := &Checkpoint{Name: "net", Model: n, Optimizer: &Adam{}, Sources: []*rand.PCG{rand.NewPCG(1, 2)}}
		n.Gradient(rows(1, 2, 1, 2), rows(1, 2, 1, 0))
		c.Optimizer.Update(n.Params())
		return c
	}
	path := filepath.Join(t.TempDir(), "c.npz")
	if err := make().Save(path); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(c *Checkpoint){
		`it is of "net", want "other"`:                    func(c *Checkpoint) { c.Name = "other" },
		"its optimizer is *dlfs.Adam, want *dlfs.RMSProp": func(c *Checkpoint) { c.Optimizer = &RMSProp{} },
		"1 sources of random numbers, want 0":             func(c *Checkpoint) { c.Sources = nil },
		"want 3×3":                                        func(c *Checkpoint) { c.Model = NewTwoLayerNet(3, 3, 2, rand.New(rand.NewPCG(1, 1))) },
	} {
		c := make()
		change(c)
		before := bits(c.Model)
		if err := c.Load(path); err == nil || !strings.Contains(err.Error(), want) || bits(c.Model) != before {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	for i := 0; i < len(whole); i += 13 {
		for _, damaged := range [][]byte{whole[:i], bytes.Join([][]byte{whole[:i], {whole[i] ^ 0xff}, whole[i+1:]}, nil)} {
			c := make()
			c.Model.(*TwoLayerNet).Params()[0].Value.Set(0, 0, 42)
			before := bits(c.Model)
			if err := c.decode(bytes.NewReader(damaged), int64(len(damaged))); err != nil && bits(c.Model) != before {
				t.Fatalf("byte %d: error %v, and the model has changed", i, err)
			} else if err != nil && len(err.Error()) > 500 {
				t.Fatalf("byte %d: an error of %d bytes", i, len(err.Error()))
			}
		}
	}
}
