package interp_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/interp"
)

// benchmarks are the same work in a cell and compiled. Each cell declares
// func work(), which the benchmark calls.
var benchmarks = []struct {
	name, cell string
	native     func()
}{
	{"fib", `func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }
func work() { sink = fib(25) }; var sink int`, func() { sinkInt = fib(25) }},
	{"loop", `func work() { s := 0.0; for i := range 1000000 { s += float64(i) * 0.5 }; sink = s }; var sink float64`, func() {
		s := 0.0
		for i := range 1000000 {
			s += float64(i) * 0.5
		}
		sinkFloat = s
	}},
	{"array", `var a = make([]float64, 1000)
func work() { s := 0.0; for k := range 300 { for i := range a { a[i] += float64(i*k); s += a[i] } }; sink = s }; var sink float64`, func() {
		s := 0.0
		for k := range 300 {
			for i := range array {
				array[i] += float64(i * k)
				s += array[i]
			}
		}
		sinkFloat = s
	}},
	{"strings", `import "strings"
func work() { var b strings.Builder; for range 10000 { b.WriteString("ab") }; sink = b.Len() }; var sink int`, func() {
		var b strings.Builder
		for range 10000 {
			b.WriteString("ab")
		}
		sinkInt = b.Len()
	}},
	{"map", `func work() { m := map[int]int{}; for i := range 10000 { m[i%100]++ }; sink = len(m) }; var sink int`, func() {
		m := map[int]int{}
		for i := range 10000 {
			m[i%100]++
		}
		sinkInt = len(m)
	}},
	{"interface", `type S interface{ Area() float64 }; type sq struct{ s float64 }
func (q sq) Area() float64 { return q.s * q.s }
var shapes = []S{sq{1}, sq{2}}
func work() { t := 0.0; for i := range 10000 { t += shapes[i&1].Area() }; sink = t }; var sink float64`, func() {
		t := 0.0
		for i := range 10000 {
			t += shapes[i&1].Area()
		}
		sinkFloat = t
	}},
	{"closure", `func work() { n := 0; inc := func(k int) { n += k }; for i := range 10000 { inc(i) }; sink = n }; var sink int`, func() {
		n := 0
		inc := func(k int) { n += k }
		for i := range 10000 {
			inc(i)
		}
		sinkInt = n
	}},
	{"compiled call", `import "math"
func work() { s := 0.0; for i := range 10000 { s += math.Sqrt(float64(i)) }; sink = s }; var sink float64`, func() {
		s := 0.0
		for i := range 10000 {
			s += sqrt(float64(i))
		}
		sinkFloat = s
	}},
	{"callback", `import "gonum.org/v1/gonum/mat"
var m = mat.NewDense(100, 100, nil)
func work() { m.Apply(func(i, j int, v float64) float64 { return float64(i + j) }, m) }`, func() {
		matrix.Apply(func(i, j int, v float64) float64 { return float64(i + j) }, matrix)
	}},
}

var (
	sinkInt   int
	sinkFloat float64
	array     = make([]float64, 1000)
	matrix    = mat.NewDense(100, 100, nil)
	shapes    = []interface{ Area() float64 }{square{1}, square{2}}
)

type square struct{ s float64 }

//go:noinline
func (q square) Area() float64 { return q.s * q.s }

//go:noinline
func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

//go:noinline
func sqrt(x float64) float64 { return x / 2 }

// BenchmarkEngine times each piece of work in a cell and compiled: the ratio of
// the two is what counts.
func BenchmarkEngine(b *testing.B) {
	for _, bm := range benchmarks {
		b.Run(bm.name+"/cell", func(b *testing.B) {
			s := newSession()
			run := func(code string) {
				if _, err := s.Eval(context.Background(), interp.Cell{Name: "bench", Code: code}, interp.IO{}); err != nil {
					b.Fatal(err)
				}
			}
			run(bm.cell)
			run("work()")
			b.ResetTimer()
			run(fmt.Sprintf("for range %d { work() }", b.N))
		})
		b.Run(bm.name+"/native", func(b *testing.B) {
			for b.Loop() {
				bm.native()
			}
		})
	}
}

// BenchmarkFirstResult is a fresh session's first result, with an import.
func BenchmarkFirstResult(b *testing.B) {
	for b.Loop() {
		if _, err := newSession().Eval(context.Background(), interp.Cell{Name: "c", Code: "import \"fmt\"\nfmt.Sprint(1 + 2)"}, interp.IO{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCell is checking, building and running a cell of five lines.
func BenchmarkCell(b *testing.B) {
	s := newSession()
	for b.Loop() {
		if _, err := s.Eval(context.Background(), interp.Cell{Name: "c", Code: "type T struct{ a, b int }\nfunc f(t T) int { return t.a * t.b }\nt := T{3, 4}\nx := f(t) + t.a\nx + 1"}, interp.IO{}); err != nil {
			b.Fatal(err)
		}
	}
}
