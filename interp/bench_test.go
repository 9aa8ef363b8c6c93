package interp_test

import (
	"context"
	"flag"
	"strings"
	"testing"
	"time"

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

// firstResult is what a fresh session does for its first result.
func firstResult(t testing.TB) {
	eval1(t, newSession(), "import \"fmt\"\nfmt.Sprint(1 + 2)")
}

// fiveLines is a cell to be checked, compiled and run.
const fiveLines = "type T struct{ a, b int }\nfunc f(t T) int { return t.a * t.b }\nt := T{3, 4}\nx := f(t) + t.a\nx + 1"

func eval1(t testing.TB, s *interp.Session, code string) {
	t.Helper()
	if _, err := s.Eval(context.Background(), interp.Cell{Name: "c", Code: code}, interp.IO{}); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkFirstResult(b *testing.B) {
	for b.Loop() {
		firstResult(b)
	}
}

func BenchmarkCell(b *testing.B) {
	s := newSession()
	for b.Loop() {
		eval1(b, s, fiveLines)
	}
}

// TestLatency holds a first result and a small cell to what a reader does not
// notice.
func TestLatency(t *testing.T) {
	if !*bars {
		t.Skip("wants a quiet machine: go test ./interp -run TestLatency -bars")
	}
	s := newSession()
	for _, tt := range []struct {
		what string
		do   func()
		want time.Duration
	}{
		{"the first result of a session", func() { firstResult(t) }, 30 * time.Millisecond},
		{"a cell of five lines", func() { eval1(t, s, fiveLines) }, time.Millisecond},
	} {
		took := speed.Least(30, tt.do)
		t.Logf("%s takes %v", tt.what, took)
		if took > tt.want {
			t.Errorf("%s takes %v, want at most %v", tt.what, took, tt.want)
		}
	}
}
