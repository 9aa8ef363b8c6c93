package blas

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/gonum"
	"gonum.org/v1/gonum/blas/testblas"

	"github.com/dlfs-go/book/internal/simd"
)

func eachSet(t *testing.T, f func(t *testing.T)) {
	simd.EachSet(func(name string) { t.Run(name, f) })
}

// dgemm takes gonum's arguments to the kernels, without a look at them.
func dgemm(tA, tB blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	gemm(m, n, k, alpha, Matrix[float64]{a, lda, tA != blas.NoTrans}, Matrix[float64]{b, ldb, tB != blas.NoTrans}, beta, Matrix[float64]{c, ldc, false})
}

// kernelsOnly takes the kernels for small products too.
type kernelsOnly struct{}

func (kernelsOnly) Dgemm(tA, tB blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	if alpha == 0 || !right(tA, tB, m, n, k, len(a), lda, len(b), ldb, len(c), ldc) {
		gonum.Implementation{}.Dgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	dgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// gonum's own tests of its products.
func TestGonum(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		testblas.TestDgemm(t, Implementation{})
		testblas.TestDgemm(t, kernelsOnly{})
	})
}

// A problem is one product with all its arguments.
type problem struct {
	tA, tB           blas.Transpose
	m, n, k          int
	alpha, beta      float64
	padA, padB, padC int // columns that do not belong to the matrix
	a, b, c          []float64
	lda, ldb, ldc    int
}

func (p *problem) fill(rng *rand.Rand) {
	rowsA, colsA, _ := stored(p.tA, p.m, p.k)
	rowsB, colsB, _ := stored(p.tB, p.k, p.n)
	p.lda, p.ldb, p.ldc = colsA+p.padA, colsB+p.padB, p.n+p.padC
	p.a, p.b, p.c = random(rng, rowsA*p.lda), random(rng, rowsB*p.ldb), random(rng, p.m*p.ldc)
}

func random(rng *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.NormFloat64()
	}
	return x
}

func single(x []float64) []float32 {
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = float32(v)
	}
	return y
}

// check holds both products against gonum's, with what lies between the rows
// of C.
func (p *problem) check(t *testing.T) {
	t.Helper()
	want := slices.Clone(p.c)
	got, got32 := slices.Clone(p.c), single(p.c)
	gonum.Implementation{}.Dgemm(p.tA, p.tB, p.m, p.n, p.k, p.alpha, p.a, p.lda, p.b, p.ldb, p.beta, want, p.ldc)
	Implementation{}.Dgemm(p.tA, p.tB, p.m, p.n, p.k, p.alpha, p.a, p.lda, p.b, p.ldb, p.beta, got, p.ldc)
	Implementation{}.Sgemm(p.tA, p.tB, p.m, p.n, p.k, float32(p.alpha), single(p.a), p.lda, single(p.b), p.ldb, float32(p.beta), got32, p.ldc)
	for i, w := range want {
		scale := 1 + math.Abs(p.alpha)*float64(p.k)
		if p.beta != 0 && p.beta != 1 {
			scale += math.Abs(p.beta * p.c[i])
		}
		if d := math.Abs(got[i] - w); !(d <= 1e-14*scale) && !same(got[i], w) {
			t.Fatalf("%c%c m=%d n=%d k=%d alpha=%v beta=%v: C[%d,%d] = %v, want %v", p.tA, p.tB, p.m, p.n, p.k, p.alpha, p.beta, i/p.ldc, i%p.ldc, got[i], w)
		}
		if d := math.Abs(float64(got32[i]) - w); !(d <= 1e-5*scale) && !same(float64(got32[i]), w) {
			t.Fatalf("float32 %c%c m=%d n=%d k=%d alpha=%v beta=%v: C[%d,%d] = %v, want %v", p.tA, p.tB, p.m, p.n, p.k, p.alpha, p.beta, i/p.ldc, i%p.ldc, got32[i], w)
		}
	}
}

// same is equality for what is not a finite number.
func same(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.IsInf(a, 1) && math.IsInf(b, 1) || math.IsInf(a, -1) && math.IsInf(b, -1)
}

func TestAgainstGonum(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 1))
		sizes := []int{1, 2, 3, 7, 8, 13, 14, 15, 16, 17, 29, 31, 33, 48, 65, 100, 130, 257, 300, 515}
		for range 250 {
			p := problem{tA: transposed(rng), tB: transposed(rng),
				m: sizes[rng.IntN(len(sizes))], n: sizes[rng.IntN(len(sizes))], k: sizes[rng.IntN(len(sizes))],
				alpha: []float64{1, 1, -0.5, 2}[rng.IntN(4)], beta: []float64{0, 1, 0.5, -3}[rng.IntN(4)],
				padA: rng.IntN(3), padB: rng.IntN(3), padC: rng.IntN(3)}
			p.fill(rng)
			p.check(t)
		}
	})
}

func transposed(rng *rand.Rand) blas.Transpose {
	return []blas.Transpose{blas.NoTrans, blas.Trans, blas.ConjTrans}[rng.IntN(3)]
}

// A leading dimension of whole pages takes another way.
func TestWholePages(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	p := problem{tA: blas.NoTrans, tB: blas.NoTrans, m: 45, n: 200, k: 512, alpha: 1}
	p.fill(rng)
	p.check(t)
}

func FuzzAgainstGonum(f *testing.F) {
	f.Add(uint64(1), uint16(20), uint16(30), uint16(40), 1.0, 0.0)
	f.Add(uint64(2), uint16(1), uint16(300), uint16(300), -2.0, 1.0)
	f.Add(uint64(3), uint16(14), uint16(17), uint16(0), 1.0, 0.5)
	f.Fuzz(func(t *testing.T, seed uint64, m, n, k uint16, alpha, beta float64) {
		if math.IsNaN(alpha) || math.Abs(alpha) > 1e3 || math.IsNaN(beta) || math.Abs(beta) > 1e3 {
			return
		}
		rng := rand.New(rand.NewPCG(seed, 3))
		p := problem{tA: transposed(rng), tB: transposed(rng), m: int(m % 400), n: int(n % 400), k: int(k % 400),
			alpha: alpha, beta: beta, padA: rng.IntN(4), padB: rng.IntN(4), padC: rng.IntN(4)}
		if p.m == 0 || p.n == 0 {
			return
		}
		p.lda, p.ldb, p.ldc = 1, 1, 1
		if p.k == 0 {
			p.k = 1
		}
		p.fill(rng)
		p.check(t)
	})
}

// NaN and Inf go where they belong, and with beta = 0 what was in C does not
// count.
func TestNotFinite(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 4))
		for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			p := problem{tA: blas.NoTrans, tB: blas.NoTrans, m: 37, n: 41, k: 29, alpha: 1}
			p.fill(rng)
			p.a[5*p.lda+3] = bad
			for i := range p.c {
				p.c[i] = bad // beta is 0
			}
			p.check(t)
			p.fill(rng)
			p.b[7*p.ldb+40] = bad
			p.check(t)
			p.beta = 1
			p.c[0] = bad
			p.check(t)
		}
	})
}

// 0·NaN is NaN, where gonum leaves it out.
func TestZeroTimesNaN(t *testing.T) {
	if _, fast := simd.Fast(); !fast {
		t.Skip("no kernels on this machine: gonum's products")
	}
	const n = 16
	a, b, c := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
	b[0] = math.NaN()
	Implementation{}.Dgemm(blas.NoTrans, blas.NoTrans, n, n, n, 1, a, n, b, n, 0, c, n)
	if !math.IsNaN(c[0]) || c[1] != 0 {
		t.Errorf("0·NaN = %v, 0·0 = %v; want NaN, 0", c[0], c[1])
	}
}

func TestAlphaZero(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 5))
	p := problem{tA: blas.NoTrans, tB: blas.NoTrans, m: 20, n: 20, k: 20, beta: 0.5}
	p.fill(rng)
	p.a[0] = math.NaN()
	p.check(t)
}

// One core and many give the same numbers, to the last bit, and so do all sets
// of kernels.
func TestSameBits(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 6))
	p := problem{tA: blas.NoTrans, tB: blas.Trans, m: 150, n: 170, k: 600, alpha: 1, beta: 1}
	p.fill(rng)
	var first []float64
	eachSet(t, func(t *testing.T) {
		if name, fast := simd.Fast(); !fast {
			t.Skipf("%s does not fuse multiplication and addition", name)
		}
		for _, cores := range []int{1, 2, 5} {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
			c := append([]float64(nil), p.c...)
			Implementation{}.Dgemm(p.tA, p.tB, p.m, p.n, p.k, p.alpha, p.a, p.lda, p.b, p.ldb, p.beta, c, p.ldc)
			if first == nil {
				first = c
			}
			for i := range c {
				if c[i] != first[i] {
					t.Fatalf("%d cores: C[%d] = %v, want %v", cores, i, c[i], first[i])
				}
			}
		}
	})
}

// Wrong arguments panic as in gonum.
func TestPanics(t *testing.T) {
	x := make([]float64, 400)
	for name, f := range map[string]func(){
		"lda":       func() { Implementation{}.Dgemm(blas.NoTrans, blas.NoTrans, 20, 20, 20, 1, x, 19, x, 20, 0, x, 20) },
		"short b":   func() { Implementation{}.Dgemm(blas.NoTrans, blas.NoTrans, 20, 20, 20, 1, x, 20, x[1:], 20, 0, x, 20) },
		"short c":   func() { Implementation{}.Dgemm(blas.NoTrans, blas.NoTrans, 20, 20, 20, 1, x, 20, x, 20, 0, x[1:], 20) },
		"transpose": func() { Implementation{}.Dgemm('x', blas.NoTrans, 20, 20, 20, 1, x, 20, x, 20, 0, x, 20) },
		"negative":  func() { Implementation{}.Dgemm(blas.NoTrans, blas.NoTrans, -1, 20, 20, 1, x, 20, x, 20, 0, x, 20) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}

func TestRegister(t *testing.T) {
	defer blas64.Use(blas64.Implementation())
	Register()
	_, fast := simd.Fast()
	if _, ours := blas64.Implementation().(Implementation); ours != fast {
		t.Errorf("registered: %t, want %t", ours, fast)
	}
	type other struct{ gonum.Implementation }
	blas64.Use(other{})
	Register()
	if _, kept := blas64.Implementation().(other); !kept {
		t.Error("Register replaced an implementation that the program had chosen")
	}
}

// MultiplyAdd is a product that starts with the bias and ends with a ReLU,
// however many blocks it has.
func TestMultiplyAdd(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 7))
		for _, s := range [][3]int{{1, 1, 1}, {5, 3, 7}, {100, 50, 784}, {33, 10, 50}, {40, 37, 1100}, {600, 120, 300}} {
			for _, rectify := range []bool{false, true} {
				p := problem{tA: blas.NoTrans, tB: blas.NoTrans, m: s[0], n: s[1], k: s[2], alpha: 1, beta: 1}
				p.fill(rng)
				bias := random(rng, p.n)
				want := make([]float64, p.m*p.n)
				for i := range want {
					want[i] = bias[i%p.n]
				}
				gonum.Implementation{}.Dgemm(p.tA, p.tB, p.m, p.n, p.k, 1, p.a, p.lda, p.b, p.ldb, 1, want, p.n)
				MultiplyAdd(p.m, p.n, p.k, Matrix[float64]{Data: p.a, Stride: p.lda}, Matrix[float64]{Data: p.b, Stride: p.ldb}, bias, rectify, Matrix[float64]{Data: p.c, Stride: p.ldc})
				for i, w := range want {
					if rectify {
						w = max(0, w)
					}
					if math.Abs(p.c[i]-w) > 1e-14*float64(p.k+10) {
						t.Fatalf("%v, ReLU %t: C[%d,%d] = %v, want %v", s, rectify, i/p.n, i%p.n, p.c[i], w)
					}
				}
			}
		}
	})
}
