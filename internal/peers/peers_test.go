package peers

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

// fixed is a peer whose measurements are given.
type fixed struct {
	Own
	ms  []float64
	err error
}

func (f *fixed) Has(name string) bool { return name == "dgemm1000" }

func (f *fixed) Measure(string) (float64, error) {
	ms := f.ms[0]
	f.ms = f.ms[1:]
	return ms, f.err
}

// noRest is for peers that leave nothing running.
func noRest(t *testing.T) {
	before := rest
	rest = 0
	t.Cleanup(func() { rest = before })
}

func TestRunTakesMedians(t *testing.T) {
	noRest(t)
	a := &fixed{Own: Own{Name: "a"}, ms: []float64{9, 1, 2}}
	b := &fixed{Own: Own{Name: "b"}, ms: []float64{4, 5, 600}}
	rounds := 0
	got, err := Run(t.Context(), []Peer{a, b}, 3, func(int) { rounds++ })
	if want := []Result{{"dgemm1000", "a", 2}, {"dgemm1000", "b", 5}}; err != nil || !slices.Equal(got, want) || rounds != 3 {
		t.Errorf("Run = %v, %v after %d rounds; want %v after 3", got, err, rounds, want)
	}
	if got := median([]float64{4, 1, 3, 2}); got != 2.5 {
		t.Errorf("median of 1 to 4 = %v, want 2.5", got)
	}
}

func TestRunStops(t *testing.T) {
	noRest(t)
	bad := &fixed{Own: Own{Name: "bad"}, ms: []float64{1}, err: errors.New("broken")}
	if _, err := Run(t.Context(), []Peer{bad}, 1, nil); err == nil || err.Error() != "bad: dgemm1000: broken" {
		t.Errorf("error %v, want it to say who and what", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, []Peer{bad}, 1, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}

func TestOwn(t *testing.T) {
	made, steps := 0, 0
	o := &Own{Name: "dlfs", Jobs: map[string]func() func(){"dgemm1000": func() func() { made++; return func() { steps++ } }}}
	for range 2 {
		if ms, err := o.Measure("dgemm1000"); err != nil || !(ms > 0) {
			t.Errorf("Measure = %v, %v", ms, err)
		}
	}
	if made != 1 || steps < 3 || !o.Has("dgemm1000") || o.Has("sgemm1000") {
		t.Errorf("made %d times, %d steps; want once", made, steps)
	}
}

func TestPythonIsMissing(t *testing.T) {
	if _, err := Python(t.Context(), "no-such-python", "numpy"); err == nil || !strings.Contains(err.Error(), "no-such-python") {
		t.Errorf("error %v does not name the interpreter", err)
	}
}

// The script itself, with the smallest of its measurements.
func TestNumPy(t *testing.T) {
	interpreter := os.Getenv("DLFS_PYTHON")
	if interpreter == "" {
		interpreter = "python3"
	}
	p, err := Python(t.Context(), interpreter, "numpy")
	if err != nil {
		if os.Getenv("DLFS_REQUIRE_ALL") == "1" {
			t.Fatal(err)
		}
		t.Skipf("no NumPy: %v", err)
	}
	if ms, err := p.Measure("TwoLayerNet/step"); err != nil || !(ms > 0) {
		t.Errorf("Measure = %v, %v", ms, err)
	}
	for _, name := range Names {
		if !p.Has(name) {
			t.Errorf("NumPy has no %s", name)
		}
	}
	if !strings.Contains(p.About(), "NumPy") {
		t.Errorf("About = %q", p.About())
	}
	if _, err := p.Measure("nonsense"); err == nil || !strings.Contains(err.Error(), "nonsense") {
		t.Errorf("error %v, want the script's own words", err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}
