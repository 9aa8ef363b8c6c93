package gokernel

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"

	"github.com/dlfs-go/book/display"
	"github.com/dlfs-go/book/kernel"
	"github.com/dlfs-go/book/render"
)

// stream sends what is written to an output, after what compiled code has
// written before.
type stream struct {
	e    *Evaluator
	out  kernel.Output
	name string
}

func (s stream) Write(p []byte) (int, error) {
	s.e.drain()
	s.out.Stream(s.name, string(p))
	return len(p), nil
}

// input is the standard input of all cells. It asks the reader for a line
// whenever the program has read all of the last one.
type input struct {
	e    *Evaluator
	mu   sync.Mutex
	line bytes.Buffer
}

func (in *input) Read(p []byte) (int, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.line.Len() == 0 {
		s, err := in.e.ask("", false)
		if err != nil {
			return 0, err
		}
		in.line.WriteString(s + "\n")
	}
	return in.line.Read(p)
}

// ask asks the reader for a line. An interrupt is the end of the input.
func (e *Evaluator) ask(prompt string, password bool) (string, error) {
	r := e.current.Load()
	if r == nil {
		return "", io.EOF
	}
	e.drain()
	s, err := r.out.Input(r.ctx, prompt, password)
	if errors.Is(err, context.Canceled) {
		err = io.EOF
	}
	return s, err
}

// publisher shows what cells show with package display.
type publisher struct{ e *Evaluator }

func (p publisher) output() kernel.Output {
	if r := p.e.current.Load(); r != nil {
		return r.out
	}
	return nil
}

func (p publisher) Publish(d display.Data) {
	if out := p.output(); out != nil {
		out.Display(kernel.Display{Data: kernel.MIME(d.MIME), Metadata: d.Metadata, ID: d.ID, Update: d.Update})
	}
}

func (p publisher) Clear(wait bool) {
	if out := p.output(); out != nil {
		out.Clear(wait)
	}
}

func (p publisher) Render(v any) display.Data { return render.Value(v) }

// Ask implements display.Asker.
func (p publisher) Ask(prompt string, password bool) (string, error) {
	return p.e.ask(prompt, password)
}
