package gokernel

import (
	"fmt"
	"os"
	"runtime"
	"testing"
)

// heap is what is in use after two collections: finalizers run between them.
func heap() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// A long session stays small: what a cell leaves behind is its text and what
// it declares.
func TestMemoryStaysFlat(t *testing.T) {
	n := 400
	if os.Getenv("DLFS_REQUIRE_ALL") != "" {
		n = 2500 // 10,000 cells in all
	}
	for _, tt := range []struct {
		name string
		step func(t *testing.T, e *Evaluator, i int)
		most int // bytes a cell
	}{
		{"a value and output", cell(func(i int) string { return fmt.Sprintf("fmt.Println(x)\nx + %d", i) }), 2500},
		{"an error and a panic", cell(func(i int) string { return []string{"undefinedName", "panic(x)"}[i%2] }), 2500},
		{"a loop with a function in it", cell(func(int) string { return "for i := range 3 {\n\tfunc() { x = i }()\n}" }), 5000},
		// What a cell declares is kept as compiled code, since earlier functions may use it.
		{"a variable anew", cell(func(int) string { return "y := make([]byte, 1<<16)\ny[0] = 1" }), 14_000},
		{"questions", func(_ *testing.T, e *Evaluator, i int) {
			e.Complete("fmt.Pri", 7)
			e.Inspect("fmt.Println", 8, 0)
			e.IsComplete("for {")
		}, 300},
	} {
		e := New()
		must(t, e, &recorder{}, "import \"fmt\"\nx := 1")
		for i := range 50 {
			tt.step(t, e, i)
		}
		before := heap()
		for i := range n {
			tt.step(t, e, i)
		}
		each := (heap() - before) / n
		t.Logf("%s: %d bytes for each of %d cells", tt.name, each, n)
		if each > tt.most {
			t.Errorf("%s: %d bytes for each of %d cells, want at most %d", tt.name, each, n, tt.most)
		}
		e.Close()
	}
}

func cell(code func(i int) string) func(*testing.T, *Evaluator, int) {
	return func(t *testing.T, e *Evaluator, i int) { run(t, e, &recorder{}, code(i)) }
}
