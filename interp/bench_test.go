package interp_test

import (
	"context"
	"flag"
	"strings"
	"testing"

	"github.com/dlfs-go/book/internal/speed"
	"github.com/dlfs-go/book/interp"
)

// interpreted returns the benchmark's work as a cell's function.
func interpreted(t testing.TB, bm speed.Benchmark) func() {
	t.Helper()
	s := newSession()
	for _, code := range []string{speed.Source(bm.Gonum), bm.Func} {
		r, err := s.Eval(context.Background(), interp.Cell{Name: "bench", Code: code}, interp.IO{})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Values) == 1 {
			work := r.Values[0].Interface().(func())
			work() // compiles it
			return work
		}
	}
	t.Fatalf("%s is no function", bm.Func)
	return nil
}

// BenchmarkEngine times each piece of work in a cell. The metric that counts is
// x-native: how many times as long it takes as compiled.
func BenchmarkEngine(b *testing.B) {
	for _, bm := range speed.Benchmarks {
		b.Run(strings.ReplaceAll(bm.Name, " ", "_"), func(b *testing.B) {
			work := interpreted(b, bm)
			for b.Loop() {
				work()
			}
			b.ReportMetric(speed.Ratio(10, work, bm.Native), "x-native")
		})
	}
}

var bars = flag.Bool("bars", false, "check that the engine is as fast as it shall be")

// TestBars keeps the engine as fast as it is. It tries again where the machine
// may have been busy.
func TestBars(t *testing.T) {
	if !*bars {
		t.Skip("wants a quiet machine: go test ./interp -run TestBars -bars")
	}
	for _, bm := range speed.Benchmarks {
		work, ratio := interpreted(t, bm), 0.0
		for range 5 {
			if ratio = speed.Ratio(10, work, bm.Native); ratio <= bm.Bar {
				break
			}
		}
		t.Logf("%-28s %5.1f times native", bm.Name, ratio)
		if bm.Bar > 0 && ratio > bm.Bar {
			t.Errorf("%s takes %.1f times as long as compiled, want at most %.0f", bm.Name, ratio, bm.Bar)
		}
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
