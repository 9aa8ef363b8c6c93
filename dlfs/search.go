package dlfs

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Shuffle returns the examples in random order, inputs and labels alike
// (section 6.5.1).
func Shuffle(e Examples, rng *rand.Rand) Examples {
	x, t := e.Batch(rng.Perm(e.Len()))
	return Examples{x, t}
}

// Split returns the first n examples and the others, for validation and for
// training (section 6.5.1). It panics if either would be empty.
//
// Both are views: they share their numbers with e.
func Split(e Examples, n int) (first, rest Examples) {
	all := e.Len()
	if n < 1 || n >= all {
		panicf("Split: %d of %d examples leave one part empty", n, all)
	}
	part := func(lo, hi int) Examples {
		_, d := e.X.Dims()
		_, m := e.T.Dims()
		return Examples{e.X.Slice(lo, hi, 0, d).(*mat.Dense), e.T.Slice(lo, hi, 0, m).(*mat.Dense)}
	}
	return part(0, n), part(n, all)
}

// LogUniform returns 10 to a random power from lo to hi: for numbers of which
// only the order of magnitude is known (section 6.5.2).
func LogUniform(rng *rand.Rand, lo, hi float64) float64 {
	return math.Pow(10, lo+(hi-lo)*rng.Float64())
}

// HyperParams are what the book searches for (section 6.5.3).
type HyperParams struct{ LR, WeightDecay float64 }

// String returns both numbers.
func (h HyperParams) String() string {
	return fmt.Sprintf("lr %.2e, weight decay %.2e", h.LR, h.WeightDecay)
}

// SearchSpace bounds the exponents of random [HyperParams] (section 6.5.3).
// The zero value is the book's: a learning rate of 1e-6 to 1e-2 and a weight
// decay of 1e-8 to 1e-4.
type SearchSpace struct{ LR, WeightDecay [2]float64 }

// Sample returns one random choice.
func (s SearchSpace) Sample(rng *rand.Rand) HyperParams {
	if s == (SearchSpace{}) {
		s = SearchSpace{LR: [2]float64{-6, -2}, WeightDecay: [2]float64{-8, -4}}
	}
	decay := LogUniform(rng, s.WeightDecay[0], s.WeightDecay[1])
	return HyperParams{LR: LogUniform(rng, s.LR[0], s.LR[1]), WeightDecay: decay}
}

// A Trial is one training of a search (section 6.5.3).
type Trial struct {
	HyperParams
	History History
}

// Score is the last test accuracy, 0 if there is none.
func (t Trial) Score() float64 {
	if n := len(t.History.TestAcc); n > 0 {
		return t.History.TestAcc[n-1]
	}
	return 0
}

// RandomSearch trains with n random choices and returns the trials, the best
// first (section 6.5.3). Trials of the same score stay in the order they had.
func RandomSearch(n int, space SearchSpace, rng *rand.Rand, train func(HyperParams) History) []Trial {
	if n < 0 {
		panicf("RandomSearch: %d trials, want 0 or more", n)
	}
	trials := make([]Trial, n)
	for i := range trials {
		h := space.Sample(rng)
		trials[i] = Trial{h, train(h)}
	}
	slices.SortStableFunc(trials, func(a, b Trial) int {
		switch {
		case a.Score() > b.Score():
			return -1
		case a.Score() < b.Score():
			return 1
		}
		return 0
	})
	return trials
}
