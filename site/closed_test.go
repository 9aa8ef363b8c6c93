package site

import (
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/dlfs-go/book/notebook"
)

// A thousand broken pieces of HTML, in outputs and in cells of text, trusted
// or not: the marker after each stands where it would without it.
func TestBrokenHTMLStaysInItsCell(t *testing.T) {
	parts := []string{"<table>", "<tr>", "<td>", "<th x='", "</td>", "</table>", "<div>", "</div>", "</div></div></div>", "<b>", "<i>", "</b>", "<a href=x>", "<p>", "</p>", "<!--", "-->",
		"<svg>", "<math>", "</svg>", "<details>", "<ul><li>", "<pre>", "<textarea>", "<title>", "<script>", "<style>", "<plaintext>", "<select><option>", "<button>", "</main>", "</body>", "<body class=x>",
		"<template>", "<h1>", "</figure>", "<form>", "<iframe>", "<noscript>", "<xmp>", "<base href='https://e.com/'>", "<frameset>", "x", "text ", "<foreignObject>", "<mi>", "<nobr>", "<img alt=\"", "<![CDATA[", "<?x", "&lt", "<div/>", "<br/>", "<input>", "<caption>", "<colgroup>"}
	r := rand.New(rand.NewPCG(16, 1))
	for n := range 1000 {
		var piece strings.Builder
		for range 1 + r.IntN(6) {
			piece.WriteString(parts[r.IntN(len(parts))])
		}
		first := code("f()", notebook.Output{Type: "display_data", Data: map[string]any{"text/html": piece.String()}})
		if n%2 == 1 {
			first = prose(piece.String())
		}
		p := &page{book: &Book{Options: Options{Untrusted: n%4 < 2, Single: true}}}
		p.nb = &notebook.Notebook{Cells: []*notebook.Cell{first, prose("MARKER")}}
		p.render(p.book)
		if got := markerPath(t, string(p.Body)); got != "html body main div p" {
			t.Errorf("%q (untrusted %t): the marker is in %q:\n%s", piece.String(), n%4 < 2, got, p.Body)
		}
	}
}

// markerPath names the elements around the marker.
func markerPath(t *testing.T, body string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader("<!doctype html><body><main>" + body + "</main>"))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && strings.TrimSpace(n.Data) == "MARKER" {
			path := ""
			for e := n.Parent; e.Type == html.ElementNode; e = e.Parent {
				path = " " + e.Data + path
			}
			return strings.TrimSpace(path)
		}
	}
	return "nothing"
}

func TestLargeHTMLIsCutByNodes(t *testing.T) {
	big := "<table>" + strings.Repeat("<tr><td title=\"a cell\">0.123456</td></tr>", 20000) + "</table>"
	pictures := "<table>" + strings.Repeat("<tr><td><img src=\"data:image/png;base64,"+strings.Repeat("QUFB", 5000)+"\" alt=\"x\"></td></tr>", 30) + "</table>"
	for name, tt := range map[string]struct {
		html string
		cut  bool
	}{"rows": {big, true}, "pictures": {pictures, false}} {
		p := &page{Lang: "en", book: &Book{Options: Options{Untrusted: true}}}
		got := p.rich(map[string]any{"text/html": tt.html})
		if !balanced(got) || strings.Contains(got, "left out") != tt.cut || tt.cut && len(got) > 3*mostOutput {
			t.Errorf("%s: %d bytes, closed %t, want cut %t", name, len(got), balanced(got), tt.cut)
		}
	}
}

// What a page cannot show gives way to the best form that it can.
func TestBestForm(t *testing.T) {
	for _, tt := range []struct {
		data map[string]any
		want string
	}{
		{map[string]any{"text/html": "<iframe src=x></iframe>", "image/jpeg": "eA==", "text/plain": "<IPython at 0x7f>"}, `<img alt="A picture without a description"`},
		{map[string]any{"text/html": "<script>x</script>", "text/plain": "a sound"}, "a sound"},
		{map[string]any{"text/html": "<script>x</script>"}, text("en", "scripts")},
		{map[string]any{"application/javascript": "alert(1)"}, text("en", "scripts")},
		{map[string]any{"application/vnd.plotly.v1+json": map[string]any{"data": 1.0}}, text("en", "scripts")},
		{map[string]any{"application/vnd.jupyter.widget-view+json": map[string]any{"model_id": "x"}}, text("en", "scripts")},
		{map[string]any{"text/html": "<button>Once</button><label>Loop</label>", "text/plain": "an animation"}, "an animation"},
		{map[string]any{"text/latex": `$\nope{x}$`, "text/plain": "x as text"}, "x as text"},
		{map[string]any{"application/json": map[string]any{"key": 1.0}}, "key"},
		{map[string]any{"text/html": "<b>bold</b>", "text/plain": "plain"}, "<b>bold</b>"},
	} {
		p := &page{Lang: "en", book: &Book{Options: Options{Untrusted: true}}}
		if got := p.rich(tt.data); !strings.Contains(got, tt.want) {
			t.Errorf("%v: %q, want %q in it", tt.data, got, tt.want)
		}
	}
}

func TestTerminal(t *testing.T) {
	for in, want := range map[string]string{
		"\r  0%| | 0/3\r 33%\r100%|#| 3/3\n": "100%|#| 3/3\n", "abc\b\b\bXYZ": "XYZ", "long\rab": "abng", "a\r\nb": "a\nb", "\b\bx": "x", "한글\r가": "가글", "\x1b[31mred\x1b[0m\rR": "Red",
	} {
		if got := terminal(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
