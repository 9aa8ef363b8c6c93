package engine

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/dlfs-go/book/internal/simd"
)

// plainConv is convolution from its definition, without a trick.
func plainConv(x, w, b []float64, in Size, filters int, win Window) []float64 {
	oh, ow := win.output(in)
	y := make([]float64, filters*oh*ow)
	for f := range filters {
		for oy := range oh {
			for ox := range ow {
				sum := b[f]
				for c := range in.C {
					for i := range win.H {
						for j := range win.W {
							r, q := oy*win.Stride+i-win.Pad, ox*win.Stride+j-win.Pad
							if r >= 0 && r < in.H && q >= 0 && q < in.W {
								sum += x[(c*in.H+r)*in.W+q] * w[((f*in.C+c)*win.H+i)*win.W+j]
							}
						}
					}
				}
				y[(f*oh+oy)*ow+ox] = sum
			}
		}
	}
	return y
}

func random(rng *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.NormFloat64()
	}
	return x
}

func param(rng *rand.Rand, n int) *Param[float64] {
	return &Param[float64]{Value: random(rng, n), Grad: make([]float64, n)}
}

// Every shape of window, image and channels gives what the definition says.
func TestConvIsItsDefinition(t *testing.T) {
	simd.EachSet(func(set string) {
		rng := rand.New(rand.NewPCG(1, 1))
		for range 60 {
			in := Size{1 + rng.IntN(20), 1 + rng.IntN(17), 1 + rng.IntN(17)}
			win := Window{1 + rng.IntN(5), 1 + rng.IntN(5), 1 + rng.IntN(3), rng.IntN(4)}
			if in.H+2*win.Pad < win.H || in.W+2*win.Pad < win.W {
				continue
			}
			filters, n := 1+rng.IntN(40), 1+rng.IntN(10)
			w, b := param(rng, filters*in.C*win.H*win.W), param(rng, filters)
			s := NewStack[float64](in)
			s.Conv(w, b, filters, win, false)
			x, size := random(rng, n*in.numbers()), s.Out().numbers()
			got := s.Forward(x, n, true)
			for i := range n {
				want := plainConv(x[i*in.numbers():], w.Value, b.Value, in, filters, win)
				for k, v := range want {
					if math.Abs(got[i*size+k]-v) > 1e-11 {
						t.Fatalf("%s: %v, %d filters, %v: image %d, number %d is %v, want %v", set, in, filters, win, i, k, got[i*size+k], v)
					}
				}
			}
			checkGradients(t, fmt.Sprint(set, in, filters, win), s, x, n, w, b, rng)
		}
	})
}

// checkGradients uses that convolution is linear: with the loss Σ v·y, the
// difference that a step makes is the gradient times the step, exactly.
func checkGradients(t *testing.T, what string, s *Stack[float64], x []float64, n int, w, b *Param[float64], rng *rand.Rand) {
	t.Helper()
	v := random(rng, n*s.Out().numbers())
	loss := func() (sum float64) {
		for i, y := range s.Forward(x, n, true) {
			sum += v[i] * y
		}
		return sum
	}
	before := loss()
	dx := s.Backward(v, true)
	for name, p := range map[string]struct{ value, grad []float64 }{"w": {w.Value, w.Grad}, "b": {b.Value, b.Grad}, "x": {x, dx}} {
		step, want := random(rng, len(p.value)), 0.0
		for i, d := range step {
			p.value[i] += d
			want += d * p.grad[i]
		}
		if got := loss() - before; math.Abs(got-want) > 1e-9*float64(1+len(v)) {
			t.Fatalf("%s: a step in %s changes the loss by %v, want %v", what, name, got, want)
		}
		for i, d := range step {
			p.value[i] -= d
		}
	}
}

// Pooling with any window gives maxima, and gradients to where they were.
func TestPool(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	in := Size{3, 7, 6}
	for _, win := range []Window{{2, 2, 2, 0}, {3, 2, 1, 0}, {3, 3, 2, 1}, {2, 2, 1, 1}} {
		s := NewStack[float64](in)
		s.Pool(win)
		x := random(rng, 2*in.numbers())
		y := s.Forward(x, 2, true)
		dy := make([]float64, len(y))
		for i := range dy {
			dy[i] = 1
		}
		sum, dx := 0.0, s.Backward(dy, true)
		for i, d := range dx {
			sum += d * x[i] // every maximum as often as it is one
		}
		want := 0.0
		for _, v := range y {
			want += v
		}
		if math.Abs(sum-want) > 1e-12 {
			t.Errorf("%v: gradients times inputs make %v, want the sum of the maxima %v", win, sum, want)
		}
		if got := s.Forward(x, 1, false); y[0] != got[0] {
			t.Errorf("%v: %v in inference, %v in training", win, got[0], y[0])
		}
	}
}

func TestSpans(t *testing.T) {
	simd.EachSet(func(set string) {
		for n := 1; n < 70; n++ {
			for name, spans := range map[string][]span{"overlapping": overlapping(n), "exact": exact(n)} {
				seen := make([]int, n)
				for _, s := range spans {
					for i := s.at; i < s.at+s.n; i++ {
						seen[i]++
					}
				}
				for i, times := range seen {
					if times == 0 || name == "exact" && times > 1 {
						t.Errorf("%s, %s(%d): %d is seen %d times", set, name, n, i, times)
					}
				}
			}
		}
	})
}

func TestChunks(t *testing.T) {
	for n := range 30 {
		at := 0
		for i := range Chunks {
			lo, hi := chunkOf(n, i)
			if lo != at || hi < lo {
				t.Errorf("n = %d: part %d is [%d, %d), want it to begin at %d", n, i, lo, hi, at)
			}
			at = hi
		}
		if _, hi := chunkOf(n, 0); at != n || n > 0 && hi == 0 {
			t.Errorf("n = %d: the parts end at %d, the first at %d", n, at, hi)
		}
	}
}

// A pooling that remembers the winners gives what one that looks for them
// does, to the last bit, with the ReLU before it and without, also where the
// windows do not cover the last row and column.
func TestSquareIsPool(t *testing.T) {
	simd.EachSet(func(set string) {
		rng := rand.New(rand.NewPCG(1, 3))
		for range 40 {
			in, filters, n := Size{1 + rng.IntN(9), 6 + rng.IntN(9), 6 + rng.IntN(9)}, 1+rng.IntN(20), 1+rng.IntN(10)
			win := Window{3, 3, 1 + rng.IntN(2), rng.IntN(2)}
			rectify, seed := rng.IntN(2) == 0, rng.Uint64()
			run := func(pool func(s *Stack[float64])) (got [][]float64) {
				rng := rand.New(rand.NewPCG(seed, 1))
				w, b := param(rng, filters*in.C*9), param(rng, filters)
				w2, b2 := param(rng, 3*filters), param(rng, 3)
				s := NewStack[float64](in)
				s.Conv(w, b, filters, win, rectify)
				pool(s)
				s.Conv(w2, b2, 3, Window{1, 1, 1, 1}, true)
				x := random(rng, n*in.numbers())
				s.Forward(x, 1, false) // what it leaves must not matter
				y := s.Forward(x, n, true)
				return [][]float64{y, s.Backward(random(rng, len(y)), true), w.Grad, b.Grad, w2.Grad, b2.Grad}
			}
			got := run(func(s *Stack[float64]) {
				s.Pool(Window{2, 2, 2, 0})
				if _, ok := s.ops[1].(*square[float64]); !ok {
					t.Fatalf("the pooling is a %T", s.ops[1])
				}
			})
			want := run(func(s *Stack[float64]) {
				size := s.Out()
				out := Size{size.C, size.H / 2, size.W / 2}
				s.add(&pool[float64]{window: Window{2, 2, 2, 0}, i: 1}, out, padded(out, lanes[float64](out.C), 0))
			})
			for i, name := range []string{"y", "dx", "dW1", "db1", "dW2", "db2"} {
				if !slices.Equal(got[i], want[i]) {
					t.Fatalf("%s: %v, %d filters, %v, ReLU %t: %s is %v, want %v", set, in, filters, win, rectify, name, got[i], want[i])
				}
			}
		}
	})
}
