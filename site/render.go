package site

import (
	"encoding/base64"
	"fmt"
	"html"
	"html/template"
	"regexp"
	"strings"

	"github.com/dlfs-go/book/notebook"
)

// render makes the page's body.
func (p *page) render() {
	p.Headings, p.warnings = nil, nil
	var b strings.Builder
	for _, c := range p.nb.Cells {
		switch c.Kind {
		case notebook.Markdown:
			fmt.Fprintf(&b, "<div class=\"prose\" id=\"c-%s\">\n%s</div>\n", c.ID, p.markdown(c.Source))
		case notebook.Code:
			p.codeCell(&b, c)
		}
	}
	p.Body = template.HTML(b.String())
	if len(p.Headings) > 0 {
		p.Title = p.Headings[0].Text
	}
}

func (p *page) codeCell(b *strings.Builder, c *notebook.Cell) {
	if strings.TrimSpace(c.Source) == "" {
		return
	}
	label := "In [ ]"
	if c.Count > 0 {
		label = fmt.Sprintf("In [%d]", c.Count)
	}
	fmt.Fprintf(b, "<section class=\"cell\" id=\"c-%s\" aria-label=\"Code cell %s\">\n", c.ID, label)
	code := fmt.Sprintf("<div class=\"in\"><span class=\"label\">%s</span><button class=\"copy\" type=\"button\">copy</button>%s</div>\n", label, highlight(c.Source))
	if c.Tagged("hide-cell") || c.Tagged("hide-input") {
		code = "<details class=\"fold\"><summary>Show the code</summary>" + code + "</details>\n"
	}
	b.WriteString(code)
	for _, o := range c.Outputs {
		p.output(b, o)
	}
	b.WriteString("</section>\n")
}

func (p *page) output(b *strings.Builder, o notebook.Output) {
	switch o.Type {
	case "stream":
		text(b, "stream "+o.Name, o.Text)
	case "error":
		text(b, "error", strings.Join(o.Traceback, "\n"))
	default:
		label := ""
		if o.Type == "execute_result" && o.Count > 0 {
			label = fmt.Sprintf("<span class=\"label\">Out [%d]</span>", o.Count)
		}
		fmt.Fprintf(b, "<div class=\"out\">%s%s</div>\n", label, p.rich(o))
	}
}

// longOutput is how many lines of text are shown before the rest is folded.
const longOutput = 40

func text(b *strings.Builder, class, s string) {
	s = html.EscapeString(ansi.ReplaceAllString(s, ""))
	pre := fmt.Sprintf("<pre class=\"%s\" tabindex=\"0\">%s</pre>", class, strings.TrimSuffix(s, "\n"))
	if n := strings.Count(s, "\n"); n > longOutput {
		pre = fmt.Sprintf("<details class=\"fold\"><summary>Show %d lines of output</summary>%s</details>", n, pre)
	}
	b.WriteString("<div class=\"out\">" + pre + "</div>\n")
}

var ansi = regexp.MustCompile("\x1b\\[[0-9;]*[A-Za-z]")

// rich shows the richest form of an output that a page can show.
func (p *page) rich(o notebook.Output) string {
	get := func(mime string) string { s, _ := o.Data[mime].(string); return s }
	switch {
	case get("text/html") != "":
		return inlineFigures(get("text/html"))
	case get("image/svg+xml") != "":
		return figure(get("image/svg+xml"), get("text/plain"))
	case get("image/png") != "":
		return fmt.Sprintf("<figure><img alt=\"%s\" src=\"data:image/png;base64,%s\"></figure>",
			html.EscapeString(get("text/plain")), strings.TrimSpace(get("image/png")))
	case get("text/markdown") != "":
		return p.markdown(get("text/markdown"))
	case get("text/latex") != "":
		return p.markdown(get("text/latex"))
	}
	return "<pre tabindex=\"0\">" + html.EscapeString(get("text/plain")) + "</pre>"
}

var svgImage = regexp.MustCompile(`<img alt="([^"]*)" src="data:image/svg\+xml;base64,([^"]*)">`)

// inlineFigures puts drawings that were sent as images into the page itself.
func inlineFigures(s string) string {
	return svgImage.ReplaceAllStringFunc(s, func(img string) string {
		m := svgImage.FindStringSubmatch(img)
		svg, err := base64.StdEncoding.DecodeString(m[2])
		if err != nil {
			return img
		}
		return figure(string(svg), html.UnescapeString(m[1]))
	})
}

var svgStart = regexp.MustCompile(`(?s)^.*?<svg\b([^>]*)>`)

var svgSize = regexp.MustCompile(` (width|height)="([0-9.]+)pt"`)

// figure is an inline drawing with its words for those who do not see it.
func figure(svg, alt string) string {
	m := svgStart.FindStringSubmatch(svg)
	if m == nil {
		return "<p>" + html.EscapeString(alt) + "</p>"
	}
	attrs := svgSize.ReplaceAllString(m[1], "")
	width := ""
	for _, d := range svgSize.FindAllStringSubmatch(m[1], -1) {
		if d[1] == "width" {
			width = fmt.Sprintf(" style=\"width:%spt\"", d[2])
		}
	}
	return fmt.Sprintf("<figure><svg role=\"img\" aria-label=\"%s\"%s%s>%s</figure>", html.EscapeString(alt), width, attrs, svg[len(m[0]):])
}
