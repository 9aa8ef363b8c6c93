// Package site turns notebooks into a book: web pages that open from disk,
// from any static host, and need no network; or one file for a reader of
// electronic books.
//
// A notebook becomes a page: its cells become HTML, and a template puts the
// book around them. Mathematics is MathML that was made before (see mathgen),
// code is coloured here, figures are inline, and the names of the library in
// code are links to a reference that is made from its doc comments.
package site

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/dlfs-go/book/internal/atomicfile"
	"github.com/dlfs-go/book/notebook"
)

//go:embed assets
var assets embed.FS

// Options say how pages are made.
type Options struct {
	// Untrusted is for notebooks that are not ours: nothing of theirs may run
	// in the page, and no file is read for them.
	Untrusted bool
	// Title is that of a book of other notebooks than ours, whose pages then do
	// not claim to be this book's.
	Title string
	// Paper is that of printed pages, A4 or Letter; "" is A4 for Korean pages of
	// one file, and the browser's choice otherwise.
	Paper string
	// Single makes each page a file that needs no other.
	Single bool
	// Jupyter and Binder are addresses to which the name of a notebook, or its
	// path in the repository, is appended; "" for no such link.
	Jupyter, Binder string
}

// Addresses of a Jupyter on the reader's machine, and of one that is lent.
const (
	LocalJupyter = "http://localhost:8888/lab/tree/"
	Binder       = "https://mybinder.org/v2/gh/dlfs-go/book/HEAD?urlpath=lab/tree/"
)

// A Book is a list of notebooks. The zero value is an empty book.
type Book struct {
	Options Options

	pages []*page
	ref   *reference
}

// Add adds a notebook that was read from path. Its language is the folder's
// name, English if that is not one the book is written in. The error is about
// a second notebook that would have the same page, or one that would take the
// page of the contents or of the reference.
func (b *Book) Add(path string, nb *notebook.Notebook) error {
	p := newPage(path, nb)
	if slices.Contains(taken(), p.base) {
		return fmt.Errorf("site: %s would become %s, which is a page of the book's own: give the notebook another name", path, p.Name)
	}
	for i, old := range b.pages {
		switch {
		case old.Name != p.Name:
		case filepath.Clean(old.path) == filepath.Clean(path):
			b.pages[i] = p
			return nil
		default:
			return fmt.Errorf("site: %s and %s would both become %s", old.path, path, p.Name)
		}
	}
	b.pages = append(b.pages, p)
	slices.SortStableFunc(b.pages, func(x, y *page) int { return x.order() - y.order() })
	return nil
}

// Entitle gives a book of notebooks from elsewhere the title of its first one,
// unless it has a title. Only notebooks in a folder notebooks/LANGUAGE, as this
// book's are, make pages that claim to be of this book.
func (b *Book) Entitle() {
	if b.Options.Title != "" || len(b.pages) == 0 {
		return
	}
	for _, p := range b.pages {
		if p.source() != "" {
			return
		}
	}
	b.Options.Title = cmp.Or(firstHeading(b.pages[0].nb), b.pages[0].base)
}

// firstHeading is the first heading of a notebook, without its marks; "" if it has
// none.
func firstHeading(nb *notebook.Notebook) string {
	for _, c := range nb.Cells {
		if c.Kind != notebook.Markdown {
			continue
		}
		for line := range strings.Lines(c.Source) {
			if text, ok := strings.CutPrefix(strings.TrimSpace(line), "# "); ok {
				return strings.Trim(text, "#*_` ")
			}
		}
	}
	return ""
}

// Remove takes the notebook that was read from path out of the book, and
// returns the names of its files.
func (b *Book) Remove(path string) (files []string) {
	b.pages = slices.DeleteFunc(b.pages, func(p *page) bool {
		if filepath.Clean(p.path) != filepath.Clean(path) {
			return false
		}
		files = append(files, p.Name, p.Notebook())
		return true
	})
	return files
}

// taken are the names of pages that are not made of notebooks.
func taken() []string {
	names := []string{"index", "nav"}
	for _, dir := range referenced {
		names = append(names, "ref-"+filepath.Base(dir))
	}
	return names
}

// Len is how many notebooks there are in the book.
func (b *Book) Len() int { return len(b.pages) }

// Write makes the pages in a folder, which it makes if need be. The warnings
// name what could be shown only in part.
func (b *Book) Write(dir string) (warnings []string, err error) {
	files, warnings, err := b.files()
	if err != nil {
		return warnings, err
	}
	return warnings, write(dir, files)
}

func write(dir string, files map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	for name, data := range files {
		path := filepath.Join(dir, name)
		if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, data) {
			continue
		}
		if err := atomicfile.Write(path, data); err != nil {
			return fmt.Errorf("site: %w", err)
		}
	}
	return nil
}

// render makes the bodies of all pages that have none.
func (b *Book) render() (warnings []string, err error) {
	if b.ref == nil && !b.Options.Single {
		if b.ref, err = newReference(); err != nil {
			return nil, err
		}
	}
	var work sync.WaitGroup
	for _, p := range b.pages {
		if p.Body == "" {
			work.Go(func() { p.render(b) })
		}
	}
	work.Wait()
	for _, p := range b.pages {
		for _, w := range p.warnings {
			warnings = append(warnings, p.path+": "+w)
		}
	}
	return warnings, nil
}

// files makes everything that a folder of pages holds.
func (b *Book) files() (files map[string][]byte, warnings []string, err error) {
	if warnings, err = b.render(); err != nil {
		return nil, warnings, err
	}
	files = map[string][]byte{}
	for _, p := range b.pages {
		if files[p.Name], err = b.fill("page.html", p); err != nil {
			return nil, warnings, err
		}
		if files[p.Notebook()], err = p.nb.Marshal(); err != nil {
			return nil, warnings, fmt.Errorf("site: %s: %w", p.path, err)
		}
	}
	if b.Options.Single {
		return b.embedded(files), warnings, nil
	}
	for _, p := range b.ref.pages(b) {
		if files[p.Name], err = b.fill("page.html", p); err != nil {
			return nil, warnings, err
		}
	}
	for _, lang := range b.languages() {
		index := &page{Name: fileName("index", lang), base: "index", Lang: lang, Title: b.title(lang)}
		if files[index.Name], err = b.fill("index.html", index); err != nil {
			return nil, warnings, err
		}
		files["search."+lang+".js"] = b.searchIndex(lang)
	}
	files["book.css"], files["book.js"] = asset("book.css"), asset("book.js")
	return files, warnings, nil
}

// title is the book's.
func (b *Book) title(lang string) string { return cmp.Or(b.Options.Title, text(lang, "title")) }

// languages are those the book has pages in, English first.
func (b *Book) languages() []string {
	langs := []string{"en"}
	for _, p := range b.pages {
		if !slices.Contains(langs, p.Lang) {
			langs = append(langs, p.Lang)
		}
	}
	return langs
}

func asset(name string) []byte {
	data, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic("site: " + err.Error()) // it is embedded
	}
	return data
}

var templates = template.Must(template.ParseFS(assets, "assets/*.html"))

// fill puts a page into its template.
func (b *Book) fill(name string, p *page) ([]byte, error) {
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, name, b.view(p)); err != nil {
		return nil, fmt.Errorf("site: %s: %w", p.Name, err)
	}
	return out.Bytes(), nil
}

// fileName is the name of a page in a language.
func fileName(base, lang string) string {
	if lang == "en" {
		return base + ".html"
	}
	return base + "." + lang + ".html"
}
