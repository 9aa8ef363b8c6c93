package dlfs

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func names(params []*Param) string {
	var s []string
	for _, p := range params {
		s = append(s, p.Name)
	}
	return strings.Join(s, " ")
}

func deepNet(rng *rand.Rand) *Network {
	return NewMultiLayerNet(MultiLayerNetConfig{In: 6, Hidden: []int{6, 6}, Out: 6, BatchNorm: true}, rng).Network
}

// saveAndLoad saves a network and returns another with what was saved.
func saveAndLoad(t *testing.T, from, into *Network) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "w.npz")
	if err := SaveParams(path, DTypeFloat64, from.State()); err != nil {
		t.Fatal(err)
	}
	if err := LoadParams(path, into.State()); err != nil {
		t.Fatal(err)
	}
}

// A network made of another's layers leaves that one's names alone, so both can
// be saved, whatever part is taken and whatever is put before or behind.
func TestOtherNetworksKeepTheirNames(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 1))
	x := Randn(rng, 1, 4, 6)
	make := func() (a, b, mixed *Network, want string) {
		a, b = deepNet(rng), deepNet(rng)
		switch rng.IntN(5) {
		case 0:
			return a, b, NewNetwork(append(slices.Clone(a.Layers[:3]), newAffine(rng, He, 6, 6))...), "W1 b1 gamma1 beta1 W2 b2 mean1 var1"
		case 1:
			return a, b, NewNetwork(append([]Layer{newAffine(rng, He, 6, 6)}, a.Layers[3:]...)...), "W1 b1 W2 b2 gamma2 beta2 W3 b3 mean2 var2"
		case 2:
			return a, b, NewNetwork(append(slices.Clone(a.Layers[:3]), b.Layers[:3]...)...), "W1 b1 gamma1 beta1 W2 b2 gamma2 beta2 mean1 var1 mean2 var2"
		case 3:
			return a, b, NewNetwork(Freeze(a.Layers[:3]...), newAffine(rng, He, 6, 6)), "W2 b2 W1 b1 gamma1 beta1 mean1 var1"
		}
		return a, b, NewNetwork(Sequential(a.Layers[:3]), newAffine(rng, He, 6, 6), NewBatchNorm(ones(6), mat.NewDense(1, 6, nil))), "W1 b1 gamma1 beta1 W2 b2 gamma2 beta2 mean1 var1 mean2 var2"
	}
	for range 20 {
		seed := rng.Uint64()
		rng = rand.New(rand.NewPCG(seed, 0))
		a, b, mixed, want := make()
		rng = rand.New(rand.NewPCG(seed, 0))
		_, _, other, _ := make()
		if got := names(mixed.State()); got != want {
			t.Errorf("names %s, want %s", got, want)
		}
		const before = "W1 b1 gamma1 beta1 W2 b2 gamma2 beta2 W3 b3 mean1 var1 mean2 var2"
		for _, n := range []*Network{a, b} {
			if got := names(n.State()); got != before {
				t.Errorf("the names of the other network are %s, want %s", got, before)
			}
			fresh := deepNet(rng)
			saveAndLoad(t, n, fresh)
			if !mat.Equal(fresh.Predict(x), n.Predict(x)) {
				t.Error("the other network is loaded as another")
			}
		}
		mixed.Gradient(x, OneHot([]int{0, 1, 2, 3}, 6))
		SGD{}.Update(mixed.Params())
		saveAndLoad(t, mixed, other)
		if !mat.Equal(other.Predict(x), mixed.Predict(x)) {
			t.Errorf("%s: the network is loaded as another", want)
		}
		rng = rand.New(rand.NewPCG(seed, 1))
	}
}

// A parameter called like a state gets another number.
func TestNumbersCountStates(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 2))
	a := newAffine(rng, He, 2, 2)
	a.W.Name = "mean"
	n := NewNetwork(a, NewBatchNorm(ones(2), mat.NewDense(1, 2, nil)))
	if got, want := names(n.State()), "mean1 b1 gamma1 beta1 mean2 var1"; got != want {
		t.Errorf("names %s, want %s", got, want)
	}
}

// Layers that change are followed: in training, names, saving and predicting.
func TestLayersAreFollowed(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 3))
	x, labels := Randn(rng, 1, 8, 4), OneHot([]int{0, 1, 2, 0, 1, 2, 0, 1}, 3)
	for name, tt := range map[string]struct {
		change func(n *Network) *Affine
		want   string
	}{
		"replaced": {func(n *Network) *Affine { l := newAffine(rng, He, 5, 3); n.Layers[2] = l; return l }, "W1 b1 W2 b2"},
		"appended": {func(n *Network) *Affine { l := newAffine(rng, He, 3, 3); n.Layers = append(n.Layers, l); return l }, "W1 b1 W2 b2 W3 b3"},
		"removed": {func(n *Network) *Affine {
			n.Layers = Sequential{newAffine(rng, He, 4, 3)}
			return n.Layers[0].(*Affine)
		}, "W1 b1"},
		"in a sequence": {func(n *Network) *Affine { l := newAffine(rng, He, 5, 3); n.Layers[2] = Sequential{l}; return l }, "W1 b1 W2 b2"},
		"weights":       {func(n *Network) *Affine { l := n.Layers[2].(*Affine); l.W = newAffine(rng, He, 5, 3).W; return l }, "W1 b1 W2 b2"},
	} {
		for _, trained := range []bool{false, true} {
			n := NewTwoLayerNet(4, 5, 3, rng).Network
			if trained {
				n.Gradient(x, labels)
				n.Predict(x)
			}
			l := tt.change(n)
			old := mat.DenseCopyOf(l.W.Value)
			before := n.Loss(x, labels)
			for range 10 {
				n.Gradient(x, labels)
				SGD{LR: 0.1}.Update(n.Params())
			}
			if mat.Equal(old, l.W.Value) {
				t.Errorf("%s: the new weights have not learned", name)
			}
			if after := n.Loss(x, labels); !(after < before) {
				t.Errorf("%s: loss %v before, %v after", name, before, after)
			}
			if got := names(n.State()); got != tt.want {
				t.Errorf("%s: parameters %s, want %s", name, got, tt.want)
			}
			if got := n.Predict(x); !mat.EqualApprox(got, n.Layers.Forward(x), 1e-12) {
				t.Errorf("%s: Predict is not what the layers give", name)
			}
		}
	}
}

// Frozen layers stay bit for bit, and a head on them learns.
func TestFreeze(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 4))
	x, labels := Randn(rng, 1, 8, 6), OneHot([]int{0, 1, 2, 3, 4, 5, 0, 1}, 6)
	base := deepNet(rng)
	base.Gradient(x, labels) // moves the averages
	for _, net := range []*Network{
		NewNetwork(Freeze(base.Layers[:6]...), newAffine(rng, He, 6, 6)),
		NewNetwork(newAffine(rng, He, 6, 6), NewTanh(), Freeze(base.Layers[3:]...)),
	} {
		before := base.Predict(x)
		if r := CompareGradients(net.Gradient(x, labels), net.NumericalGradient(x, labels)); !r.OK(1e-7) {
			t.Errorf("gradients through frozen layers:\n%v", r)
		}
		loss := net.Loss(x, labels)
		for range 20 {
			net.Gradient(x, labels)
			SGD{LR: 0.1}.Update(net.Params())
		}
		if !mat.Equal(before, base.Predict(x)) {
			t.Error("the frozen network has changed")
		}
		if after := net.Loss(x, labels); !(after < loss) {
			t.Errorf("loss %v before, %v after", loss, after)
		}
	}
}

// Several goroutines predict with one network if no layer keeps something.
func TestPredictFromSeveralGoroutines(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 5))
	in := Shape{1, 8, 8}
	conv := newConvolution(rng, He, 3, in, Window{H: 3, W: 3})
	n := NewNetwork(conv, NewReLU(), NewMaxPooling(conv.Output(), Window{H: 2, W: 2, Stride: 2}), newAffine(rng, He, 27, 5), NewDropout(0.5, rng))
	for _, single := range []bool{false, true} {
		n.Float32 = single
		var xs, want []*mat.Dense
		for i := range 8 {
			xs = append(xs, Randn(rng, 1, 1+i, in.Size()))
			want = append(want, n.Predict(xs[i]))
		}
		var wg sync.WaitGroup
		for i := range xs {
			wg.Go(func() {
				for range 20 {
					if got := n.Predict(xs[i]); !mat.Equal(got, want[i]) {
						t.Errorf("batch of %d: another result in a goroutine", i+1)
						return
					}
				}
			})
		}
		wg.Wait()
	}
}

// meets is a layer that waits in Forward, to be met there by another goroutine.
type meets struct{ in, out chan bool }

func (m *meets) Forward(x *mat.Dense) *mat.Dense {
	m.in <- true
	<-m.out
	return mat.DenseCopyOf(x)
}
func (m *meets) Backward(dy *mat.Dense) *mat.Dense { return mat.DenseCopyOf(dy) }

// Whoever comes second to a network that is in use hears it clearly.
func TestTwoGoroutinesPanicClearly(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 6))
	x, labels := Randn(rng, 1, 2, 3), OneHot([]int{0, 1}, 3)
	for first, f := range map[string]func(n *Network){
		"Predict":  func(n *Network) { n.Predict(x) },
		"Gradient": func(n *Network) { n.Gradient(x, labels) },
	} {
		m := &meets{make(chan bool), make(chan bool)}
		n := NewNetwork(newAffine(rng, He, 3, 3), m)
		done := make(chan bool)
		go func() { f(n); close(done) }()
		<-m.in
		for method, f := range map[string]func(){
			"Predict":  func() { n.Predict(x) },
			"Loss":     func() { n.Loss(x, labels) },
			"Accuracy": func() { n.Accuracy(x, labels) },
			"Gradient": func() { n.Gradient(x, labels) },
		} {
			want := "dlfs: Network." + method + ": another goroutine uses this network: give each its own, by Clone"
			if got := panicOf(f); got != want {
				t.Errorf("%s during %s: panic %q, want %q", method, first, got, want)
			}
		}
		m.out <- true
		<-done
	}
}

// A clone computes the same bits, keeps the names, and neither moves the other;
// trained alike, both stay alike.
func TestClone(t *testing.T) {
	x, labels := Randn(rand.New(rand.NewPCG(14, 1)), 1, 9, 12), OneHot([]int{0, 1, 2, 0, 1, 2, 0, 1, 2}, 3)
	for seed := range uint64(60) {
		n := anyNet(seed, rand.New(rand.NewPCG(seed, 2)))
		n.Gradient(x, labels)
		before := bits(n)
		c := n.Clone()
		if bits(c) != before || names(c.State()) != names(n.State()) || !mat.Equal(c.Predict(x), n.Predict(x)) {
			t.Fatalf("seed %d: the clone of\n%v\nis another", seed, n)
		}
		before = bits(n) // layers that count have counted
		a, b := anyOptimizer(seed), anyOptimizer(seed)
		for range 3 {
			c.Gradient(x, labels)
			a.Update(c.Params())
		}
		if bits(n) != before || bits(c) == before {
			t.Errorf("seed %d: training the clone of\n%v\nhas changed the original, or nothing", seed, n)
		}
		for range 3 {
			n.Gradient(x, labels)
			b.Update(n.Params())
		}
		if bits(n) != bits(c) {
			t.Errorf("seed %d: trained alike,\n%v\nand its clone differ", seed, n)
		}
	}
}

// Clones in as many goroutines serve what one network cannot.
func TestClonesInGoroutines(t *testing.T) {
	n := deepNet(rand.New(rand.NewPCG(14, 2)))
	x := Randn(rand.New(rand.NewPCG(14, 3)), 1, 5, 6)
	want := n.Predict(x)
	var wg sync.WaitGroup
	for range 4 {
		c := n.Clone()
		wg.Go(func() {
			for range 20 {
				if !mat.Equal(c.Predict(x), want) {
					t.Error("a clone predicts something else")
					return
				}
			}
		})
	}
	wg.Wait()
}
