package par

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
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

// Many callers share the helpers, which sleep in between.
func TestDoOfMany(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	var callers sync.WaitGroup
	for c := range 8 {
		callers.Go(func() {
			for round := range 200 {
				var sum atomic.Int64
				Do(c+2, func(i int) {
					if i == round%3 {
						runtime.Gosched()
					}
					sum.Add(int64(i + 1))
				})
				if got, want := sum.Load(), int64((c+2)*(c+3)/2); got != want {
					t.Errorf("caller %d, round %d: the sum is %d, want %d", c, round, got, want)
				}
				if round%50 == 49 {
					for start := time.Now(); time.Since(start) < 2*patience; {
						runtime.Gosched() // until helpers sleep
					}
				}
			}
		})
	}
	callers.Wait()
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

// A call that ends its goroutine, as t.FailNow does, takes no helper away.
func TestDoIsLeft(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	for range 20 {
		done := make(chan struct{})
		go func() {
			defer close(done)
			Do(6, func(i int) {
				if i == 4 {
					runtime.Goexit()
				}
			})
		}()
		<-done
	}
	var calls atomic.Int32
	Do(20, func(int) { calls.Add(1) })
	if got := calls.Load(); got != 20 {
		t.Errorf("%d calls, want 20", got)
	}
}

func TestDoDoesNotAllocate(t *testing.T) {
	var sum atomic.Int64
	f := func(i int) { sum.Add(int64(i)) }
	Do(8, f)
	if got := testing.AllocsPerRun(100, func() { Do(8, f) }); got >= 1 {
		t.Errorf("%v allocations a call, want none", got)
	}
}

// BenchmarkDo shares 8 pieces of work, each as long as it says.
func BenchmarkDo(b *testing.B) {
	for _, d := range []time.Duration{0, 2 * time.Microsecond, 20 * time.Microsecond} {
		f := func(int) {
			for start := time.Now(); time.Since(start) < d; {
			}
		}
		b.Run(d.String(), func(b *testing.B) {
			for b.Loop() {
				Do(8, f)
			}
		})
	}
}
