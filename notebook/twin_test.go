package notebook

import (
	"strings"
	"testing"
)

func original() *Notebook {
	return &Notebook{Metadata: map[string]any{"kernelspec": "go"}, Cells: []*Cell{
		{ID: "title", Kind: Markdown, Source: "# One", Metadata: map[string]any{}},
		{ID: "code", Kind: Code, Source: "1 + 1", Count: 1, Metadata: map[string]any{"tags": []any{"hide-cell"}},
			Outputs: []Output{{Type: "stream", Name: "stdout", Text: "2"}}},
		{ID: "end", Kind: Markdown, Source: "The end.", Metadata: map[string]any{}},
	}}
}

// twin is a faithful translation of original.
func twin(t *testing.T) *Notebook {
	t.Helper()
	nb := &Notebook{Metadata: map[string]any{}, Cells: []*Cell{
		{ID: "end", Kind: Markdown, Source: "끝.", Metadata: map[string]any{}},
		{ID: "title", Kind: Markdown, Source: "# 하나", Metadata: map[string]any{}},
	}}
	UpdateTwin(original(), nb, nil)
	if err := AcceptTwin(original(), nb); err != nil {
		t.Fatal(err)
	}
	return nb
}

func TestTwin(t *testing.T) {
	nb := twin(t)
	if got := CompareTwin(original(), nb, nil); len(got) > 0 {
		t.Errorf("a fresh twin: %q", got)
	}
	if nb.Cells[0].Source != "# 하나" || nb.Cells[2].Source != "끝." || nb.Cells[1].Outputs[0].Text != "2" || nb.Metadata["kernelspec"] != "go" {
		t.Errorf("text, outputs or metadata are lost: %+v", nb)
	}
	data, err := nb.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if got := CompareTwin(original(), back, nil); len(got) > 0 {
		t.Errorf("a twin from a file: %q", got)
	}
	if err := AcceptTwin(original(), nb, "code"); err == nil || !strings.Contains(err.Error(), `"code"`) {
		t.Errorf("accepting code: %v, want an error that names it", err)
	}
}

func TestCompareTwin(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(original, twin *Notebook)
		want   string
	}{
		{"text of the original", func(o, _ *Notebook) { o.Cells[0].Source = "# Uno" }, "cell title: the original has changed"},
		{"text of the twin", func(_, w *Notebook) { w.Cells[0].Source = "# 일" }, ""},
		{"code", func(_, w *Notebook) { w.Cells[1].Source += " " }, "cell code: its code is not"},
		{"output", func(_, w *Notebook) { w.Cells[1].Outputs = nil }, "cell code: its tags or outputs"},
		{"tag", func(_, w *Notebook) { w.Cells[1].Metadata = map[string]any{} }, "cell code: its tags or outputs"},
		{"no hash", func(_, w *Notebook) { delete(w.Cells[2].Metadata, "dlfs") }, "cell end: it does not say"},
		{"missing", func(_, w *Notebook) { w.Cells = w.Cells[:2] }, "cell end: it is missing"},
		{"more", func(_, w *Notebook) { w.Cells = append(w.Cells, &Cell{ID: "more", Kind: Markdown}) }, "cell more: the original has no such cell"},
		{"order", func(_, w *Notebook) { w.Cells[1], w.Cells[2] = w.Cells[2], w.Cells[1] }, "cell code: it stands at another place"},
		{"kind", func(_, w *Notebook) { w.Cells[0].Kind = Raw }, "cell title: it is raw, want markdown"},
		{"new cell, updated", func(o, w *Notebook) {
			o.Cells = append(o.Cells, &Cell{ID: "new", Kind: Markdown, Source: "New.", Metadata: map[string]any{}})
			UpdateTwin(o, w, nil)
		}, "cell new: it does not say"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, w := original(), twin(t)
			tt.change(o, w)
			got := strings.Join(CompareTwin(o, w, nil), "\n")
			if got != tt.want && (tt.want == "" || !strings.HasPrefix(got, tt.want)) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
