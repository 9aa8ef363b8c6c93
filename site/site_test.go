package site

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/dlfs-go/book/notebook"
)

// build makes a site of one notebook and returns its page.
func build(t *testing.T, cells ...*notebook.Cell) (page string, warnings []string) {
	t.Helper()
	var b Book
	b.Add("notebooks/en/ch05.ipynb", &notebook.Notebook{Cells: cells, Metadata: map[string]any{}})
	dir := t.TempDir()
	warnings, err := b.Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "ch05.html"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data), warnings
}

func prose(source string) *notebook.Cell {
	return &notebook.Cell{ID: "text", Kind: notebook.Markdown, Source: source}
}

func code(source string, outputs ...notebook.Output) *notebook.Cell {
	return &notebook.Cell{ID: "code", Kind: notebook.Code, Source: source, Count: 3, Outputs: outputs}
}

func tagged(c *notebook.Cell, tags ...any) *notebook.Cell {
	c.Metadata = map[string]any{"tags": tags}
	return c
}

func TestPage(t *testing.T) {
	svg := base64.StdEncoding.EncodeToString([]byte(`<?xml version="1.0"?><svg width="10pt" height="5pt" viewBox="0 0 10 5" xmlns="http://www.w3.org/2000/svg"><text>hi</text></svg>`))
	ids := base64.StdEncoding.EncodeToString([]byte(`<svg viewBox="0 0 1 1"><path id="a"/><use href="#a" fill="url(#b)"/><g id="b"/></svg>`))
	styled := base64.StdEncoding.EncodeToString([]byte(`<svg viewBox="0 0 1 1"><style>@media(prefers-reduced-motion:reduce){*{animation:none!important}}.k{animation:k 1.5s}@keyframes k{0%{opacity:.5}}</style><g class="k z"/></svg>`))
	html := func(s string) notebook.Output {
		return notebook.Output{Type: "display_data", Data: map[string]any{"text/html": s, "text/plain": "alt"}}
	}
	for _, tt := range []struct {
		name  string
		cells []*notebook.Cell
		want  []string
		not   []string
	}{
		{"headings", []*notebook.Cell{prose("# Chapter 5: X\n\n## 5.1 A & B\n\ntext")},
			[]string{"<title>Chapter 5: X", `<h2 id="s-5-1">`, `<a href="#s-5-1">5.1 A &amp; B</a>`}, nil},
		{"code", []*notebook.Cell{code("x := 1 // <b>")}, []string{`In [3]`, `aria-label="Code cell 3"`, `<span class="c">// &lt;b&gt;`}, []string{"<b>"}},
		{"stream", []*notebook.Cell{code("f()", notebook.Output{Type: "stream", Name: "stdout", Text: "a<b\n"})}, []string{"a&lt;b</pre>"}, nil},
		{"error", []*notebook.Cell{code("f()", notebook.Output{Type: "error", Traceback: []string{"\x1b[31mpanic\x1b[0m"}})}, []string{`class="error">panic</pre>`}, []string{"\x1b"}},
		{"drawing", []*notebook.Cell{code("g", html(`<img alt="a &#34;line&#34;" src="data:image/svg+xml;base64,`+svg+`">`))},
			[]string{`<svg role="img" aria-label="a &#34;line&#34;" style="--w:10pt" viewBox="0 0 10 5"`, "<text>hi</text>"}, []string{"base64", "<?xml"}},
		{"long output", []*notebook.Cell{code("f()", notebook.Output{Type: "stream", Name: "stdout", Text: strings.Repeat("x\n", 100)})}, []string{"<summary>Show all 100 lines of output</summary>"}, nil},
		{"dollars in code", []*notebook.Cell{prose("`$HOME$` and `a $b$`")}, []string{"<code>$HOME$</code>", "<code>a $b$</code>"}, nil},
		{"library names", []*notebook.Cell{code("y := dlfs.Softmax(x); a.dlfs.Softmax(); dlfs.Nothing()"), prose("as `dlfs.Affine` does, not `dlfs.Nothing`")},
			[]string{`<a href="ref-dlfs.html#Softmax">dlfs.<span class="f">Softmax</span></a>(x); a.dlfs`, `<a class="name" href="ref-dlfs.html#Affine"><code>dlfs.Affine</code></a>`}, []string{"#Nothing"}},
		{"hidden", []*notebook.Cell{tagged(code("secret"), "hide-input")}, []string{"<summary>Show the code</summary>"}, nil},
		{"solution", []*notebook.Cell{tagged(code("secret", notebook.Output{Type: "stream", Text: "ok: yes"}), "hide-cell", "exercise-solution")}, []string{"<summary>Show the solution</summary>\n<div class=\"in\">"}, nil},
		{"check", []*notebook.Cell{tagged(code("check"), "exercise-check")}, []string{"<summary>Show the check</summary>"}, nil},
		{"no title", []*notebook.Cell{prose("## Two"), code("x")}, []string{"<h1>ch05</h1>"}, nil},
		{"two titles", []*notebook.Cell{prose("# One\n\ntext\n\n# Two")}, []string{`<h1 id="h-text">One</h1>`, `<h2 id="h-text-2">Two</h2>`}, nil},
		{"table", []*notebook.Cell{prose("|a|b|\n|-|-|\n|1|2|")}, []string{`<div class="wide"><table>`}, nil},
		{"colours of a terminal", []*notebook.Cell{code("f()", notebook.Output{Type: "stream", Text: "\x1b]0;title\x07a\x1b[1;31mb\x1b[0mc\x00d"})}, []string{">abcd</pre>"}, nil},
		{"JSON", []*notebook.Cell{code("f()", notebook.Output{Type: "display_data", Data: map[string]any{"application/json": map[string]any{"a": 1}}})}, []string{"&#34;a&#34;: 1"}, nil},
		{"other drawings' names", []*notebook.Cell{code("g", html(`<img alt="a" src="data:image/svg+xml;base64,`+ids+`">`), html(`<img alt="b" src="data:image/svg+xml;base64,`+ids+`">`))},
			[]string{`<path id="f1-a"/><use href="#f1-a" fill="url(#f1-b)"/>`, `<path id="f2-a"/>`}, nil},
		{"styles of a drawing", []*notebook.Cell{code("g", html(`<img alt="a" src="data:image/svg+xml;base64,`+styled+`">`))},
			[]string{`<figure class="moves"><svg`, `class="f1" viewBox`, `@media(prefers-reduced-motion:reduce){.f1 *{animation:none!important}}.f1-k{animation:f1-k 1.5s}@keyframes f1-k{0%{opacity:.5}}`, `<g class="f1-k f1-z"`}, nil},
		{"go in text", []*notebook.Cell{prose("```go\nvar x int\n```")}, []string{`<span class="k">var</span>`}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page, _ := build(t, tt.cells...)
			for _, w := range tt.want {
				if !strings.Contains(page, w) {
					t.Errorf("the page lacks %q", w)
				}
			}
			body := page[strings.Index(page, "<main"):]
			for _, w := range tt.not {
				if strings.Contains(body, w) {
					t.Errorf("the page has %q", w)
				}
			}
		})
	}
}

func TestFormulas(t *testing.T) {
	var known string
	for tex := range formulas() {
		if strings.HasPrefix(tex, "$$") {
			known = tex
		}
	}
	if known == "" {
		t.Fatal("math.json has no displayed formula")
	}
	page, warnings := build(t, prose(known+"$$ and $no_{such}$"))
	if !strings.Contains(page, "<math") || !strings.Contains(page, "<code>no_{such}</code>") {
		t.Error("want MathML for the known formula, and the source of the unknown one")
	}
	if len(warnings) != 1 || !strings.Contains(warnings[0], "no_{such}") {
		t.Errorf("warnings %q, want one that names the formula", warnings)
	}
}

var external = regexp.MustCompile(`(?:src|srcset|<link[^>]*href)="(?:https?:)?//[^"]*"`)

// chapters is a book of the committed notebooks.
func chapters(t *testing.T, options Options) *Book {
	t.Helper()
	paths, err := filepath.Glob("../notebooks/*/*.ipynb")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no notebooks: %v", err)
	}
	b := &Book{Options: options}
	for _, p := range paths {
		nb, err := notebook.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Add(p, nb); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// committed makes the pages of the committed notebooks, without a warning.
func committed(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	warnings, err := chapters(t, Options{Jupyter: LocalJupyter, Binder: Binder}).Write(dir)
	if err != nil || len(warnings) > 0 {
		t.Fatalf("warnings %q, error %v", warnings, err)
	}
	return dir
}

// The committed chapters become pages without a warning, without anything from
// the network, with one title each and with words for every figure.
func TestChapters(t *testing.T) {
	pages, _ := filepath.Glob(filepath.Join(committed(t), "*.html"))
	for _, p := range pages {
		data, _ := os.ReadFile(p)
		if m := external.Find(data); m != nil {
			t.Errorf("%s asks the network: %s", filepath.Base(p), m)
		}
		if n := strings.Count(string(data), "<h1"); n != 1 {
			t.Errorf("%s has %d h1, want 1", filepath.Base(p), n)
		}
		for _, svg := range regexp.MustCompile(`<svg[^>]*>`).FindAllString(string(data), -1) {
			if !regexp.MustCompile(`aria-label="[^"]+"`).MatchString(svg) {
				t.Errorf("%s: a figure without words: %.80s", filepath.Base(p), svg)
			}
		}
	}
}

// A page without its figures, with styles and script, is small.
func TestSize(t *testing.T) {
	const most = 150_000
	dir := committed(t)
	shared := packed(t, dir, "book.css") + packed(t, dir, "book.js")
	pages, _ := filepath.Glob(filepath.Join(dir, "*.html"))
	for _, p := range pages {
		if n := packed(t, dir, filepath.Base(p)) + shared; n > most {
			t.Errorf("%s has %d bytes gzipped, want at most %d", filepath.Base(p), n, most)
		} else {
			t.Logf("%s: %d bytes", filepath.Base(p), n)
		}
	}
}

var drawn = regexp.MustCompile(`(?s)<svg.*?</svg>|<img[^>]*>`)

// packed is the size of a file, gzipped, without figures.
func packed(t *testing.T, dir, name string) int {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(drawn.ReplaceAll(data, nil))
	w.Close()
	return b.Len()
}

// single makes pages that are one file each.
func single(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if warnings, err := chapters(t, Options{Single: true}).Write(dir); err != nil {
		t.Fatalf("warnings %q, error %v", warnings, err)
	}
	return dir
}

func TestSingle(t *testing.T) {
	dir := single(t)
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, f := range files {
		data, _ := os.ReadFile(f)
		page := string(data)
		if filepath.Ext(f) != ".html" || !strings.Contains(page, "<style>") || !strings.Contains(page, `href="data:application/x-ipynb+json;base64,`) {
			t.Errorf("%s: want a page with its styles and its notebook", filepath.Base(f))
		}
		if m := regexp.MustCompile(`(?:src|href)="[^#"$][^":]*"`).FindString(page); m != "" {
			t.Errorf("%s needs another file: %s", filepath.Base(f), m)
		}
	}
	if len(files) != len(chapters(t, Options{}).pages) {
		t.Errorf("%d files, want one for each notebook", len(files))
	}
}

// Translations are twins of their originals, and use the terms of the glossary.
func TestTwins(t *testing.T) {
	paths, _ := filepath.Glob("../notebooks/ko/*.ipynb")
	if len(paths) == 0 {
		t.Fatal("no translations")
	}
	for _, p := range paths {
		ko, err := notebook.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		en, err := notebook.ReadFile(filepath.Join("../notebooks/en", filepath.Base(p)))
		if err != nil {
			t.Fatal(err)
		}
		for _, what := range append(notebook.CompareTwin(en, ko), CheckTerms(ko)...) {
			t.Errorf("%s: %s (dlfs twin --update takes over code and outputs)", p, what)
		}
	}
}

// Chapter 5 shows what the book's shop comes to.
func TestChapterFiveNumbers(t *testing.T) {
	nb, err := notebook.ReadFile("../notebooks/en/ch05.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	page, _ := build(t, nb.Cells...)
	for _, want := range []string{"price 220", "d apple 2.2, d count 110, d tax 200", "price 715", "d apple 2.2, d apples 110", "d orange 3.3, d oranges 165", "d tax 650", "all below 1e-6: true", "caught: true"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := strings.Count(page, "caught: true"); n != 4 {
		t.Errorf("%d wrong twins are caught, want 4", n)
	}
	m := regexp.MustCompile(`test accuracy (0\.\d+)`).FindStringSubmatch(page)
	if m == nil || m[1] < "0.965" {
		t.Errorf("test accuracy %v, want at least 0.965", m)
	}
}

func TestWriteErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	os.WriteFile(file, nil, 0o644)
	var b Book
	b.Add("x.ipynb", &notebook.Notebook{})
	if _, err := b.Write(filepath.Join(file, "site")); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("writing below a file: %v, want an error that names it", err)
	}
}

// A book of translations alone has a front page that leads to them.
func TestTranslationAlone(t *testing.T) {
	nb, err := notebook.ReadFile("../notebooks/ko/ch05.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	var b Book
	b.Add("ko/ch05.ipynb", nb)
	dir := t.TempDir()
	if _, err := b.Write(dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"index.html", "index.ko.html"} {
		index, err := os.ReadFile(filepath.Join(dir, name))
		if want := `href="ch05.ko.html"`; err != nil || !strings.Contains(string(index), want) {
			t.Errorf("%s: %v, want it to have %s", name, err, want)
		}
	}
}

// Links that open a notebook are there for those of the book alone.
func TestOpen(t *testing.T) {
	for _, tt := range []struct{ path, jupyter, binder, run string }{
		{"../notebooks/ko/ch05.ipynb", "J/ch05.ipynb", "B/notebooks/ko/ch05.ipynb", "jupyter lab notebooks/ko/ch05.ipynb"},
		{"mine/x.ipynb", "", "", "jupyter lab x.ipynb"},
	} {
		b := Book{Options: Options{Jupyter: "J/", Binder: "B/"}}
		v := b.view(newPage(tt.path, &notebook.Notebook{}))
		if v.Jupyter() != tt.jupyter || v.Binder() != tt.binder || v.Run() != tt.run {
			t.Errorf("%s: %q, %q, %q; want %q, %q, %q", tt.path, v.Jupyter(), v.Binder(), v.Run(), tt.jupyter, tt.binder, tt.run)
		}
	}
}
