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
