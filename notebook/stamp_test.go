package notebook

import (
	"strings"
	"testing"
)

func TestStale(t *testing.T) {
	v := Versions{Engine: "2", Library: "7"}
	fresh := func() *Notebook {
		nb := &Notebook{Metadata: map[string]any{}, Cells: []*Cell{
			{ID: "a", Kind: Markdown, Source: "words"},
			{ID: "b", Kind: Code, Source: "1 + 1", Count: 1},
			{ID: "c", Kind: Code, Source: "2", Count: 2},
		}}
		nb.Stamp(v)
		return nb
	}
	for _, tt := range []struct {
		name   string
		change func(*Notebook)
		v      Versions
		want   string
	}{
		{"fresh", func(*Notebook) {}, v, ""},
		{"prose", func(nb *Notebook) { nb.Cells[0].Source = "other words" }, v, ""},
		{"outputs", func(nb *Notebook) { nb.Cells[1].Outputs = []Output{{Type: "stream", Text: "x"}} }, v, ""},
		{"code", func(nb *Notebook) { nb.Cells[1].Source = "1 + 2" }, v, "code has changed"},
		{"order", func(nb *Notebook) { nb.Cells[1], nb.Cells[2] = nb.Cells[2], nb.Cells[1] }, v, "code has changed"},
		{"a line moves to the next cell", func(nb *Notebook) { nb.Cells[1].Source, nb.Cells[2].Source = "1 + 1\n2", "" }, v, "code has changed"},
		{"engine", func(*Notebook) {}, Versions{"3", "7"}, "version 2 of the engine, this is 3"},
		{"library", func(*Notebook) {}, Versions{"2", "8"}, "version 7 of the library, this is 8"},
		{"no stamp", func(nb *Notebook) { delete(nb.Metadata, stampKey) }, v, "does not say"},
		{"a stamp that is none", func(nb *Notebook) { nb.Metadata[stampKey] = 3 }, v, "does not say"},
		{"never run", func(nb *Notebook) { nb.Cells[1].Count, nb.Cells[2].Count = 0, 0 }, v, "never run"},
		{"outputs without numbers", func(nb *Notebook) {
			nb.Cells[1].Count, nb.Cells[2].Count = 0, 0
			nb.Cells[1].Outputs = []Output{{Type: "stream", Text: "x"}}
			delete(nb.Metadata, stampKey)
		}, v, "does not say"},
		{"nothing to run", func(nb *Notebook) { nb.Cells = nb.Cells[:1]; nb.Stamp(v) }, v, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			nb := fresh()
			tt.change(nb)
			got := nb.Stale(tt.v)
			if got != tt.want && (tt.want == "" || !strings.Contains(got, tt.want)) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// The stamp lives through a file.
func TestStampInFile(t *testing.T) {
	nb := &Notebook{Metadata: map[string]any{}, Cells: []*Cell{{ID: "a", Kind: Code, Source: "1", Count: 1}}}
	v := Versions{"1", "1"}
	nb.Stamp(v)
	data, err := nb.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if why := back.Stale(v); why != "" {
		t.Errorf("read from a file it is stale: %s", why)
	}
}
