package deepcopy

import (
	"math/rand/v2"
	"os"
	"reflect"
	"sync"
	"testing"
	"time"
)

type ring struct {
	next *ring
	n    int
}

type everything struct {
	Numbers []float64
	names   map[string][]int
	any     any
	ring    *ring
	again   *ring
	rng     *rand.Rand
	mu      sync.Mutex
	file    *os.File
	at      time.Time
	f       func() int
	grid    [2][]int
	fixed   [3]float64
	typ     reflect.Type
	none    *ring
	missing []int
}

// A copy is equal, shares nothing that changes, and keeps rings and what is
// pointed to twice.
func TestCopy(t *testing.T) {
	r := &ring{n: 1}
	r.next = &ring{r, 2}
	n := 5
	old := &everything{Numbers: []float64{1, 2}, names: map[string][]int{"a": {1}}, any: []any{&ring{n: 7}, "x"}, ring: r, again: r,
		rng: rand.New(rand.NewPCG(1, 2)), file: os.Stdout, at: time.Now(), f: func() int { return n }, grid: [2][]int{{1}, {2}},
		fixed: [3]float64{1, 2, 3}, typ: reflect.TypeFor[ring]()}
	old.mu.Lock()
	c := Copy(&Copier{}, old)
	old.Numbers[0], old.names["a"][0], old.any.([]any)[0].(*ring).n, old.ring.n, old.grid[1][0] = 9, 9, 9, 9, 9
	if c.Numbers[0] != 1 || c.names["a"][0] != 1 || c.any.([]any)[0].(*ring).n != 7 || c.ring.n != 1 || c.grid[1][0] != 2 || c.fixed != old.fixed {
		t.Errorf("the copy has changed with the original: %+v", c)
	}
	if c.ring.next.next != c.ring || c.again != c.ring || c.ring == old.ring {
		t.Error("the ring is not a ring of its own")
	}
	if c.file != old.file || !c.at.Equal(old.at) || c.f() != 5 || c.typ != old.typ || c.none != nil || c.missing != nil {
		t.Errorf("what is shared or absent: %+v", c)
	}
	if !c.mu.TryLock() {
		t.Error("the lock of the copy is closed")
	}
	for range 5 {
		if a, b := old.rng.Uint64(), c.rng.Uint64(); a != b {
			t.Errorf("random numbers %d and %d", a, b)
		}
	}
}

func TestOwn(t *testing.T) {
	c := &Copier{Own: func(c *Copier, v reflect.Value) (reflect.Value, bool) {
		if v.Type() == reflect.TypeFor[*ring]() {
			return reflect.ValueOf(&ring{n: 42}), true
		}
		return v, false
	}}
	if got := Copy(c, []any{&ring{n: 1}}); got[0].(*ring).n != 42 {
		t.Errorf("%+v, want what Own gives", got[0])
	}
}
