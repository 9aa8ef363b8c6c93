package notebook

import (
	"strings"
	"testing"
)

// drawn is original with figures in its cell of code, and its twin with words
// for them.
func drawn(t *testing.T, english, korean []string) (original_, twin_ *Notebook) {
	t.Helper()
	o, w := original(), twin(t)
	for _, s := range english {
		o.Cells[1].Outputs = append(o.Cells[1].Outputs, Output{Type: "display_data", Data: map[string]any{"text/html": `<img alt="x">`, "text/plain": s}})
	}
	var list []any
	for _, s := range korean {
		list = append(list, map[string]any{"text": s})
	}
	w.Cells[1].Metadata["dlfs"] = map[string]any{"alt": list}
	UpdateTwin(o, w, nil)
	if err := AcceptTwin(o, w); err != nil {
		t.Fatal(err)
	}
	return o, w
}

// A twin's words for figures stay over updates and files, and are of no use
// once the figure says something else.
func TestWords(t *testing.T) {
	o, w := drawn(t, []string{"A line.", "A bar."}, []string{"선", "막대"})
	UpdateTwin(o, w, nil)
	data, err := w.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if w, err = Parse(data); err != nil {
		t.Fatal(err)
	}
	if got := CompareTwin(o, w, nil); len(got) > 0 {
		t.Errorf("a twin with its own words: %q", got)
	}
	code := w.Cells[1]
	if a, b := code.Words("A line."), code.Words("A bar."); a != "선" || b != "막대" {
		t.Errorf("%q and %q, want the twin's words", a, b)
	}
	if len(code.Outputs) != 3 || !code.Tagged("hide-cell") {
		t.Errorf("outputs or tags are lost: %+v", code)
	}
	o.Cells[1].Outputs[2].Data["text/plain"] = "Two bars."
	UpdateTwin(o, w, nil)
	if got := strings.Join(CompareTwin(o, w, nil), "\n"); got != "cell code: a figure has changed since its own words were written" {
		t.Errorf("another figure: %q", got)
	}
	code = w.Cells[1]
	if a, b := code.Words("A line."), code.Words("Two bars."); a != "선" || b != "" {
		t.Errorf("%q and %q, want no words for the figure that has changed", a, b)
	}
	if err := AcceptTwin(o, w, "code"); err != nil || len(CompareTwin(o, w, nil)) > 0 || code.Words("Two bars.") != "막대" {
		t.Errorf("accepted: %v, %q", err, CompareTwin(o, w, nil))
	}
}

func TestWordsOff(t *testing.T) {
	for _, tt := range []struct {
		name, want      string
		english, korean []string
	}{
		{"none", "", []string{"A line."}, nil},
		{"too few", "cell code: it has its own words for another number of figures", []string{"A line.", "A bar."}, []string{"선"}},
		{"too many", "cell code: it has its own words for another number of figures", []string{"A line."}, []string{"선", "막대"}},
		{"empty", "cell code: its own words for a figure are empty", []string{"A line."}, []string{" "}},
	} {
		o, w := drawn(t, tt.english, tt.korean)
		if got := strings.Join(CompareTwin(o, w, nil), "\n"); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
