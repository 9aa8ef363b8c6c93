package kernel_test

import (
	"fmt"
	"runtime"
	"testing"
)

// heap returns the memory in use, in bytes.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// Ten thousand cells that print, show and fail leave nothing behind but their
// lines of history.
func TestSoak(t *testing.T) {
	const cells, warm, perCell = 10_000, 1_000, 512
	s := start(t)
	var before uint64
	goroutines := 0
	for i := range cells {
		if i == warm {
			before, goroutines = heap(), runtime.NumGoroutine()
		}
		code := fmt.Sprintf("print %d\nshown x\nupdate y\nvalue %d", i, i)
		if i%500 == 499 {
			code = "fail x"
		}
		if r, _ := s.run(code); r.content["execution_count"] != float64(i+1) {
			t.Fatalf("cell %d: %v", i, r.content)
		}
	}
	grown := int64(heap()) - int64(before)
	if limit := int64(cells-warm) * perCell; grown > limit {
		t.Errorf("memory grew by %d bytes over %d cells, want at most %d", grown, cells-warm, limit)
	}
	if n := runtime.NumGoroutine(); n > goroutines+2 {
		t.Errorf("%d goroutines, %d before", n, goroutines)
	}
	t.Logf("%d bytes a cell", grown/(cells-warm))
}
