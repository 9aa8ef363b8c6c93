package site

import (
	"encoding/base64"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/dlfs-go/book/internal/lazyregexp"
)

// A drawing that was sent as an image begins like this, as package display
// writes it. The rest is too long for an expression to look through.
var svgImage = lazyregexp.New(`<img alt="([^"]*)" src="data:image/svg\+xml;base64,`)

// inlineFigures puts drawings that were sent as images into the page itself.
func (p *page) inlineFigures(s string) string {
	var w strings.Builder
	for {
		m := svgImage().FindStringSubmatchIndex(s)
		if m == nil {
			return w.String() + s
		}
		w.WriteString(s[:m[0]])
		alt, data := html.UnescapeString(s[m[2]:m[3]]), s[m[1]:]
		end := strings.IndexByte(data, '>')
		encoded, _, _ := strings.Cut(data, `"`)
		svg, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil || end < len(encoded) {
			w.WriteString(s[m[0]:m[1]])
			s = data
			continue
		}
		w.WriteString(p.figure(string(svg), alt))
		s = data[end+1:]
	}
}

var (
	svgStart = lazyregexp.New(`(?s)^.*?<svg\b([^>]*)>`)
	svgSize  = lazyregexp.New(`\s(width|height)="([0-9.]+)(pt|px)?"`)
	svgWords = lazyregexp.New(`\s(?:role|aria-label|aria-hidden|style|id|class|version|xmlns(?::\w+)?)="[^"]*"`)
	svgID    = lazyregexp.New(`\sid="([^"]+)"`)
	svgNoise = lazyregexp.New(`(?s)<!--.*?-->|<metadata>.*?</metadata>|<title>.*?</title>|<desc>.*?</desc>`)
	// What a drawing is painted on: pages have their own paper.
	paper  = lazyregexp.New(`<rect width="100%" height="100%"(?: rx="\d+")? fill="#fff"/>|<path d="M0,0L[\d.]+,0L[\d.]+,[\d.]+L0,[\d.]+Z" style="fill:#FFFFFF" />`)
	moving = lazyregexp.New(`<animate|<set\b|@keyframes`)
)

// words are what a figure says to those who do not see it: what the program
// said that drew it, or, where a translation has words of its own for it,
// those, with an attribute that says their language.
func (p *page) words(alt, what string) (words, lang string) {
	own := ""
	if p.cell != nil {
		own = p.cell.Words(alt)
	}
	if strings.TrimSpace(alt) == "" {
		p.warn("a %s without words for those who do not see it", what)
		own = text(p.Lang, "picture")
	}
	switch {
	case own == "":
		return alt, ""
	case p.Lang == "en":
		return own, ""
	}
	return own, ` lang="` + p.Lang + `"`
}

// figure is a drawing with its words for those who do not see it: in the page
// itself, or, if it is not ours, as a picture, where none of its scripts run.
func (p *page) figure(svg, alt string) string {
	if p.book.Options.Untrusted {
		return p.picture("image/svg+xml", base64.StdEncoding.EncodeToString([]byte(svg)), alt)
	}
	alt, lang := p.words(alt, "figure")
	m := svgStart().FindStringSubmatch(svg)
	if m == nil {
		return fmt.Sprintf("<p%s>%s</p>", lang, html.EscapeString(alt))
	}
	p.figures++
	attrs, width, wide := svgWords().ReplaceAllString(m[1], ""), "", false
	for _, d := range svgSize().FindAllStringSubmatch(attrs, -1) {
		if d[1] == "width" {
			unit := d[3]
			if unit == "" {
				unit = "px"
			}
			wide = pixels(d[2], unit) > columnWidth
			width = fmt.Sprintf(" style=\"--w:%s%s\"", d[2], unit)
		}
	}
	attrs = strings.Join(strings.Fields(svgSize().ReplaceAllString(attrs, "")), " ")
	body := svgNoise().ReplaceAllString(svg[len(m[0]):], "")
	body = paper().ReplaceAllString(body, "")
	name := fmt.Sprintf("f%d", p.figures)
	var classes []string
	body = scope(own(body, name+"-"), name)
	if moving().MatchString(body) {
		classes = append(classes, "moves")
		attrs = `class="` + name + `" ` + attrs
	}
	if wide {
		classes = append(classes, "wide")
	}
	class := ""
	if len(classes) > 0 {
		class = ` class="` + strings.Join(classes, " ") + `"`
	}
	return fmt.Sprintf("<figure%s%s><svg role=\"img\" aria-label=\"%s\"%s %s>%s</figure>", class, lang, html.EscapeString(alt), width, attrs, strings.TrimSpace(body))
}

// columnWidth is how wide the column of text is at most, in pixels; what is wider
// may take the width of the page.
const columnWidth = 43 * 16

// pixels is a length of a drawing, in pt or px, in pixels of a page.
func pixels(length, unit string) float64 {
	v, err := strconv.ParseFloat(length, 64)
	if err != nil {
		return 0
	}
	if unit == "pt" {
		v *= 4.0 / 3
	}
	return v
}

// own renames what a drawing refers to within itself, since a page has many
// drawings.
func own(svg, prefix string) string {
	for _, m := range svgID().FindAllStringSubmatch(svg, -1) {
		id := regexp.QuoteMeta(m[1])
		refer := regexp.MustCompile(`(\sid="|url\(#|href="#|begin="|;\s*)` + id + `("|\)|\.(?:begin|end|click))`)
		svg = refer.ReplaceAllString(svg, "${1}"+prefix+strings.ReplaceAll(m[1], "$", "$$")+"${2}")
	}
	return svg
}
