package interp_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/dlfs-go/book/interp"
)

// A long session must stay small and quick: what it takes grows with what it
// holds, not with the square of it.

// longCells are the kinds of cells that a long session is made of. A cell of the
// kind costs at most the bytes want, with what it declares.
var longCells = []struct {
	name string
	cell func(i int) string
	want int
}{
	{"variable", func(i int) string { return fmt.Sprintf("v%d := %d", i, i) }, 1200},
	{"constant", func(i int) string { return fmt.Sprintf("const c%d = %d", i, i) }, 1200},
	{"type", func(i int) string { return fmt.Sprintf("type T%d struct{ n int }", i) }, 2 << 10},
	{"function", func(i int) string { return fmt.Sprintf("func f%d(x int) int { return x + %d }", i, i) }, 5 << 10},
	{"variable again", func(i int) string { return fmt.Sprintf("x := %d", i) }, 100},
	{"function again", func(i int) string { return fmt.Sprintf("func f(x int) int { return x + %d }", i) }, 1 << 10},
	{"statement", func(i int) string { return fmt.Sprintf("for range %d { }", i%10) }, 500},
	{"result", func(i int) string { return fmt.Sprintf("1 + %d", i) }, 500},
	{"panic", func(i int) string { return "panic(1)" }, 500},
	{"goroutine", func(i int) string { return "c := make(chan int)\ngo func() { c <- 1 }()\n<-c" }, 1500},
	{"error", func(i int) string { return "undefined1" }, 500},
}

// longSession is a session that cells are added to.
type longSession struct {
	s    *interp.Session
	cell func(i int) string
	n    int
}

// run runs cells until there are n and returns how long each took.
func (l *longSession) run(n int) (took []time.Duration) {
	for ; l.n < n; l.n++ {
		code := l.cell(l.n)
		start := time.Now()
		l.s.Eval(context.Background(), interp.Cell{Name: fmt.Sprintf("In [%d]", l.n), Code: code}, interp.IO{})
		took = append(took, time.Since(start))
	}
	return took
}

// grow runs cells until there are n and returns how many bytes each has left.
func (l *longSession) grow(n int) int {
	before, from := heapInUse(), l.n
	l.run(n)
	left := heapInUse() - before
	return left / (n - from)
}

func heapInUse() int {
	var m runtime.MemStats
	for range 2 {
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// TestLongSession checks that a cell leaves as much behind when there are many
// before it as when there are few.
func TestLongSession(t *testing.T) {
	var all []*longSession // none becomes garbage while another is measured
	defer func() { runtime.KeepAlive(all) }()
	for _, tt := range longCells {
		t.Run(tt.name, func(t *testing.T) {
			l := &longSession{s: newSession(), cell: tt.cell}
			all = append(all, l)
			l.run(250)
			few, many := l.grow(500), l.grow(1000) // maps double in both
			if few > tt.want || many > tt.want || many > few+few/2+100 {
				t.Errorf("a cell leaves %d bytes up to the 500th, %d from there to the 1,000th; want at most %d, and not more and more", few, many, tt.want)
			}
		})
	}
}

// TestLongSessionBar holds 10,000 cells that declare to their bar: 1 kB each,
// and the last of them as quick as the first.
func TestLongSessionBar(t *testing.T) {
	if !*bars {
		t.Skip("wants a quiet machine: go test ./interp -run TestLongSessionBar -bars")
	}
	l := &longSession{s: newSession(), cell: longCells[0].cell}
	l.run(100) // the first ones load packages
	first := l.run(200)
	left := l.grow(9900)
	last := l.run(10000)
	slices.Sort(first)
	slices.Sort(last)
	t.Logf("%d bytes a cell; %v for one of the first hundred, %v for one of the last", left, first[50], last[50])
	if left > 1<<10 {
		t.Errorf("a cell that declares a variable leaves %d bytes, want at most 1 kB", left)
	}
	if last[50] > first[50]*12/10 {
		t.Errorf("the 10,000th cell takes %v, one of the first %v: want at most 20%% more", last[50], first[50])
	}
}
