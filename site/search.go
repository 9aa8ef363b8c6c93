package site

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/dlfs-go/book/internal/lazyregexp"
)

// section is a part of a page that the search can find.
type section struct {
	id, title, text string
}

// note keeps the words of a cell for the search, below the heading they stand
// under.
func (p *page) note(doc ast.Node, plain func(ast.Node) string, cell string) {
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok {
			id, _ := h.AttributeString("id")
			anchor, _ := id.([]byte)
			p.sections = append(p.sections, section{id: string(anchor), title: plain(h)})
			continue
		}
		if len(p.sections) == 0 {
			p.sections = append(p.sections, section{id: "c-" + cell, title: p.Title})
		}
		s := &p.sections[len(p.sections)-1]
		s.text = strings.TrimSpace(s.text + " " + plain(n))
	}
	if p.Question == "" {
		walk(doc, func(e *ast.Emphasis) {
			if s := plain(e); e.Level == 2 && p.Question == "" && strings.HasSuffix(s, "?") {
				p.Question = s
			}
		})
	}
}

// index is what the search of one language knows.
type index struct {
	Docs  []indexDoc       `json:"docs"`
	Words map[string][]int `json:"words"` // to places in Docs
}

type indexDoc struct {
	Href string `json:"h"`
	Name string `json:"t"`
	Page string `json:"p"`
	Text string `json:"x"`
}

// searchIndex is a script, since a page that was opened from disk may load
// nothing else.
func (b *Book) searchIndex(lang string) []byte {
	ix := index{Words: map[string][]int{}}
	pages := b.chapters(lang)
	for _, p := range append(slices.Clone(pages), b.ref.list...) {
		for _, s := range p.sections {
			n := len(ix.Docs)
			ix.Docs = append(ix.Docs, indexDoc{p.Name + "#" + s.id, s.title, p.Title, s.text})
			for _, w := range words(s.title + " " + s.text) {
				if list := ix.Words[w]; len(list) == 0 || list[len(list)-1] != n {
					ix.Words[w] = append(list, n)
				}
			}
		}
	}
	data, err := json.Marshal(ix)
	if err != nil {
		panic("site: the index: " + err.Error()) // strings and numbers
	}
	return append(append([]byte("window.bookIndex="), data...), ";\n"...)
}

var word = lazyregexp.New(`\p{Hangul}+|[\pL\pN_]+`)

var hangul = lazyregexp.New(`\p{Hangul}`)

// words cuts a text into what the index holds: words in small letters, and
// pairs of neighbouring syllables for Hangul, whose words carry their
// particles with them. The page's script does the same to what is looked for.
func words(s string) []string {
	var list []string
	s = hangulRun().ReplaceAllString(strings.ToLower(s), " $0 ")
	for _, w := range word().FindAllString(s, -1) {
		r := []rune(w)
		if !hangul().MatchString(w) || len(r) == 1 {
			list = append(list, w)
			continue
		}
		for i := range len(r) - 1 {
			list = append(list, string(r[i:i+2]))
		}
	}
	return list
}

var hangulRun = lazyregexp.New(`\p{Hangul}+`)
