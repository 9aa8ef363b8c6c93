package site

import (
	"go/scanner"
	"go/token"
	"go/types"
	"html"
	"strings"
)

// A piece is a token of Go, or what stands between two, with its class. What
// has no class is written without a span: pages stay small.
type piece struct{ class, text string }

// pieces cuts Go code. Chroma would do, but its lexers for hundreds of
// languages take longer to start than all of the kernel, which is the same
// program.
func pieces(code string) []piece {
	var list []piece
	at := 0
	add := func(class string, end int) {
		if at < end {
			list = append(list, piece{class, code[at:end]})
			at = end
		}
	}
	file := token.NewFileSet().AddFile("", -1, len(code))
	var s scanner.Scanner
	s.Init(file, []byte(code), func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, t, lit := s.Scan()
		if t == token.EOF {
			add("", len(code))
			return list
		}
		start := file.Offset(pos)
		if t == token.SEMICOLON && lit == "\n" {
			continue
		}
		if lit == "" {
			lit = t.String()
		}
		end := min(start+len(lit), len(code))
		if class := classOf(t, lit, code[end:]); class != "" {
			add("", start)
			add(class, end)
		}
	}
}

// classOf is the class of a token before the rest of the code.
func classOf(t token.Token, lit, rest string) string {
	switch {
	case t.IsKeyword():
		return "k"
	case t == token.COMMENT:
		return "c"
	case t == token.STRING, t == token.CHAR:
		return "s"
	case t == token.INT, t == token.FLOAT, t == token.IMAG:
		return "n"
	case t == token.IDENT && types.Universe.Lookup(lit) != nil:
		if _, ok := types.Universe.Lookup(lit).(*types.Const); ok || lit == "nil" {
			return "k"
		}
		return "t"
	case t == token.IDENT && strings.HasPrefix(rest, "("):
		return "f"
	}
	return ""
}

// highlight colours Go code by classes, and links the library's names.
func (p *page) highlight(code string) string {
	code = strings.TrimRight(printable(p.cut(code)), "\n")
	if p.otherLanguage() { // no colour is better than Go's
		return "<pre><code>" + html.EscapeString(code) + "</code></pre>"
	}
	var links []codeLink
	if p.book.ref != nil {
		links = p.book.ref.links(code)
	}
	return "<pre class=\"go\"><code>" + colour(code, links) + "</code></pre>"
}

// colour is code as HTML.
func colour(code string, links []codeLink) string {
	var w strings.Builder
	at := 0
	span := func(class, s string) {
		if s = html.EscapeString(s); class != "" && s != "" {
			s = `<span class="` + class + `">` + s + `</span>`
		}
		w.WriteString(s)
	}
	for _, p := range pieces(code) {
		class, text := p.class, p.text
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

// otherLanguage reports whether the page's notebook says that its code is not
// Go.
func (p *page) otherLanguage() bool {
	if p.nb == nil {
		return false
	}
	for _, key := range [][2]string{{"language_info", "name"}, {"kernelspec", "language"}} {
		m, _ := p.nb.Metadata[key[0]].(map[string]any)
		if name, _ := m[key[1]].(string); name != "" {
			return !strings.EqualFold(name, "go")
		}
	}
	return false
}
