package display

import (
	"fmt"
	"strings"
	"testing"
)

type recorder struct {
	shown  []Data
	clears int
}

func (r *recorder) Publish(d Data)    { r.shown = append(r.shown, d) }
func (r *recorder) Clear(bool)        { r.clears++ }
func (r *recorder) Render(v any) Data { return standard{}.Render(v) }

func record(t *testing.T) *recorder {
	r := &recorder{}
	t.Cleanup(Use(r))
	return r
}

type drawing struct{}

func (drawing) SVG() string { return "<svg/>" }
func (drawing) PNG() []byte { return []byte("png") }
func (drawing) Alt() string { return `a "line"` }

func TestShow(t *testing.T) {
	r := record(t)
	Show(1, drawing{}, HTML("<b>x</b>"))
	if len(r.shown) != 3 {
		t.Fatalf("%d outputs, want 3", len(r.shown))
	}
	if got := r.shown[0].MIME[TypeText]; got != "1" {
		t.Errorf("1 shows as %q", got)
	}
	d := r.shown[1]
	want := `<img alt="a &#34;line&#34;" src="data:image/svg+xml;base64,PHN2Zy8+">`
	if d.MIME[TypeHTML] != want || d.MIME[TypePNG] != "cG5n" || d.MIME[TypeText] != `a "line"` {
		t.Errorf("a drawing shows as %v, want %s, a PNG and its alt text", d.MIME, want)
	}
	if r.shown[2].MIME[TypeHTML] != "<b>x</b>" {
		t.Errorf("HTML shows as %v", r.shown[2].MIME)
	}
}

func TestHandleUpdates(t *testing.T) {
	r := record(t)
	h, other := NewHandle(), NewHandle()
	h.Show("a")
	h.Show("b")
	other.Show("c")
	if r.shown[0].Update || !r.shown[1].Update || r.shown[1].ID != r.shown[0].ID {
		t.Errorf("outputs %+v, want the second to update the first", r.shown)
	}
	if r.shown[2].Update || r.shown[2].ID == r.shown[0].ID {
		t.Errorf("two handles share the output %q", r.shown[2].ID)
	}
}

func TestRangeIsOneOutput(t *testing.T) {
	r := record(t)
	sum := 0
	for i, bar := range Range(100000, "steps") {
		sum += i
		bar.Note("sum %d", sum)
	}
	if len(r.shown) > 100 {
		t.Errorf("%d outputs for 100000 steps, want few", len(r.shown))
	}
	ids := map[string]bool{}
	for _, d := range r.shown {
		ids[d.ID] = true
	}
	last := r.shown[len(r.shown)-1]
	if len(ids) != 1 || !strings.Contains(last.String(), "100000/100000") || strings.Contains(last.String(), "left") {
		t.Errorf("last of %d outputs is %q, want one full bar without time", len(ids), last)
	}
	if want := fmt.Sprintf("sum %d", sum); !strings.Contains(last.MIME[TypeHTML].(string), "100000/100000 · "+want[:4]) {
		t.Errorf("HTML of the bar is %q", last.MIME[TypeHTML])
	}
}

func TestRangeStops(t *testing.T) {
	r := record(t)
	for i := range Range(10, "") {
		if i == 3 {
			break
		}
	}
	if s := r.shown[len(r.shown)-1].String(); !strings.Contains(s, "3/10") {
		t.Errorf("after a break at 3 the bar says %q, want 3/10", s)
	}
}
