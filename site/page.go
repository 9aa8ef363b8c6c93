package site

import (
	"fmt"
	"html/template"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dlfs-go/book/internal/lazyregexp"
	"github.com/dlfs-go/book/notebook"
)

// page is a notebook on its way to be a web page.
type page struct {
	path     string // of the notebook
	base     string // the notebook's name without its ending
	Name     string // of the HTML file
	Lang     string
	Title    string
	Question string // what the chapter answers
	Headings []heading
	Body     template.HTML
	Kind     string // "reference" for pages of the reference

	nb       *notebook.Notebook
	book     *Book
	cell     *notebook.Cell // whose outputs are being shown
	figures  int
	sections []section // for the search
	warnings []string

	macros       texMacros // of the formulas so far
	unknown      int       // formulas that KaTeX does not know
	unknownFirst string
}

type heading struct {
	Level int
	ID    string
	Text  string
}

var unsafeName = lazyregexp.New(`[^\pL\pN._-]+`)

func newPage(path string, nb *notebook.Notebook) *page {
	lang := filepath.Base(filepath.Dir(path))
	if _, ok := table[lang]; !ok {
		lang = "en"
	}
	base := unsafeName().ReplaceAllString(strings.TrimSuffix(filepath.Base(path), ".ipynb"), "-")
	return &page{path: path, base: base, Name: fileName(base, lang), Lang: lang, Title: base, nb: nb}
}

// order puts chapters before appendices; otherwise pages keep theirs.
func (p *page) order() int {
	if strings.HasPrefix(p.base, "appendix") {
		return 1
	}
	return 0
}

// Notebook is the name of the notebook beside the page.
func (p *page) Notebook() string {
	if p.nb == nil {
		return ""
	}
	return strings.TrimSuffix(p.Name, ".html") + ".ipynb"
}

// source is the notebook's path from the root of the book's repository, "" if
// it is not one of the book.
func (p *page) source() string {
	parts := strings.Split(filepath.ToSlash(filepath.Clean(p.path)), "/")
	if n := len(parts); n >= 3 && parts[n-3] == "notebooks" {
		return strings.Join(parts[n-3:], "/")
	}
	return ""
}

// Number is what stands before the title in lists: 5 for “Chapter 5: X”.
func (p *page) Number() string {
	m := chapterTitle().FindStringSubmatch(p.Title)
	if m == nil {
		return ""
	}
	return m[1] + m[2] + m[3] + m[4]
}

// Short is the title without its number.
func (p *page) Short() string {
	if m := chapterTitle().FindString(p.Title); m != "" && len(m) < len(p.Title) {
		return p.Title[len(m):]
	}
	return p.Title
}

var chapterTitle = lazyregexp.New(`^(?:Chapter (\d+)|Appendix ([A-Z])|(\d+)장|부록 ([A-Z]))[:.]? *`)

// view is what the templates see.
type view struct {
	*page
	Chapters   []*page // of the same language, English ones where there is none
	Reference  []*page
	Prev, Next *page
	Twins      []*page // the same page in other languages
	Options    Options
	Hero       template.HTML
}

// T is a text of the page's own words.
func (v view) T(key string) string { return text(v.Lang, key) }

// PaperStyle is the size of the page on paper.
func (v view) PaperStyle() template.HTML {
	switch {
	case v.Options.Paper == "A4", v.Options.Paper == "" && v.Options.Single && v.Lang == "ko":
		return "\n<style>@page{size:A4}</style>"
	case v.Options.Paper == "Letter":
		return "\n<style>@page{size:letter}</style>"
	}
	return ""
}

// Home is the front page.
func (v view) Home() string { return fileName("index", v.Lang) }

// Text is a word in another language than the page's.
func (v view) Text(lang, key string) string { return text(lang, key) }

// Jupyter is a link that opens the notebook in a Jupyter that was started on
// the folder of its language, as the front page says.
func (v view) Jupyter() string {
	if v.Options.Jupyter == "" || v.source() == "" {
		return ""
	}
	return v.Options.Jupyter + path.Base(v.source())
}

// Binder is a link that opens the notebook on a machine that is lent, in the
// whole repository.
func (v view) Binder() string {
	if v.Options.Binder == "" || v.source() == "" {
		return ""
	}
	return v.Options.Binder + v.source()
}

// Run is the command that opens the notebook.
func (v view) Run() string {
	if v.nb == nil {
		return ""
	}
	if s := v.source(); s != "" {
		return "jupyter lab " + s
	}
	return "jupyter lab " + filepath.Base(v.path)
}

func (b *Book) view(p *page) view {
	v := view{page: p, Chapters: b.chapters(p.Lang), Options: b.Options}
	if b.ref != nil {
		v.Reference = b.ref.list
	}
	if i := slices.Index(v.Chapters, p); i >= 0 {
		if i > 0 {
			v.Prev = v.Chapters[i-1]
		}
		if i+1 < len(v.Chapters) {
			v.Next = v.Chapters[i+1]
		}
	}
	if p.base == "index" {
		v.Hero = hero(p.Lang)
		for _, lang := range b.languages() {
			if lang != p.Lang {
				v.Twins = append(v.Twins, &page{Name: fileName("index", lang), Lang: lang})
			}
		}
		return v
	}
	for _, q := range b.pages {
		if q.base == p.base && q.Lang != p.Lang && p.Kind == "" {
			v.Twins = append(v.Twins, q)
		}
	}
	return v
}

// chapters are the pages of a language, with the English ones for chapters
// that it does not have yet, and those of any language for chapters that
// English does not have either.
func (b *Book) chapters(lang string) []*page {
	var list []*page
	at := map[string]int{}
	rank := func(p *page) int {
		switch p.Lang {
		case lang:
			return 0
		case "en":
			return 1
		}
		return 2
	}
	for _, p := range b.pages {
		i, seen := at[p.base]
		switch {
		case !seen:
			at[p.base] = len(list)
			list = append(list, p)
		case rank(p) < rank(list[i]):
			list[i] = p
		}
	}
	slices.SortStableFunc(list, func(x, y *page) int {
		if d := x.order() - y.order(); d != 0 {
			return d
		}
		return strings.Compare(x.base, y.base)
	})
	return list
}

// find returns the page of a notebook that a page links to, in the page's own
// language if there is one.
func (b *Book) find(base, lang string) *page {
	for _, p := range b.chapters(lang) {
		if p.base == base {
			return p
		}
	}
	return nil
}

func (p *page) warn(format string, args ...any) {
	p.warnings = append(p.warnings, fmt.Sprintf(format, args...))
}

// Pkg is the name of a page of the reference in lists: that of the package.
func (p *page) Pkg() string { return strings.TrimPrefix(p.base, "ref-") }

// First is the chapter to begin with: the first in the page's language.
func (v view) First() *page {
	for _, p := range v.Chapters {
		if p.Lang == v.Lang {
			return p
		}
	}
	return v.Chapters[0]
}

// Begin is what stands on the front page's button.
func (v view) Begin(number string) string { return fmt.Sprintf(v.T("start"), number) }

// LangOf is the language of a question in the chapter table.
func (v view) LangOf(question string) string {
	for _, p := range v.Chapters {
		if p.Question == question {
			return p.Lang
		}
	}
	return v.Lang
}

// Untwinned reports whether a chapter of the table is in another language
// than the page.
func (v view) Untwinned() bool {
	return slices.ContainsFunc(v.Chapters, func(p *page) bool { return p.Lang != v.Lang })
}

// Glossary is shown on the front page of a book with terms from another
// language.
func (v view) Glossary() []Term {
	if v.Lang == "en" {
		return nil
	}
	return Glossary()
}
