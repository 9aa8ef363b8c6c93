package gokernel

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/dlfs-go/book/kernel"
)

// recorder is a kernel.Output that keeps what it gets, streams as
// “stdout: text”, neighbours joined.
type recorder struct {
	answers []string // to the questions that a cell asks

	mu     sync.Mutex
	events []string
	shown  []kernel.Display
	pages  []kernel.MIME
	stream string
}

func (r *recorder) add(stream, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if stream != "" && r.stream == stream {
		r.events[len(r.events)-1] += text
		return
	}
	r.stream = stream
	if stream != "" {
		text = stream + ": " + text
	}
	r.events = append(r.events, text)
}

func (r *recorder) Stream(name, text string) { r.add(name, text) }
func (r *recorder) Display(d kernel.Display) {
	r.add("", "display")
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shown = append(r.shown, d)
}
func (r *recorder) Clear(wait bool) { r.add("", fmt.Sprintf("clear %t", wait)) }
func (r *recorder) Page(m kernel.MIME) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pages = append(r.pages, m)
}
func (r *recorder) Input(_ context.Context, prompt string, password bool) (string, error) {
	r.add("", fmt.Sprintf("asked %q %t", prompt, password))
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.answers) == 0 {
		return "", kernel.ErrNoInput
	}
	a := r.answers[0]
	r.answers = r.answers[1:]
	return a, nil
}

func (r *recorder) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.events, "|")
}

// evaluator returns one that ends with the test.
func evaluator(t *testing.T) *Evaluator {
	e := New()
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// run executes a cell.
func run(t *testing.T, e *Evaluator, r *recorder, code string) (kernel.Result, error) {
	t.Helper()
	return e.Execute(context.Background(), kernel.Cell{Code: code, Count: 1}, r)
}

// must executes a cell that has to succeed, and returns its result as text.
func must(t *testing.T, e *Evaluator, r *recorder, code string) string {
	t.Helper()
	res, err := run(t, e, r, code)
	if err != nil {
		t.Fatalf("%s\n%v", code, err)
	}
	s, _ := res.Data["text/plain"].(string)
	return s
}
