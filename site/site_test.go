package site

import (
	"encoding/base64"
	"os"
	"path/filepath"
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
	page, warnings := build(t, prose(known+"$$, $not_{there}$ and $\\nosuch{x}$"))
	if n := strings.Count(page, "<math"); n != 2 || !strings.Contains(page, `$\nosuch{x}$`) {
		t.Errorf("%d formulas, want MathML for two, and the source of the unknown one", n)
	}
	if len(warnings) != 1 || !strings.Contains(warnings[0], "nosuch") {
		t.Errorf("warnings %q, want one that names the formula", warnings)
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

// A notebook does not take the place of a page of the book's own, whose links
// would then lead astray.
func TestTakenNames(t *testing.T) {
	for name, free := range map[string]bool{
		"ch05": true, "indexes": true, "ref-gonum": true,
		"index": false, "nav": false, "ref-dlfs": false, "ref-mnist": false,
	} {
		for _, dir := range []string{"en", "ko"} {
			path := dir + "/" + name + ".ipynb"
			err := new(Book).Add(path, &notebook.Notebook{})
			if (err == nil) != free || err != nil && !strings.Contains(err.Error(), path) {
				t.Errorf("%s: error %v, want none: %t", path, err, free)
			}
		}
	}
}

// Of several forms that a page cannot show, always the same stands in for them.
func TestUnknownForms(t *testing.T) {
	data := map[string]any{"x/c": "no", "x/a": "yes", "x/b": "no", "x/d": "no"}
	for range 20 {
		page, _ := build(t, code("f()", notebook.Output{Type: "display_data", Data: data}))
		if !strings.Contains(page, "yes") {
			t.Fatal("want the first by name")
		}
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
