package notebook

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTranslate(t *testing.T) {
	l := Literals{"price": "값", "not yet: %d of %d": "아직: %[2]d 가운데 %[1]d", "a\n": "가\n"}
	for _, tt := range []struct{ src, want string }{
		{`fmt.Println("price")`, `fmt.Println("값")`},
		{"x := `price`", "x := `값`"},
		{`"price " // "price"`, `"price " // "price"`},
		{`price := "\x70rice"`, `price := "값"`},
		{`f("a\n", 'a', "not yet: %d of %d")`, `f("가\n", 'a', "아직: %[2]d 가운데 %[1]d")`},
		{`x := "price`, `x := "price`}, // not Go
		{"%%magic price", "%%magic price"},
		{"", ""},
	} {
		if got := l.Translate(tt.src); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.src, got, tt.want)
		}
	}
	if got := Literals(nil).Translate(`"price"`); got != `"price"` {
		t.Errorf("no words: %s", got)
	}
}

func TestReadLiterals(t *testing.T) {
	for _, tt := range []struct{ table, want string }{
		{`{"%d of %s": "%[2]s 가운데 %[1]d", "50%%": "절반 50%%"}`, ""},
		{`{"%d": "%s"}`, "takes %d"},
		{`{"%d and %d": "%d"}`, "takes %d %d"},
		{`{"%-8.2f and %6d": "%.2f과 %d"}`, ""},
		{`{"%.2f": "%.3f"}`, "takes %.2f"},
		{`{"plain": "%d"}`, "takes nothing"},
		{`["a"]`, "want an object"},
	} {
		path := filepath.Join(t.TempDir(), "words.json")
		if err := os.WriteFile(path, []byte(tt.table), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := ReadLiterals(path)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v, want %q", tt.table, err, tt.want)
		}
	}
	if l, err := ReadLiterals(filepath.Join(t.TempDir(), "none.json")); l != nil || err != nil {
		t.Errorf("no table: %v, %v, want none", l, err)
	}
}

// The code of a twin with words is the original's with them, and nothing else
// of it can differ; its outputs are its own, with the same numbers.
func TestTwinWithLiterals(t *testing.T) {
	words := Literals{"price": "값"}
	english := func() *Notebook {
		o := original()
		o.Cells[1].Source, o.Cells[1].Outputs[0].Text = `fmt.Println("price", 2+1)`, "price 3"
		return o
	}
	fresh := func(text string) *Notebook {
		w := twin(t)
		UpdateTwin(english(), w, words)
		w.Cells[1].Outputs = []Output{{Type: "stream", Name: "stdout", Text: text}}
		return w
	}
	for _, tt := range []struct {
		name, text string
		change     func(c *Cell)
		want       string
	}{
		{"as it should be", "값 3", nil, ""},
		{"another number", "값 4", nil, "cell code: output 1 has the numbers"},
		{"another word in the code", "값 3", func(c *Cell) { c.Source = strings.Replace(c.Source, "값", "값어치", 1) }, "cell code: its code is not"},
		{"other code", "값 3", func(c *Cell) { c.Source = strings.Replace(c.Source, "2+1", "1+2", 1) }, "cell code: its code is not"},
		{"English code", "값 3", func(c *Cell) { c.Source = english().Cells[1].Source }, "cell code: its code is not"},
		{"a tag less", "값 3", func(c *Cell) { delete(c.Metadata, "tags") }, "cell code: its tags"},
		{"no output", "값 3", func(c *Cell) { c.Outputs = nil }, "cell code: it has 0 outputs"},
		{"another kind", "값 3", func(c *Cell) { c.Outputs[0].Name = "stderr" }, "cell code: output 1 is"},
	} {
		w := fresh(tt.text)
		if tt.change != nil {
			tt.change(w.Cells[1])
		}
		got := strings.Join(CompareTwin(english(), w, words), "\n")
		if tt.want == "" && got != "" || !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	w := fresh("값 3")
	UpdateTwin(english(), w, words)
	if got := w.Cells[1].Outputs[0].Text; got != "값 3" {
		t.Errorf("updating without a change leaves %q, want the twin's own output", got)
	}
	o := english()
	o.Cells[1].Source = `fmt.Println("price", 9)`
	UpdateTwin(o, w, words)
	if c := w.Cells[1]; c.Source != `fmt.Println("값", 9)` || c.Outputs[0].Text != "price 3" {
		t.Errorf("updating after a change leaves %q with %q", c.Source, c.Outputs[0].Text)
	}
}
