// Package display shows things in a notebook from within a cell.
//
// A [Data] that is the last expression of a cell shows itself; [Show] shows a
// value at once. Values of any type can be shown: one that has a method
//
//	HTML() string, SVG() string, PNG() []byte, JPEG() []byte,
//	Markdown() string, Latex() string or JSON() any
//
// says itself how it looks, as does one with a Render method of gophernotes; Alt() string, beside SVG or PNG, says what it
// shows in words. In a program that is not a notebook, the text form goes to
// standard output.
package display

import (
	"encoding/base64"
	"fmt"
	"html"
	"maps"
	"os"
	"sync"
	"sync/atomic"
)

// The media types of a notebook's output.
const (
	TypeText     = "text/plain"
	TypeHTML     = "text/html"
	TypeMarkdown = "text/markdown"
	TypeLatex    = "text/latex"
	TypePNG      = "image/png"
	TypeJPEG     = "image/jpeg"
	TypeJSON     = "application/json"

	typePDF        = "application/pdf"
	typeJavaScript = "application/javascript"
	typeSVG        = "image/svg+xml"
)

// Data is one output in one or more forms, of which the notebook shows the
// richest it can.
type Data struct {
	MIME     map[string]any // media type to text, base64 text or JSON value
	Metadata map[string]any
	ID       string // outputs with the same ID are updated together
	Update   bool   // replaces the outputs with the same ID
}

// String returns the text form.
func (d Data) String() string {
	s, _ := d.MIME[TypeText].(string)
	return s
}

// Text shows s as it is.
func Text(s string) Data { return Data{MIME: map[string]any{TypeText: s}} }

// HTML shows a piece of a page. A notebook that is not trusted shows it
// without scripts.
func HTML(s string) Data {
	return Data{MIME: map[string]any{TypeHTML: s, TypeText: "an HTML output"}}
}

// Markdown shows text with Markdown's marks, mathematics between dollar signs
// too.
func Markdown(s string) Data {
	return Data{MIME: map[string]any{TypeMarkdown: s, TypeText: s}}
}

// Math shows a formula written in LaTeX, without dollar signs.
func Math(s string) Data {
	return Data{MIME: map[string]any{TypeLatex: "$$" + s + "$$", TypeText: s}}
}

// JSON shows a value as a tree that can be folded.
func JSON(v any) Data {
	return Data{MIME: map[string]any{TypeJSON: v, TypeText: fmt.Sprint(v)}}
}

// PNG shows a picture; alt says what is on it.
func PNG(alt string, png []byte) Data {
	return Data{MIME: map[string]any{TypePNG: base64.StdEncoding.EncodeToString(png), TypeText: alt}}
}

// SVG shows a drawing; alt says what is on it. It is sent inside an img
// element, because notebooks that are not trusted show no SVG of their own.
func SVG(alt, svg string) Data {
	return Data{MIME: map[string]any{
		TypeHTML: fmt.Sprintf(`<img alt="%s" src="data:image/svg+xml;base64,%s">`,
			html.EscapeString(alt), base64.StdEncoding.EncodeToString([]byte(svg))),
		TypeText: alt,
	}}
}

// Figure shows a drawing, with a picture beside it for what shows no HTML.
func Figure(alt, svg string, png []byte) Data {
	d := SVG(alt, svg)
	d.MIME[TypePNG] = base64.StdEncoding.EncodeToString(png)
	return d
}

// A Publisher takes what cells show. The host of a notebook installs one.
type Publisher interface {
	Publish(Data)
	Clear(wait bool)
	// Render gives any value its forms.
	Render(v any) Data
}

// current is the one package variable: a cell calls Show without saying where.
var current atomic.Pointer[Publisher]

// Use makes p take what is shown from now on, until restore is called.
func Use(p Publisher) (restore func()) {
	old := current.Swap(&p)
	return func() { current.Store(old) }
}

func publisher() Publisher {
	if p := current.Load(); p != nil {
		return *p
	}
	return standard{}
}

// standard is the publisher of programs that are no notebooks.
type standard struct{}

func (standard) Publish(d Data) { fmt.Fprintln(os.Stdout, d) }
func (standard) Clear(bool)     {}
func (standard) Render(v any) Data {
	if d, ok := Self(v); ok {
		return d
	}
	return Text(fmt.Sprint(v))
}

// Self returns the forms that a value has by its own methods; ok is false if
// it has none.
func Self(v any) (d Data, ok bool) {
	switch x := v.(type) {
	case Data:
		return x, true
	case forms:
		return formsData(x), true
	case interface{ Render() forms }:
		return formsData(x.Render()), true
	}
	alt := fmt.Sprintf("a %T", v)
	if a, ok := v.(interface{ Alt() string }); ok {
		alt = a.Alt()
	}
	d.MIME = methods(v, alt)
	if len(d.MIME) == 0 {
		return d, false
	}
	if _, ok := d.MIME[TypeText]; !ok {
		d.MIME[TypeText] = alt
		if s, ok := v.(fmt.Stringer); ok {
			d.MIME[TypeText] = s.String()
		}
	}
	return d, true
}

// methods calls the methods of v that say how it looks.
func methods(v any, alt string) map[string]any {
	m := map[string]any{}
	if x, ok := v.(interface{ SVG() string }); ok {
		m = SVG(alt, x.SVG()).MIME
	}
	if x, ok := v.(interface{ PNG() []byte }); ok {
		m[TypePNG] = base64.StdEncoding.EncodeToString(x.PNG())
	}
	if x, ok := v.(interface{ JPEG() []byte }); ok {
		m[TypeJPEG] = base64.StdEncoding.EncodeToString(x.JPEG())
	}
	if x, ok := v.(interface{ PDF() []byte }); ok {
		m[typePDF] = base64.StdEncoding.EncodeToString(x.PDF())
	}
	if x, ok := v.(interface{ HTML() string }); ok {
		m[TypeHTML] = x.HTML()
	}
	if x, ok := v.(interface{ Markdown() string }); ok {
		m[TypeMarkdown] = x.Markdown()
	}
	if x, ok := v.(interface{ Latex() string }); ok {
		m[TypeLatex] = x.Latex()
	}
	if x, ok := v.(interface{ JavaScript() string }); ok {
		m[typeJavaScript] = x.JavaScript()
	}
	switch x := v.(type) {
	case interface{ JSON() any }:
		m[TypeJSON] = x.JSON()
	case interface{ JSON() map[string]any }:
		m[TypeJSON] = x.JSON()
	}
	if x, ok := v.(interface{ SimpleRender() map[string]any }); ok {
		maps.Copy(m, sendable(x.SimpleRender()))
	}
	return m
}

// Show shows values now, each as an output of its own.
func Show(values ...any) {
	p := publisher()
	for _, v := range values {
		p.Publish(p.Render(v))
	}
}

// Clear removes what the cell has shown so far; with wait, only when the next
// output comes, so that it does not flicker.
func Clear(wait bool) { publisher().Clear(wait) }

// A Handle is an output that can be changed after it was shown.
type Handle struct {
	id    string
	mu    sync.Mutex
	shown bool
}

var handles atomic.Int64

// NewHandle returns a handle that shows nothing yet.
func NewHandle() *Handle {
	return &Handle{id: fmt.Sprintf("dlfs-%d-%d", os.Getpid(), handles.Add(1))}
}

// Show shows v in the handle's place: the first time as a new output, then in
// the place of what it showed before.
func (h *Handle) Show(v any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p := publisher()
	d := p.Render(v)
	d.ID, d.Update = h.id, h.shown
	h.shown = true
	p.Publish(d)
}
