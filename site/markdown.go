package site

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	goldmarkhtml "github.com/yuin/goldmark/renderer/html"
	gmtext "github.com/yuin/goldmark/text"

	"github.com/dlfs-go/book/internal/lazyregexp"
	"github.com/dlfs-go/book/notebook"
)

var md = goldmark.New(
	goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.TaskList, extension.DefinitionList),
	goldmark.WithRendererOptions(goldmarkhtml.WithUnsafe()),
)

// A markdown cell's exercise has the id of the exercise.
var exercise = lazyregexp.New(`^ex\d+$`)

func (p *page) markdownText(src string) string { return p.markdown(&notebook.Cell{Source: src}) }

// markdown renders a cell of text.
func (p *page) markdown(c *notebook.Cell) string {
	src, found := p.takeMath(p.cut(c.Source))
	source := []byte(src)
	doc := md.Parser().Parse(gmtext.NewReader(source), parser.WithContext(parser.NewContext()))
	text := func(n ast.Node) string { return plain(n, source, found) }
	p.number(doc, text, c.ID)
	p.links(doc, c)
	p.note(doc, text, c.ID)
	var out bytes.Buffer
	if err := md.Renderer().Render(&out, source, doc); err != nil {
		p.warn("%v", err)
	}
	page := checkbox().ReplaceAllStringFunc(out.String(), func(box string) string {
		if strings.Contains(box, "checked") {
			return "☑"
		}
		return "☐"
	})
	if p.book.Options.Untrusted {
		page = p.cleanHTML(page)
	}
	page = noEmptyPictures(closed(page))
	page = codeBlock().ReplaceAllStringFunc(page, func(s string) string {
		m := codeBlock().FindStringSubmatch(s)
		code := html.UnescapeString(m[2])
		if m[1] == "go" {
			return p.highlight(code)
		}
		return "<pre>" + html.EscapeString(strings.TrimRight(code, "\n")) + "</pre>"
	})
	page = tables.Replace(page)
	if p.book.ref != nil {
		page = inlineCode().ReplaceAllStringFunc(page, p.linkName)
	}
	return putMath(glue(page, found), found)
}

// glue keeps a Korean particle on the line of what it belongs to where that
// ends in a bracket, a formula or the like, after which a line may end.
func glue(page string, formulas []string) string {
	return loose().ReplaceAllStringFunc(page, func(s string) string {
		switch {
		case strings.HasPrefix(s, "<pre"):
			return s
		case strings.HasPrefix(s, markStart): // a formula minds no character
			n, err := strconv.Atoi(digits().FindString(s))
			if err != nil || n >= len(formulas) || utf8.RuneCountInString(tag().ReplaceAllString(formulas[n], "")) > 16 {
				return s // on a telephone, a line may be too short for both
			}
			return "<span class=\"glued\">" + s + "</span>"
		}
		_, n := utf8.DecodeLastRuneInString(s)
		return s[:len(s)-n] + "\u2060" + s[len(s)-n:]
	})
}

var (
	loose      = lazyregexp.New(`(?s)<pre\b.*?</pre>|` + mark().String() + `\p{Hangul}+[.,]?|(?:[)”%×+-]|</(?:code|a|em|strong)>)\p{Hangul}`)
	checkbox   = lazyregexp.New(`<input (?:checked="" )?disabled="" type="checkbox" ?/?>`)
	digits     = lazyregexp.New(`\d+`)
	tag        = lazyregexp.New(`<[^>]*>`)
	codeBlock  = lazyregexp.New(`(?s)<pre><code(?: class="language-([^"]*)")?>(.*?)</code></pre>`)
	inlineCode = lazyregexp.New(`<code>([a-z]+\.[A-Z]\w*(?:\.[A-Z]\w*)?)</code>`)
	tables     = strings.NewReplacer("<table>", `<div class="wide"><table>`, "</table>", "</table></div>")
)

// linkName makes of the name of something in the library a link.
func (p *page) linkName(s string) string {
	if href := p.book.ref.href(inlineCode().FindStringSubmatch(s)[1]); href != "" {
		return `<a class="name" href="` + href + `">` + s + `</a>`
	}
	return s
}

// number gives headings their ids and notes them for the table of contents.
// The id is the section's number where there is one, else it comes from the
// cell, so that it is the same in all languages. A page has one heading of
// the first level.
func (p *page) number(doc ast.Node, plain func(ast.Node) string, cell string) {
	n := 0
	walk(doc, func(h *ast.Heading) {
		n++
		if h.Level == 1 && len(p.Headings) > 0 {
			h.Level = 2
		}
		text := plain(h)
		id := "h-" + cell
		if n > 1 {
			id = fmt.Sprintf("h-%s-%d", cell, n)
		}
		if m := sectionNumber().FindString(text); m != "" {
			id = "s-" + strings.ReplaceAll(m, ".", "-")
		}
		for _, old := range p.Headings {
			if old.ID == id {
				id = fmt.Sprintf("%s-%d", id, len(p.Headings)+1)
			}
		}
		h.SetAttributeString("id", []byte(id))
		p.Headings = append(p.Headings, heading{h.Level, id, text})
	})
}

var sectionNumber = lazyregexp.New(`^[0-9A-Z](\.\d+)+`)

// links turns links to other notebooks into links to their pages, and puts
// pictures into the page.
func (p *page) links(doc ast.Node, c *notebook.Cell) {
	var dead []*ast.Link
	walk(doc, func(l *ast.Link) {
		dest, ok := p.target(string(l.Destination))
		if l.Destination = []byte(dest); !ok {
			p.warn("cell %s: a link to %s, which is not part of the book", c.ID, dest)
			dead = append(dead, l)
		}
	})
	for _, l := range dead { // its words stay
		for n := l.FirstChild(); n != nil; n = l.FirstChild() {
			l.Parent().InsertBefore(l.Parent(), l, n)
		}
		l.Parent().RemoveChild(l.Parent(), l)
	}
	walk(doc, func(img *ast.Image) {
		data, err := p.imageData(string(img.Destination), c)
		if err != nil {
			p.warn("cell %s: the picture %.80s: %v", c.ID, img.Destination, err)
		}
		img.Destination = []byte(data)
	})
}

// target is where a link of a notebook leads from its page, and whether that
// is there.
func (p *page) target(dest string) (string, bool) {
	u, err := url.Parse(dest)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
		return dest, err == nil
	}
	to := ""
	base := path.Base(u.Path)
	if name, ok := strings.CutSuffix(base, ".ipynb"); ok {
		if q := p.book.find(name, p.Lang); q != nil {
			to = q.Name
		}
	} else if base == "README.md" && !p.book.Options.Single {
		to = fileName("index", p.Lang) // which says what the README says
	}
	if to == "" {
		return dest, false
	}
	if u.Fragment != "" {
		to += "#" + u.EscapedFragment()
	}
	return to, true
}

// imageData makes of an image's address a data URL. It is "" for what cannot
// be shown without the network.
func (p *page) imageData(dest string, c *notebook.Cell) (string, error) {
	if name, ok := strings.CutPrefix(dest, "attachment:"); ok {
		if decoded, err := url.PathUnescape(name); err == nil {
			name = decoded
		}
		kind, data := c.Attachment(name)
		if !strings.HasPrefix(kind, "image/") {
			return "", fmt.Errorf("there is no such attachment")
		}
		return "data:" + kind + ";base64," + data, nil
	}
	u, err := url.Parse(dest)
	switch {
	case err != nil:
		return "", err
	case u.Scheme == "data":
		return dest, nil
	case u.Scheme != "" || u.Host != "":
		return "", fmt.Errorf("it would come from the network")
	case p.book.Options.Untrusted:
		return "", fmt.Errorf("no file is read for a notebook that is not trusted")
	}
	data, err := readWithin(filepath.Dir(p.path), u.Path)
	if err != nil {
		return "", err
	}
	kind := pictureKind(data, filepath.Ext(u.Path))
	if kind == "" {
		return "", fmt.Errorf("it is not a picture")
	}
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data), nil
}

// readWithin reads a regular file that is in a folder, behind links too: a
// notebook from elsewhere must not put other files of its reader into a page.
func readWithin(dir, name string) ([]byte, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	// A path that leaves the folder and comes back is one within it.
	if name, err = filepath.Rel(dir, filepath.Join(dir, filepath.FromSlash(name))); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // a pipe would never end
		return nil, fmt.Errorf("it is not a regular file")
	}
	return root.ReadFile(name)
}

// pictureKind returns the media type of a picture, by its content; "" for what
// is none, whatever its name says.
func pictureKind(data []byte, ext string) string {
	kind := http.DetectContentType(data)
	if strings.HasPrefix(kind, "image/") {
		return kind
	}
	if strings.EqualFold(ext, ".svg") && bytes.Contains(data[:min(len(data), 4096)], []byte("<svg")) {
		return "image/svg+xml"
	}
	return ""
}

// walk calls fn for each node of a kind.
func walk[N ast.Node](doc ast.Node, fn func(N)) {
	ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if x, ok := n.(N); ok && entering {
			fn(x)
		}
		return ast.WalkContinue, nil
	})
}

// plain is the text of a node; found are its formulas.
func plain(n ast.Node, source []byte, found []string) string {
	var b strings.Builder
	ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		switch t := c.(type) {
		case *ast.Text:
			if entering {
				b.Write(t.Segment.Value(source))
				if t.SoftLineBreak() || t.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
			return ast.WalkSkipChildren, nil
		case *ast.Paragraph, *ast.TextBlock:
			if !entering {
				b.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	text := mark().ReplaceAllStringFunc(b.String(), func(m string) string {
		i, _ := strconv.Atoi(strings.Trim(m, markStart+markEnd)) // takeMath made it
		return mathText(found[i])
	})
	return strings.Join(strings.Fields(text), " ")
}
