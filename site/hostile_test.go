package site

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/dlfs-go/book/notebook"
)

// hostile makes pages of the notebooks in testdata/hostile that can be read,
// as --untrusted does, and returns the folder.
func hostile(t *testing.T, options Options) string {
	t.Helper()
	paths, err := filepath.Glob("testdata/hostile/*.ipynb")
	if err != nil || len(paths) < 20 {
		t.Fatalf("%d hostile notebooks, %v", len(paths), err)
	}
	b := Book{Options: options}
	for _, p := range paths {
		nb, err := notebook.ReadFile(p)
		if refused := strings.HasPrefix(filepath.Base(p), "refused-"); refused != (err != nil) {
			t.Errorf("%s: error %v", p, err)
		} else if refused && !strings.Contains(err.Error(), p+": ") {
			t.Errorf("%s: the error %q does not name the file", p, err)
		}
		if err == nil {
			b.Add(p, nb)
		}
	}
	dir := t.TempDir()
	if _, err := b.Write(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Nothing in a page of a notebook that is not ours can run, load or send.
func TestHostile(t *testing.T) {
	dir := hostile(t, Options{Untrusted: true})
	paths, _ := filepath.Glob(filepath.Join(dir, "*.html"))
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, what := range dangers(t, string(data)) {
			t.Errorf("%s: %s", filepath.Base(p), what)
		}
	}
	for _, name := range []string{"script-in-output", "handlers", "links", "markdown-html", "svg", "pictures", "text", "attachments", "metadata", "tags", "headings", "no-ids"} {
		data, err := os.ReadFile(filepath.Join(dir, name+".html"))
		if err != nil || !strings.Contains(string(data), "seen") && !strings.Contains(string(data), "after") {
			t.Errorf("%s: what is harmless is lost, too: %v", name, err)
		}
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "*")); len(files) != len(paths)*2-len(referenced)-1+3 {
		t.Errorf("%d files, want a page and a notebook for each, the front page, the reference, styles, script and index", len(files))
	}
}

// The same notebooks without --untrusted do have dangers: the test can fail.
func TestHostileTrusted(t *testing.T) {
	dir, n := hostile(t, Options{}), 0
	paths, _ := filepath.Glob(filepath.Join(dir, "*.html"))
	for _, p := range paths {
		data, _ := os.ReadFile(p)
		n += len(dangers(t, string(data)))
	}
	if n < 10 {
		t.Errorf("%d dangers without --untrusted, want many", n)
	}
}

var (
	forbidden = regexp.MustCompile(`^(script|iframe|object|embed|form|base|style|frame|frameset|applet|foreignobject|audio|video|template)$`)
	ownForm   = regexp.MustCompile(`^(find)$`)
	dangerURL = regexp.MustCompile(`(?i)^[\s\x00-\x20]*(javascript|vbscript|data:(text|application)|file):?`)
	localURL  = regexp.MustCompile(`^(book\.js|book\.css|data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=]*|)$`)
)

// dangers are what in a page could run, load or send something.
func dangers(t *testing.T, page string) []string {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[strings.ToLower(a.Key)] = a.Val
			if strings.HasPrefix(strings.ToLower(a.Key), "on") {
				found = append(found, fmt.Sprintf("<%s %s=%q>", n.Data, a.Key, a.Val))
			}
		}
		ours := n.Data == "script" && attr["src"] == "book.js" || n.Data == "form" && ownForm.MatchString(attr["id"])
		switch {
		case forbidden.MatchString(strings.ToLower(n.Data)) && !ours:
			found = append(found, fmt.Sprintf("<%s>", n.Data))
		case n.Data == "meta" && attr["http-equiv"] != "":
			found = append(found, fmt.Sprintf("<meta http-equiv=%q>", attr["http-equiv"]))
		case dangerURL.MatchString(attr["href"]), dangerURL.MatchString(attr["xlink:href"]), dangerURL.MatchString(attr["action"]):
			found = append(found, fmt.Sprintf("<%s> leads to %.60q", n.Data, attr["href"]))
		case !localURL.MatchString(attr["src"]):
			found = append(found, fmt.Sprintf("<%s> loads %.60q", n.Data, attr["src"]))
		}
	}
	return found
}

// An output without end is cut, with a word about it.
func TestHugeOutput(t *testing.T) {
	big := strings.Repeat("0123456789abcdef\n", 4<<20/17)
	cell := code("x", notebook.Output{Type: "stream", Name: "stdout", Text: big},
		notebook.Output{Type: "display_data", Data: map[string]any{"text/html": "<p>" + big + "</p>"}})
	b := Book{Options: Options{Untrusted: true}}
	b.Add("big.ipynb", &notebook.Notebook{Metadata: map[string]any{}, Cells: []*notebook.Cell{cell, prose(big)}})
	dir := t.TempDir()
	if _, err := b.Write(dir); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "big.html"))
	if err != nil {
		t.Fatal(err)
	}
	if len(page) > 1<<20 || strings.Count(string(page), "more characters were left out") != 3 {
		t.Errorf("a page of %d bytes, want less than 1 MiB and a word about each of 3 cuts", len(page))
	}
}

// No file is read for a notebook that is not ours, however its picture is
// named; for one of ours it is, so that the test can fail.
func TestUntrustedReadsNoFile(t *testing.T) {
	dir := t.TempDir()
	const png = "\x89PNG\r\n\x1a\n\x00" // nine bytes, so that the secret stands by itself in base64
	if err := os.WriteFile(filepath.Join(dir, "secret.png"), []byte(png+"secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	nb := &notebook.Notebook{Cells: []*notebook.Cell{prose("![a](secret.png) ![b](./secret.png) ![c](../" + filepath.Base(dir) + "/secret.png)")}}
	for _, untrusted := range []bool{true, false} {
		b, out := Book{Options: Options{Untrusted: untrusted}}, t.TempDir()
		b.Add(filepath.Join(dir, "x.ipynb"), nb)
		if _, err := b.Write(out); err != nil {
			t.Fatal(err)
		}
		page, err := os.ReadFile(filepath.Join(out, "x.html"))
		if err != nil {
			t.Fatal(err)
		}
		want := 0
		if !untrusted {
			want = 3
		}
		if n := strings.Count(string(page), "c2VjcmV0"); n != want {
			t.Errorf("untrusted %t: the file is there %d times, want %d", untrusted, n, want)
		}
	}
}

// The words of a picture stay within their attribute.
func TestPictureWords(t *testing.T) {
	alt := `"><script>alert(1)</script>`
	page, _ := build(t, code("f()", notebook.Output{Type: "display_data", Data: map[string]any{"image/png": "eA==", "text/plain": alt}}))
	if !strings.Contains(page, `<img alt="`+html.EscapeString(alt)+`"`) || strings.Contains(page, "<script>alert") {
		t.Error("the words of a picture are markup")
	}
}
