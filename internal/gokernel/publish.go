package gokernel

import (
	"github.com/dlfs-go/book/display"
	"github.com/dlfs-go/book/kernel"
	"github.com/dlfs-go/book/render"
)

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
		out.Display(kernel.Display{Data: mime(d), Metadata: d.Metadata, ID: d.ID, Update: d.Update})
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
