package dlfs

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// clusters returns n points of which each class has its own corner.
func clusters(rng *rand.Rand, n int) Examples {
	x, labels := Randn(rng, 0.3, n, 2), make([]int, n)
	for i := range labels {
		labels[i] = rng.IntN(3)
		x.Set(i, labels[i]%2, x.At(i, labels[i]%2)+float64(labels[i]))
	}
	return Examples{x, OneHot(labels, 3)}
}

func testTrainer(seed uint64) *Trainer {
	rng := rand.New(rand.NewPCG(seed, 0))
	return &Trainer{
		Model: NewTwoLayerNet(2, 8, 3, rng), Optimizer: &Adam{LR: 0.05},
		Train: clusters(rng, 250), Test: clusters(rng, 101), RNG: rng,
		Epochs: 20,
	}
}

func TestTrainerLearns(t *testing.T) {
	for _, shuffle := range []bool{false, true} {
		tr := testTrainer(1)
		tr.Shuffle = shuffle
		h := tr.Run()
		if len(h.Loss) != 60 || len(h.TrainAcc) != 20 || len(h.TestAcc) != 20 { // 250 examples in batches of 100: 3 an epoch
			t.Errorf("%d losses, %d and %d accuracies; want 60, 20, 20", len(h.Loss), len(h.TrainAcc), len(h.TestAcc))
		}
		if math.Abs(h.Loss[0]-math.Log(3)) > 0.01 || h.Loss[59] > 0.3 || h.TestAcc[19] < 0.9 {
			t.Errorf("loss %.3f to %.3f, accuracy %.3f; want ln 3, below 0.3, above 0.9", h.Loss[0], h.Loss[59], h.TestAcc[19])
		}
	}
}

func TestTrainerRepeatsItself(t *testing.T) {
	if a, b := testTrainer(1).Run(), testTrainer(1).Run(); !reflect.DeepEqual(a, b) {
		t.Error("the same seed gives two histories")
	}
	if a, b := testTrainer(1).Run(), testTrainer(2).Run(); reflect.DeepEqual(a, b) {
		t.Error("two seeds give the same history")
	}
}

func TestTrainerEvaluates(t *testing.T) {
	for _, tt := range []struct {
		book bool
		want []int // iterations with accuracies
	}{{false, []int{3, 6}}, {true, []int{1, 4}}} {
		tr := testTrainer(1)
		tr.Epochs, tr.BookEvaluation = 2, tt.book
		var got []int
		for p := range tr.Steps() {
			if p.Evaluated {
				got = append(got, p.Iteration)
			}
			if want := (p.Iteration-1)/3 + 1; p.Epoch != want || p.Iterations != 6 || p.Epochs != 2 {
				t.Errorf("progress %+v, want epoch %d of 2, 6 iterations", p, want)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("BookEvaluation %t: evaluated after %v, want %v", tt.book, got, tt.want)
		}
	}
}

func TestTrainerStops(t *testing.T) {
	tr, steps := testTrainer(1), 0
	for range tr.Steps() {
		if steps++; steps == 4 {
			break
		}
	}
	if tr.Optimizer.(*Adam).step[0] != 4 {
		t.Errorf("%v updates, want 4", tr.Optimizer.(*Adam).step)
	}
}

func TestShuffledEpochSeesEveryExample(t *testing.T) {
	tr := testTrainer(1)
	seen := map[float64]int{}
	tr.Shuffle, tr.Epochs = true, 1
	tr.Change = func(x *mat.Dense) *mat.Dense {
		n, _ := x.Dims()
		for i := range n {
			seen[x.At(i, 0)]++
		}
		return x
	}
	tr.Run()
	if len(seen) != 250 {
		t.Errorf("%d examples seen, want all 250", len(seen))
	}
}

// own is a reader's model, with nothing but the methods of the interface.
type own struct{ Model }

func TestTrainerTakesAnyModel(t *testing.T) {
	tr := testTrainer(1)
	tr.Model = own{tr.Model}
	if h := tr.Run(); h.TestAcc[19] < 0.9 {
		t.Errorf("accuracy %.3f, want above 0.9", h.TestAcc[19])
	}
}

// 250 examples are two parts of 100 and a tail, of which the book loses the
// last, and fewer than 100 count too.
func TestAccuracyCountsTheTail(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	identity := NewNetwork(NewAffine(mat.NewDense(3, 3, []float64{1, 0, 0, 0, 1, 0, 0, 0, 1}), mat.NewDense(1, 3, nil)))
	for _, n := range []int{1, 99, 100, 101, 250} {
		e := clusters(rng, n)
		wrong := n / 2
		x := mat.DenseCopyOf(e.T)
		for i := range wrong {
			x.SetRow(i, []float64{e.T.At(i, 2), e.T.At(i, 0), e.T.At(i, 1)})
		}
		want := float64(n-wrong) / float64(n)
		if got := identity.Accuracy(x, e.T); math.Abs(got-want) > 1e-12 {
			t.Errorf("%d examples: accuracy %v, want %v", n, got, want)
		}
		if got := AccuracyOn(identity, Examples{x, e.T}, n); math.Abs(got-want) > 1e-12 {
			t.Errorf("%d examples: AccuracyOn %v, want %v", n, got, want)
		}
	}
}

func TestShuffleAndSplit(t *testing.T) {
	e := Examples{rows(4, 1, 0, 1, 2, 3), rows(4, 1, 10, 11, 12, 13)}
	s := Shuffle(e, rand.New(rand.NewPCG(1, 3)))
	var order []float64
	for i := range 4 {
		order = append(order, s.X.At(i, 0))
		if s.T.At(i, 0) != s.X.At(i, 0)+10 {
			t.Errorf("row %d: input %v has the label %v", i, s.X.At(i, 0), s.T.At(i, 0))
		}
	}
	if slices.IsSorted(order) {
		t.Errorf("order %v is not shuffled", order)
	}
	if slices.Sort(order); !slices.Equal(order, []float64{0, 1, 2, 3}) {
		t.Errorf("examples %v, want 0 to 3", order)
	}
	first, rest := Split(e, 1)
	if first.Len() != 1 || rest.Len() != 3 || rest.X.At(0, 0) != 1 || rest.T.At(2, 0) != 13 {
		t.Errorf("Split gives %d and %d examples", first.Len(), rest.Len())
	}
}

func TestRandomSearch(t *testing.T) {
	var tried []HyperParams
	trials := RandomSearch(50, SearchSpace{}, rand.New(rand.NewPCG(1, 4)), func(h HyperParams) History {
		tried = append(tried, h)
		return History{TestAcc: []float64{0, h.LR}}
	})
	if len(trials) != 50 || len(tried) != 50 {
		t.Fatalf("%d trials of %d, want 50", len(trials), len(tried))
	}
	for i, tr := range trials {
		if tr.LR < 1e-6 || tr.LR > 1e-2 || tr.WeightDecay < 1e-8 || tr.WeightDecay > 1e-4 {
			t.Errorf("%v is outside of the space", tr.HyperParams)
		}
		if i > 0 && tr.Score() > trials[i-1].Score() {
			t.Errorf("trial %d has the score %v, after %v", i, tr.Score(), trials[i-1].Score())
		}
	}
	below := 0
	for _, h := range tried {
		if h.LR < 1e-4 {
			below++
		}
	}
	if below < 15 || below > 35 {
		t.Errorf("%d of 50 rates below 1e-4, want about half: powers are uniform", below)
	}
}
