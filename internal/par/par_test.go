package par

import (
	"runtime"
	"sync/atomic"
	"testing"
)

func TestDo(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	for _, n := range []int{0, 1, 2, 7, 1000} {
		seen := make([]atomic.Int32, n)
		Do(n, func(i int) { seen[i].Add(1) })
		for i := range seen {
			if got := seen[i].Load(); got != 1 {
				t.Errorf("Do(%d) called f(%d) %d times, want once", n, i, got)
			}
		}
	}
}

// A Do within a Do ends, though all helpers may be busy.
func TestDoWithinDo(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	var calls atomic.Int32
	Do(20, func(int) { Do(20, func(int) { calls.Add(1) }) })
	if got := calls.Load(); got != 400 {
		t.Errorf("%d calls, want 400", got)
	}
}

func TestDoPanics(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	for range 50 {
		func() {
			defer func() {
				if r := recover(); r != "caught" {
					t.Errorf("recovered %v, want the panic of f", r)
				}
			}()
			Do(10, func(i int) {
				if i == 5 {
					panic("caught")
				}
			})
		}()
	}
	Do(10, func(int) {}) // the job of the panics has forgotten them
}

func TestDoDoesNotAllocate(t *testing.T) {
	var sum atomic.Int64
	f := func(i int) { sum.Add(int64(i)) }
	Do(8, f)
	if got := testing.AllocsPerRun(100, func() { Do(8, f) }); got >= 1 {
		t.Errorf("%v allocations a call, want none", got)
	}
}

func BenchmarkDo(b *testing.B) {
	f := func(int) {}
	for b.Loop() {
		Do(8, f)
	}
}
