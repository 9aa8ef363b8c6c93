package site

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dlfs-go/book/notebook"
)

// Pages of a book with a title of its own do not claim to be ours.
func TestTitle(t *testing.T) {
	b := Book{Options: Options{Title: "Tuesday's <group>"}}
	if err := b.Add("one.ipynb", &notebook.Notebook{Metadata: map[string]any{}, Cells: []*notebook.Cell{prose("# One")}}); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := b.Write(dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"one.html", "index.html"} {
		data, _ := os.ReadFile(filepath.Join(dir, name))
		if s := string(data); strings.Contains(s, text("en", "book")) || strings.Contains(s, "Saitoh") || !strings.Contains(s, "Tuesday&#39;s &lt;group&gt;") {
			t.Errorf("%s claims to be our book, or not to be theirs", name)
		}
	}
	if id := b.identifier(b.pages, "en"); id == (&Book{}).identifier(nil, "en") || !strings.HasPrefix(id, "urn:") {
		t.Errorf("identifier %s", id)
	}
	if _, err := b.EPUB(&bytes.Buffer{}, "en", time.Unix(0, 0)); err != nil {
		t.Error(err)
	}
}

func TestJupyterMarkdown(t *testing.T) {
	p := &page{book: &Book{Options: Options{Untrusted: true}}, Lang: "en"}
	c := code("# make a list")
	p.nb = &notebook.Notebook{Metadata: map[string]any{"language_info": map[string]any{"name": "python"}}, Cells: []*notebook.Cell{
		prose("# Top\n\n[a](#안녕-세계) [b](#Some-Heading)\n\n## 안녕 세계\n\n## Some Heading\n\n- [x] done\n- [ ] open\n\nTerm\n: what it is"), c}}
	p.render(p.book)
	body := string(p.Body)
	for _, h := range p.Headings[1:] {
		if !strings.Contains(body, `href="#`+h.ID+`"`) {
			t.Errorf("no link to %v in %s", h, body)
		}
	}
	for _, want := range []string{"☑ done", "☐ open", "<dt>Term</dt>", "<code># make a list</code>"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
}

func TestCellsByTag(t *testing.T) {
	cell := func(kind, source string, meta map[string]any) *notebook.Cell {
		return &notebook.Cell{ID: source, Kind: kind, Source: source, Metadata: meta}
	}
	tags := func(tag string) map[string]any { return map[string]any{"tags": []any{tag}} }
	p := &page{book: &Book{Options: Options{Untrusted: true}}, Lang: "en"}
	p.nb = &notebook.Notebook{Cells: []*notebook.Cell{
		cell("raw", "rawplain", nil), cell("raw", "<b>rawhtml", map[string]any{"format": "text/html"}), cell("raw", "rawlatex", map[string]any{"raw_mimetype": "text/latex"}),
		cell("code", "gone1", tags("remove-cell")), cell("markdown", "gone2", tags("remove-cell")), cell("code", "folded1", map[string]any{"jupyter": map[string]any{"source_hidden": true}}),
	}}
	p.render(p.book)
	body := string(p.Body)
	for want, there := range map[string]bool{">rawplain<": true, "<b>rawhtml</b>": true, ">rawlatex": false, "gone1": false, "gone2": false, "<details": true} {
		if strings.Contains(body, want) != there {
			t.Errorf("%s: want %t in %s", want, there, body)
		}
	}
}

func TestRemove(t *testing.T) {
	var b Book
	b.Add("x/one.ipynb", &notebook.Notebook{})
	b.Add("x/two.ipynb", &notebook.Notebook{})
	if got := b.Remove("x/./one.ipynb"); len(got) != 2 || got[0] != "one.html" || b.Len() != 1 {
		t.Errorf("removed %v, %d left", got, b.Len())
	}
}

func TestPaper(t *testing.T) {
	for _, tt := range []struct {
		options Options
		lang    string
		want    string
	}{{Options{Paper: "A4"}, "en", "size:A4"}, {Options{Paper: "Letter", Single: true}, "ko", "size:letter"}, {Options{Single: true}, "ko", "size:A4"}, {Options{}, "en", ""}, {Options{}, "ko", ""}} {
		b := Book{Options: tt.options}
		page, err := b.fill("page.html", &page{Name: "x.html", Lang: tt.lang})
		if err != nil || strings.Contains(string(page), "@page{size") != (tt.want != "") || !strings.Contains(string(page), tt.want) {
			t.Errorf("%+v %s: want %q, %v", tt.options, tt.lang, tt.want, err)
		}
	}
}
