package site

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/dlfs-go/book/notebook"
)

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

var external = regexp.MustCompile(`(?:src|srcset|<link[^>]*href)="(?:https?:)?//[^"]*"`)

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
	words, err := notebook.ReadLiterals("../notebooks/ko/words.json")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, p := range paths {
		ko, err := notebook.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		en, err := notebook.ReadFile(filepath.Join("../notebooks/en", filepath.Base(p)))
		if err != nil {
			t.Fatal(err)
		}
		for _, what := range append(notebook.CompareTwin(en, ko, words), CheckTerms(ko)...) {
			t.Errorf("%s: %s (dlfs twin --update takes over code and outputs)", p, what)
		}
		words.Used(en, used)
	}
	for from := range words {
		if !used[from] {
			t.Errorf("words.json: no chapter has %q", from)
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
	if n := strings.Count(page, "caught: true"); n != 6 {
		t.Errorf("%d wrong twins are caught, want 6", n)
	}
	m := regexp.MustCompile(`yours    (0\.\d+)`).FindStringSubmatch(page)
	if m == nil || m[1] < "0.965" {
		t.Errorf("test accuracy %v, want at least 0.965", m)
	}
}
