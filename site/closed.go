package site

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/dlfs-go/book/internal/lazyregexp"
)

// closed is HTML of a cell that ends where the cell ends: every element is
// closed, none that is not open is, and none is there that has no end or that
// is about the whole page. HTML that is so already stays as it is.
func closed(s string) string {
	if balanced(s) {
		return s
	}
	body, err := parseBody(s)
	if err != nil { // elements in elements, more than any browser takes
		return "<pre>" + html.EscapeString(printable(s)) + "</pre>"
	}
	return renderBody(body)
}

func parseBody(s string) (*html.Node, error) {
	body := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(strings.NewReader(s), body)
	if err != nil {
		return nil, err
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	var drop []*html.Node
	for n := range body.Descendants() {
		if n.Type == html.ElementNode && pageWide[n.Data] {
			drop = append(drop, n)
		}
	}
	for _, n := range drop {
		for c := n.FirstChild; c != nil; c = n.FirstChild {
			n.RemoveChild(c)
			n.Parent.InsertBefore(c, n)
		}
		n.Parent.RemoveChild(n)
	}
	return body, nil
}

func renderBody(body *html.Node) string {
	var b strings.Builder
	for c := body.FirstChild; c != nil; c = c.NextSibling {
		if html.Render(&b, c) != nil { // an element that cannot be written, as <input> with others in it
			return "<pre>" + html.EscapeString(printable(allText(body))) + "</pre>"
		}
	}
	return b.String()
}

func allText(body *html.Node) string {
	var b strings.Builder
	for n := range body.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	}
	return b.String()
}

// breakout matches elements of HTML that end a drawing or a formula they stand
// in, but for a foreign object.
var breakout = lazyregexp.New(`^(b|big|blockquote|body|br|center|code|dd|div|dl|dt|em|embed|h[1-6]|head|hr|i|img|li|listing|menu|meta|nobr|ol|p|pre|ruby|s|small|span|strong|strike|sub|sup|table|tt|u|ul|var|font|input)$`)

// pageWide are elements that are about a whole page, or never end.
var pageWide = map[string]bool{"html": true, "head": true, "body": true, "base": true, "meta": true, "title": true,
	"frameset": true, "frame": true, "plaintext": true, "main": true}

var void = map[string]bool{"area": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true,
	"link": true, "param": true, "source": true, "track": true, "wbr": true}

// balanced reports whether each tag of some HTML has its other one, in order,
// and nothing is open at its end.
func balanced(s string) bool {
	z := html.NewTokenizer(strings.NewReader(s))
	var open []string
	read, foreign := 0, 0
	for {
		kind := z.Next()
		raw := z.Raw()
		if kind == html.ErrorToken {
			return len(open) == 0 && read == len(s)
		}
		read += len(raw)
		name := ""
		if kind == html.StartTagToken || kind == html.EndTagToken || kind == html.SelfClosingTagToken {
			if raw[len(raw)-1] != '>' {
				return false
			}
			tag, _ := z.TagName()
			name = string(tag)
		}
		if foreign > 0 && breakout().MatchString(name) {
			return false
		}
		isForeign := name == "svg" || name == "math"
		switch kind {
		case html.CommentToken:
			if !strings.HasPrefix(string(raw), "<!--") || !strings.HasSuffix(string(raw), "-->") || len(raw) < 7 {
				return false
			}
		case html.DoctypeToken:
			return false
		case html.SelfClosingTagToken:
			if !void[name] && foreign == 0 || pageWide[name] {
				return false
			}
		case html.StartTagToken:
			if pageWide[name] && foreign == 0 {
				return false
			}
			if isForeign {
				foreign++
			}
			if !void[name] || foreign > 0 {
				open = append(open, name)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != name {
				return false
			}
			open = open[:len(open)-1]
			if isForeign {
				foreign--
			}
		}
		if len(open) > 400 {
			return false
		}
	}
}

// cutHTML shortens HTML that has no end, between its nodes. Pictures that it
// carries do not count.
func (p *page) cutHTML(s string) string {
	if !p.book.Options.Untrusted || len(s) <= mostOutput {
		return s
	}
	body, err := parseBody(s)
	if err != nil {
		return p.cut(s)
	}
	size, left := 0, 0
	var over []*html.Node
	for n := range body.Descendants() {
		n1 := len(n.Data)
		for _, a := range n.Attr {
			if !strings.HasPrefix(a.Val, "data:image/") {
				n1 += len(a.Key) + len(a.Val) + 4
			}
		}
		switch {
		case size >= mostOutput:
			over, left = append(over, n), left+n1
		case n.Type == html.TextNode && size+n1 > mostOutput:
			head := strings.ToValidUTF8(n.Data[:mostOutput-size], "")
			left += n1 - len(head)
			n.Data = head
			size = mostOutput
		default:
			size += n1
		}
	}
	if left == 0 {
		return renderBody(body)
	}
	for _, n := range over {
		n.Parent.RemoveChild(n)
	}
	return renderBody(body) + "<p>" + html.EscapeString(fmt.Sprintf(text(p.Lang, "cut"), left)) + "</p>"
}

var (
	imgTag    = lazyregexp.New(`<img\b[^>]*>`)
	hasSource = lazyregexp.New(`\ssrc="[^"]`)
	altWords  = lazyregexp.New(`\salt="([^"]*)"`)
)

// noEmptyPictures writes the words of pictures that are not loaded in their
// place.
func noEmptyPictures(s string) string {
	return imgTag().ReplaceAllStringFunc(s, func(img string) string {
		if hasSource().MatchString(img) {
			return img
		}
		if m := altWords().FindStringSubmatch(img); m != nil {
			return m[1]
		}
		return ""
	})
}

// nothing reports whether no word and no picture is left of some HTML.
func nothing(s string) bool {
	return !imgTag().MatchString(s) && strings.TrimSpace(html.UnescapeString(tag().ReplaceAllString(s, ""))) == ""
}

// terminal moves back where \r and \b do, as on a terminal: what comes after
// is written over what was there.
func terminal(s string) string {
	s = ansi().ReplaceAllString(strings.ReplaceAll(s, "\r\n", "\n"), "")
	if !strings.ContainsAny(s, "\r\b") {
		return s
	}
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		var row []rune
		at := 0
		for _, r := range line {
			switch {
			case r == '\r':
				at = 0
			case r == '\b':
				at = max(at-1, 0)
			case at < len(row):
				row[at] = r
				at++
			default:
				row = append(row, r)
				at++
			}
		}
		lines[i] = string(row)
	}
	return strings.Join(lines, "\n")
}
