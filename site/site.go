// Package site turns notebooks into web pages that open from disk, from any
// static host, and need no network.
//
// A notebook becomes a page: its cells become nodes, nodes become HTML, and a
// template puts the book around them. Mathematics is MathML that was made
// before (see mathgen), code is coloured here, figures are inline.
package site

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"

	"github.com/dlfs-go/book/notebook"
)

//go:embed assets
var assets embed.FS

// A Book is a list of notebooks in the order of their chapters.
type Book struct {
	pages []*page
}

// page is a notebook on its way to be a web page.
type page struct {
	path     string // of the notebook
	Name     string // of the HTML file
	Lang     string
	Title    string
	Headings []heading
	Body     template.HTML
	nb       *notebook.Notebook
	warnings []string
}

type heading struct {
	Level int
	ID    string
	Text  string
}

// Add adds a notebook that was read from path.
func (b *Book) Add(path string, nb *notebook.Notebook) {
	lang := filepath.Base(filepath.Dir(path))
	if lang != "ko" {
		lang = "en"
	}
	base := strings.TrimSuffix(filepath.Base(path), ".ipynb")
	p := &page{path: path, Name: base + ".html", Lang: lang, nb: nb, Title: base}
	if lang != "en" {
		p.Name = base + "." + lang + ".html"
	}
	b.pages = append(b.pages, p)
}

// Write makes the pages in a folder, which it makes if need be. The warnings
// name what could be shown only in part.
func (b *Book) Write(dir string) (warnings []string, err error) {
	files := map[string][]byte{}
	for _, p := range b.pages {
		p.render()
		for _, w := range p.warnings {
			warnings = append(warnings, p.path+": "+w)
		}
	}
	for i, p := range b.pages {
		html, err := b.fill(i)
		if err != nil {
			return warnings, fmt.Errorf("site: %s: %w", p.path, err)
		}
		files[p.Name] = html
		nb, err := p.nb.Marshal()
		if err != nil {
			return warnings, err
		}
		files[strings.TrimSuffix(p.Name, ".html")+".ipynb"] = nb
	}
	index, err := b.index()
	if err != nil {
		return warnings, err
	}
	files["index.html"] = index
	for _, name := range []string{"book.css", "book.js"} {
		text, err := assets.ReadFile("assets/" + name)
		if err != nil {
			return warnings, err
		}
		if name == "book.css" {
			text = append(text, codeStyles()...)
		}
		files[name] = text
	}
	return warnings, write(dir, files)
}

func write(dir string, files map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	for name, data := range files {
		if err := notebook.WriteAtomic(filepath.Join(dir, name), data); err != nil {
			return fmt.Errorf("site: %w", err)
		}
	}
	return nil
}

var templates = template.Must(template.ParseFS(assets, "assets/*.html"))

// view is what the templates see.
type view struct {
	*page
	Pages      []*page
	Prev, Next *page
	Notebook   string
}

func (b *Book) fill(i int) ([]byte, error) {
	p := b.pages[i]
	v := view{page: p, Pages: b.pages, Notebook: strings.TrimSuffix(p.Name, ".html") + ".ipynb"}
	if i > 0 {
		v.Prev = b.pages[i-1]
	}
	if i+1 < len(b.pages) {
		v.Next = b.pages[i+1]
	}
	var out bytes.Buffer
	err := templates.ExecuteTemplate(&out, "page.html", v)
	return out.Bytes(), err
}

func (b *Book) index() ([]byte, error) {
	var out bytes.Buffer
	err := templates.ExecuteTemplate(&out, "index.html", view{Pages: b.pages, page: &page{Lang: "en", Title: "Deep Learning from Scratch, in Go"}})
	return out.Bytes(), err
}
