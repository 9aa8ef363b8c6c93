package site

import (
	"go/scanner"
	"go/token"
	"html"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// tokenClass is the class of what has a colour, by kind of token. What is not
// here is written without a span: pages stay small.
var tokenClass = []struct {
	kind  chroma.TokenType
	class string
}{
	{chroma.KeywordType, "t"}, {chroma.NameBuiltin, "t"}, {chroma.Keyword, "k"}, {chroma.NameFunction, "f"},
	{chroma.LiteralString, "s"}, {chroma.LiteralNumber, "n"}, {chroma.Comment, "c"},
}

func classOf(t chroma.TokenType) string {
	for _, c := range tokenClass {
		if t == c.kind || t.InCategory(c.kind) && c.kind == t.Category() || t.InSubCategory(c.kind) && c.kind == t.SubCategory() {
			return c.class
		}
	}
	return ""
}

var goLexer = chroma.Coalesce(lexers.Get("go"))

// highlight colours Go code by classes, and links the library's names.
func (p *page) highlight(code string) string {
	code = strings.TrimRight(printable(p.cut(code)), "\n")
	var links []codeLink
	if p.book.ref != nil {
		links = p.book.ref.links(code)
	}
	return "<pre class=\"go\"><code>" + colour(code, links) + "</code></pre>"
}

// colour is code as HTML.
func colour(code string, links []codeLink) string {
	it, err := goLexer.Tokenise(nil, code)
	if err != nil {
		return html.EscapeString(code)
	}
	var w strings.Builder
	at := 0
	span := func(class, s string) {
		if s = html.EscapeString(s); class != "" && s != "" {
			s = `<span class="` + class + `">` + s + `</span>`
		}
		w.WriteString(s)
	}
	for t := it(); t != chroma.EOF; t = it() {
		class, text := classOf(t.Type), t.Value
		if at+len(text) > len(code) { // the lexer ends the last line
			text = text[:max(0, len(code)-at)]
		}
		for text != "" { // in pieces, at the ends of links
			n := len(text)
			if len(links) > 0 {
				switch l := links[0]; {
				case at == l.start:
					w.WriteString(`<a href="` + l.href + `">`)
					n = min(n, l.end-at)
				case at < l.start:
					n = min(n, l.start-at)
				default:
					n = min(n, l.end-at)
				}
			}
			span(class, text[:n])
			text, at = text[n:], at+n
			if len(links) > 0 && at == links[0].end {
				w.WriteString("</a>")
				links = links[1:]
			}
		}
	}
	return w.String()
}

// A codeLink makes a link of a part of some code.
type codeLink struct {
	start, end int
	href       string
}

// links finds the library's names in code: a package, a dot, a name.
func (r *reference) links(code string) []codeLink {
	file := token.NewFileSet().AddFile("", -1, len(code))
	var s scanner.Scanner
	s.Init(file, []byte(code), func(token.Position, string) {}, 0)
	type tok struct {
		at  int
		tok token.Token
		lit string
	}
	last := [3]tok{}
	var links []codeLink
	for {
		pos, t, lit := s.Scan()
		if t == token.EOF {
			return links
		}
		now := tok{file.Offset(pos), t, lit}
		if t == token.IDENT && last[2].tok == token.PERIOD && last[1].tok == token.IDENT && last[0].tok != token.PERIOD {
			if href := r.href(last[1].lit + "." + lit); href != "" {
				links = append(links, codeLink{last[1].at, now.at + len(lit), href})
			}
		}
		last = [3]tok{last[1], last[2], now}
	}
}
