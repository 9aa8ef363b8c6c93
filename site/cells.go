package site

import (
	"fmt"
	"html"
	"html/template"
	"net/url"
	"strings"

	"github.com/dlfs-go/book/internal/lazyregexp"
	"github.com/dlfs-go/book/notebook"
)

// render makes the page's body.
func (p *page) render(b *Book) {
	p.book = b
	p.Headings, p.warnings, p.sections, p.figures, p.Question = nil, nil, nil, 0, ""
	p.macros, p.unknown = texMacros{}, 0
	var w strings.Builder
	for _, c := range p.nb.Cells {
		if c.Tagged("remove-cell") {
			continue
		}
		switch c.Kind {
		case notebook.Raw:
			p.raw(&w, c)
		case notebook.Markdown:
			p.prose(&w, c)
		case notebook.Code:
			p.codeCell(&w, c)
		}
	}
	p.warnMath()
	body := w.String()
	if len(p.Headings) > 0 && p.Headings[0].Level == 1 {
		p.Title = p.Headings[0].Text
	} else {
		body = fmt.Sprintf("<h1>%s</h1>\n%s", html.EscapeString(p.Title), body)
	}
	if len(p.nb.Cells) == 0 {
		body += "<p>" + html.EscapeString(text(p.Lang, "empty")) + "</p>\n"
	}
	p.Body = template.HTML(p.headingLinks(body))
}

func (p *page) prose(w *strings.Builder, c *notebook.Cell) {
	class := "prose"
	if exercise().MatchString(c.ID) {
		class += " exercise"
	}
	fmt.Fprintf(w, "<div class=\"%s\" id=\"c-%s\">\n%s</div>\n", class, c.ID, p.markdown(c))
}

func (p *page) codeCell(w *strings.Builder, c *notebook.Cell) {
	if strings.TrimSpace(c.Source) == "" {
		return
	}
	label, number := "In [ ]", ""
	if c.Count > 0 {
		label, number = fmt.Sprintf("In [%d]", c.Count), fmt.Sprintf(" %d", c.Count)
	}
	t := func(key string) string { return html.EscapeString(text(p.Lang, key)) }
	code := fmt.Sprintf("<div class=\"in\"><span class=\"label\" aria-hidden=\"true\">%s</span><button class=\"copy\" type=\"button\">%s</button>%s</div>\n",
		label, t("copy"), p.highlight(c.Source))
	var out strings.Builder
	p.cell = c
	for i := range c.Outputs {
		p.output(&out, &c.Outputs[i])
	}
	outputs := out.String()
	if c.Tagged("remove-output") {
		outputs = ""
	}
	switch {
	case c.Tagged("remove-input"):
		code = ""
	case c.Tagged("exercise-solution"):
		code, outputs = fold("solution", t("solution"), code+outputs), ""
	case c.Tagged("hide-cell"):
		code, outputs = fold("", t("code"), code+outputs), ""
	case c.Tagged("exercise-check"):
		code = fold("", t("check"), code)
	case c.Tagged("hide-input"), hidden(c, "source_hidden"):
		code = fold("", t("code"), code)
	}
	if (c.Tagged("hide-output") || hidden(c, "outputs_hidden")) && outputs != "" {
		outputs = fold("", t("outputs"), outputs)
	}
	fmt.Fprintf(w, "<div class=\"cell\" role=\"group\" id=\"c-%s\" aria-label=\"%s%s\">\n%s%s</div>\n", c.ID, t("cell"), number, code, outputs)
}

// hidden reports whether JupyterLab folds a part of a cell.
func hidden(c *notebook.Cell, part string) bool {
	m, _ := c.Metadata["jupyter"].(map[string]any)
	is, _ := m[part].(bool)
	return is
}

// raw shows a cell that is meant for a converter, if it is meant for pages or
// for all.
func (p *page) raw(w *strings.Builder, c *notebook.Cell) {
	format, _ := c.Metadata["format"].(string)
	if format == "" {
		format, _ = c.Metadata["raw_mimetype"].(string)
	}
	body := ""
	switch format {
	case "":
		if strings.TrimSpace(c.Source) != "" {
			body = p.pre("raw", c.Source)
		}
	case "text/html":
		body = closed(p.cutHTML(c.Source))
		if p.book.Options.Untrusted {
			body = closed(p.cleanHTML(body))
		}
	case "text/markdown":
		body = p.markdown(c)
	}
	if body != "" {
		fmt.Fprintf(w, "<div class=\"prose\" id=\"c-%s\">\n%s</div>\n", c.ID, body)
	}
}

// fold hides HTML behind a line that opens it.
func fold(class, summary, body string) string {
	return fmt.Sprintf("<details class=\"%s\"><summary>%s</summary>\n%s</details>\n", strings.TrimSpace("fold "+class), summary, body)
}

var inPage = lazyregexp.New(`href="#([^"]+)"`)

// headingLinks leads links to headings, written as Jupyter names these (the
// words with dashes), to the headings' ids.
func (p *page) headingLinks(body string) string {
	ids := map[string]string{}
	for _, h := range p.Headings {
		name := strings.ReplaceAll(h.Text, " ", "-")
		if _, ok := ids[name]; !ok {
			ids[name] = h.ID
		}
	}
	return inPage().ReplaceAllStringFunc(body, func(link string) string {
		name := html.UnescapeString(inPage().FindStringSubmatch(link)[1])
		if decoded, err := url.PathUnescape(name); err == nil {
			name = decoded
		}
		if id, ok := ids[name]; ok && !strings.Contains(body, `id="`+html.EscapeString(name)+`"`) {
			return `href="#` + id + `"`
		}
		return link
	})
}
