package gokernel

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/dlfs-go/book/kernel"
)

// interruptedRun runs code, interrupts it after a moment, and returns its
// error.
func interruptedRun(t *testing.T, e *Evaluator, code string) *kernel.Error {
	t.Helper()
	done := make(chan error)
	go func() {
		_, err := e.Execute(context.Background(), kernel.Cell{Code: code, Count: 7}, &recorder{})
		done <- err
	}()
	time.AfterFunc(50*time.Millisecond, e.Interrupt)
	var k *kernel.Error
	if err := <-done; !errors.As(err, &k) {
		t.Fatalf("%q: error %v, want a *kernel.Error", code, err)
	}
	return k
}

func TestInterruptedCellSaysWhere(t *testing.T) {
	e := evaluator(t)
	must(t, e, &recorder{}, "import (\"fmt\"; \"io\"; \"time\")\nr, _ := io.Pipe()")
	for _, tt := range []struct{ code, value, trace string }{
		{"fmt.Print()\nfor i := 0; ; i++ {\n}", "its variables are kept", "In [7]:2"},
		{"time.Sleep(time.Hour)", "its variables are kept", "In [7]:1"},
		{"r.Read(make([]byte, 1))", "left behind inside (*io.PipeReader).Read", "In [7]:1"},
	} {
		k := interruptedRun(t, e, tt.code)
		if trace := strings.Join(k.Traceback, "\n"); k.Name != "interrupted" || !strings.Contains(k.Value, tt.value) || !strings.Contains(trace, tt.trace) {
			t.Errorf("%q: %s: %s\n%s\nwant interrupted, %q and the place %s", tt.code, k.Name, k.Value, trace, tt.value, tt.trace)
		}
	}
}

func TestFatalErrorIsNoPanic(t *testing.T) {
	e := evaluator(t)
	_, err := run(t, e, &recorder{}, "ch := make(chan int)\nch <- 1")
	var k *kernel.Error
	if !errors.As(err, &k) || !strings.HasPrefix(strings.TrimPrefix(k.Traceback[0], red), "fatal error: all goroutines are asleep - deadlock!") {
		t.Errorf("a deadlock shows %v", err)
	}
}

func TestGoroutinesLeftRunningAreTold(t *testing.T) {
	e := evaluator(t)
	for _, tt := range []struct{ code, want string }{
		{"import \"time\"\ngo func() { for { time.Sleep(time.Millisecond) } }()", "1 goroutine goes on running: an interrupt or %reset ends that\n"},
		{"1 + 1", ""},
		{"for range 2 {\n\tgo func() { select {} }()\n}", "2 goroutines go on running: an interrupt or %reset ends that\n"},
		{"go func() {}()", ""},
	} {
		r := &recorder{}
		must(t, e, r, tt.code)
		if got := r.String(); !strings.Contains(got, tt.want) || tt.want == "" && strings.Contains(got, "running") {
			t.Errorf("%q shows %q, want %q", tt.code, got, tt.want)
		}
	}
	e.Interrupt()
}

func TestValueWithoutEnd(t *testing.T) {
	e := evaluator(t)
	if got, want := must(t, e, &recorder{}, "m := map[string]any{}\nm[\"m\"] = m\nm"), "a map[string]interface {} that contains itself"; got != want {
		t.Errorf("a map that contains itself is shown as %q, want %q", got, want)
	}
}
