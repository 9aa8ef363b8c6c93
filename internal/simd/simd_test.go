package simd

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"
)

func random[T Float](rng *rand.Rand, n int) []T {
	x := make([]T, n)
	for i := range x {
		x[i] = T(rng.NormFloat64())
	}
	return x
}

// near is the tolerance for sums of some hundred products.
func near[T Float](a, b T) bool {
	tol := 1e-13
	if unsafe.Sizeof(a) == 4 {
		tol = 1e-4
	}
	return math.Abs(float64(a-b)) <= tol || math.IsNaN(float64(a)) && math.IsNaN(float64(b))
}

// Every kernel does what the loops in Go do.
func TestTile(t *testing.T) {
	EachSet(func(name string) {
		t.Run(name, func(t *testing.T) {
			for _, rows := range Rows() {
				for cols := 1; cols <= 2*Lanes[float64](); cols++ {
					testTile[float64](t, rows, cols)
				}
				for cols := 1; cols <= 2*Lanes[float32](); cols++ {
					testTile[float32](t, rows, cols)
				}
			}
		})
	})
}

func testTile[T Float](t *testing.T, rows, cols int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, uint64(rows*100+cols)))
	for _, start := range []Start{Zero, Add, Bias} {
		for _, rectify := range []bool{false, true} {
			for _, s := range [][2]int{{1, 1}, {37, 1}, {70, 1}, {3, 5}} {
				tile := Tile[T]{Steps: s[0], Segs: s[1], ARow: 3, AStep: 2, ASeg: 90, BStep: cols + 1, BSeg: 40 * cols, CRow: cols + 3, Start: start, Rectify: rectify}
				a := random[T](rng, rows*3+s[0]*2+s[1]*90)
				b := random[T](rng, s[0]*(cols+1)+s[1]*40*cols)
				bias := random[T](rng, cols)
				want := random[T](rng, rows*(cols+3))
				got := slices.Clone(want)
				tile.Prepare()
				tile.Run(rows, cols, a, b, got, bias)
				tile.inGo(rows, cols, a, b, want, bias)
				for i := range want {
					if !near(got[i], want[i]) {
						t.Fatalf("%T, %d rows of %d, start %d, rectify %t, steps and segments %v: C[%d] = %v, want %v", got[i], rows, cols, start, rectify, s, i, got[i], want[i])
					}
				}
			}
		}
	}
}

func TestPack(t *testing.T) {
	EachSet(func(name string) {
		t.Run(name, func(t *testing.T) {
			testPack[float64](t)
			testPack[float32](t)
		})
	})
}

func testPack[T Float](t *testing.T) {
	width := 2 * Lanes[T]()
	for _, rows := range []int{1, 2, 17, 40} {
		for _, cols := range []int{1, width - 1, width} {
			stride := width + 3
			from := random[T](rand.New(rand.NewPCG(1, 1)), (rows-1)*stride+cols)
			got := make([]T, rows*width+1)
			Pack(got, from, rows, cols, stride)
			for i, v := range got {
				want := T(0) // beyond the columns and behind the last row nothing is written
				if i < rows*width && i%width < cols {
					want = from[i/width*stride+i%width]
				}
				if v != want {
					t.Fatalf("%T, %d rows of %d: number %d is %v, want %v", v, rows, cols, i, v, want)
				}
			}
		}
	}
}

// ReLU of NaN is NaN.
func TestRectifyKeepsNaN(t *testing.T) {
	EachSet(func(name string) {
		cols := Lanes[float64]()
		tile := Tile[float64]{Steps: 1, Segs: 1, BStep: cols, CRow: cols, Rectify: true}
		b, c := make([]float64, cols), make([]float64, cols)
		b[0], b[1], b[2] = math.NaN(), -1, 2
		tile.Prepare()
		tile.Run(1, cols, []float64{1}, b, c, nil)
		if !math.IsNaN(c[0]) || c[1] != 0 || c[2] != 2 {
			t.Errorf("%s: max(0, [NaN -1 2]) = %v", name, c[:3])
		}
	})
}

func TestElements(t *testing.T) {
	EachSet(func(name string) {
		for _, n := range []int{0, 1, 4, 7, 8, 37} {
			t.Run(fmt.Sprint(name, " ", n), func(t *testing.T) {
				testElements[float64](t, n)
				testElements[float32](t, n)
			})
		}
	})
}

func testElements[T Float](t *testing.T, n int) {
	rng := rand.New(rand.NewPCG(2, uint64(n)))
	dx, y := random[T](rng, n), random[T](rng, n)
	if n > 3 {
		y[2], y[3] = 0, T(math.NaN())
	}
	got := slices.Clone(dx)
	Mask(got, y)
	for i := range got {
		want := dx[i]
		if !(y[i] > 0) {
			want = 0
		}
		if got[i] != want {
			t.Errorf("Mask: dx = %v where y = %v, want %v", got[i], y[i], want)
		}
	}
}

// Pool against the definition, window by window.
func TestPool(t *testing.T) {
	EachSet(func(name string) {
		for _, windows := range []int{1, 5} {
			for _, vectors := range []int{1, 3} {
				for _, gap := range []int{0, 8} {
					t.Run(fmt.Sprint(name, windows, vectors, gap), func(t *testing.T) {
						testPool(t, Pool[float64]{Windows: windows, Channels: 4 * vectors, Pixel: 4*vectors + gap})
						testPool(t, Pool[float32]{Windows: windows, Channels: 8 * vectors, Pixel: 8*vectors + gap})
					})
				}
			}
		}
	})
}

func testPool[T Float](t *testing.T, p Pool[T]) {
	t.Helper()
	p.Row = 2*p.Windows*p.Pixel + 5
	n := p.Windows * p.Channels
	rng := rand.New(rand.NewPCG(4, uint64(n)))
	x, y, won, dy := random[T](rng, 2*p.Row), make([]T, n), make([]T, n), random[T](rng, n)
	for _, i := range []int{0, p.Pixel, p.Row, p.Row + p.Pixel} {
		x[i], x[i+1] = 1, -1 // the first of equal ones; nothing passes a ReLU
	}
	nan := T(math.NaN()) // greater than all, the first of several
	x[p.Row+2], x[p.Row+p.Pixel+2] = nan, nan
	x[3] = nan
	p.Forward(x, y, won)
	for _, rectify := range []bool{false, true} {
		p.Rectify = rectify
		dx := random[T](rng, 2*p.Row)
		want := slices.Clone(dx)
		p.Backward(dx, dy, y, won)
		for i := range n {
			four, _ := p.of(i/p.Channels, i%p.Channels)
			at := 0
			for k, j := range four {
				want[j] = 0
				if best := x[four[at]]; x[j] > best || x[j] != x[j] && best == best {
					at = k
				}
			}
			best := x[four[at]]
			if y[i] != best && (y[i] == y[i] || best == best) || won[i] != T(at) {
				t.Errorf("number %d: y = %v, won %v; want %v, %d", i, y[i], won[i], x[four[at]], at)
			}
			if !rectify || y[i] > 0 {
				want[four[at]] = dy[i]
			}
		}
		if !slices.Equal(dx, want) {
			t.Errorf("rectify %t: dx = %v, want %v", rectify, dx, want)
		}
	}
}

// Adam's kernel rounds as Go does: the same bits.
func TestAdam(t *testing.T) {
	const n = 23
	step := func() []float64 {
		rng := rand.New(rand.NewPCG(3, 3))
		p, m, v := random[float64](rng, n), make([]float64, n), make([]float64, n)
		for range 5 {
			Adam(p, random[float64](rng, n), m, v, 1-0.9, 1-0.999, 0.001, 1e-7)
		}
		return p
	}
	defer func(l *set) { level = l }(level)
	level = goLevel
	want := step()
	EachSet(func(name string) {
		if got := step(); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	})
}

func TestPeak(t *testing.T) {
	EachSet(func(name string) {
		if got := Peak[float64](); (got > 1e8) != (name != goLevel.name) {
			t.Errorf("%s: %v operations a second", name, got)
		}
	})
}

func BenchmarkTile(b *testing.B) {
	for _, rows := range Rows() {
		for vectors := 1; vectors <= 2; vectors++ {
			benchmarkTile[float64](b, rows, vectors)
			benchmarkTile[float32](b, rows, vectors)
		}
	}
}

func benchmarkTile[T Float](b *testing.B, rows, vectors int) {
	const steps = 256
	cols := vectors * Lanes[T]()
	tile := Tile[T]{Steps: steps, Segs: 1, ARow: 1, AStep: rows, BStep: cols, CRow: cols}
	x, y, z := make([]T, rows*steps), make([]T, cols*steps), make([]T, rows*cols)
	tile.Prepare()
	b.Run(fmt.Sprintf("%T/%dx%d", x[0], rows, vectors), func(b *testing.B) {
		for b.Loop() {
			tile.Run(rows, cols, x, y, z, nil)
		}
		b.ReportMetric(2*float64(rows*cols*steps)/float64(b.Elapsed().Nanoseconds())*float64(b.N), "GFLOPS")
	})
}
