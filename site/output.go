package site

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"slices"
	"strings"

	"github.com/dlfs-go/book/internal/lazyregexp"
	"github.com/dlfs-go/book/notebook"
)

const (
	longOutput = 40      // lines of text that are shown before all is folded
	mostOutput = 200_000 // characters of one output of a notebook that is not ours
)

func (p *page) output(w *strings.Builder, o *notebook.Output) {
	switch o.Type {
	case "stream":
		class := "stdout"
		if o.Name == "stderr" {
			class = "stderr"
		}
		p.text(w, class, o.Text)
	case "error":
		trace := strings.Join(o.Traceback, "\n")
		if strings.TrimSpace(trace) == "" {
			trace = o.ErrName + ": " + o.ErrValue
		}
		p.text(w, "error", trace)
	default:
		label := ""
		if o.Type == "execute_result" && o.Count > 0 {
			label = fmt.Sprintf("<span class=\"label\" aria-hidden=\"true\">Out [%d]</span>", o.Count)
		}
		fmt.Fprintf(w, "<div class=\"out\"%s>%s%s</div>\n", p.foreign(), label, p.rich(o.Data))
	}
}

func (p *page) text(w *strings.Builder, class, s string) {
	fmt.Fprintf(w, "<div class=\"out\"%s>%s</div>\n", p.foreign(), p.pre(class, s))
}

// foreign says that what the code prints is English on a page that is not.
func (p *page) foreign() string {
	if p.Lang == "en" {
		return ""
	}
	return ` lang="en"`
}

// pre shows text as it is, long text folded.
func (p *page) pre(class, s string) string {
	s = strings.TrimSuffix(printable(terminal(p.cut(s))), "\n")
	pre := fmt.Sprintf("<pre class=\"%s\">%s</pre>", class, html.EscapeString(s))
	if n := strings.Count(s, "\n") + 1; n > longOutput {
		return fold("", html.EscapeString(fmt.Sprintf(text(p.Lang, "lines"), n)), pre)
	}
	return pre
}

// cut shortens what a notebook that is not ours prints without end.
func (p *page) cut(s string) string {
	if !p.book.Options.Untrusted || len(s) <= mostOutput {
		return s
	}
	head := strings.ToValidUTF8(s[:mostOutput], "")
	return head + "\n" + fmt.Sprintf(text(p.Lang, "cut"), len(s)-len(head))
}

var ansi = lazyregexp.New("\x1b\\[[0-9;?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)")

// printable drops the colours of terminals, and characters that HTML does not
// have.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, ansi().ReplaceAllString(strings.ReplaceAll(s, "\r\n", "\n"), ""))
}

// rich shows the richest form of an output that a page can show.
func (p *page) rich(data map[string]any) string {
	get := func(mime string) string { s, _ := data[mime].(string); return s }
	alt := get("text/plain")
	if src := get("text/html"); src != "" {
		page := ""
		if p.book.Options.Untrusted {
			page = p.cleanHTML(p.cutHTML(src))
		} else {
			page = p.inlineFigures(src)
		}
		if page = closed(page); !p.book.Options.Untrusted || !nothing(page) {
			return page
		}
	}
	if svg := get("image/svg+xml"); svg != "" {
		return p.figure(svg, alt)
	}
	for _, kind := range []string{"image/png", "image/jpeg", "image/gif", "image/webp"} {
		if get(kind) != "" {
			return p.picture(kind, get(kind), alt)
		}
	}
	switch {
	case get("text/markdown") != "":
		return p.markdownText(get("text/markdown"))
	case get("text/latex") != "":
		before := p.unknown
		if page := p.markdownText(get("text/latex")); p.unknown == before || alt == "" {
			return page
		}
		return p.pre("result", alt)
	case alt != "":
		return p.pre("result", alt)
	}
	for _, kind := range slices.Sorted(maps.Keys(data)) {
		if kind == "text/html" || kind == "application/javascript" || strings.HasPrefix(kind, "application/vnd.") {
			return "<p>" + html.EscapeString(text(p.Lang, "scripts")) + "</p>"
		}
		if raw, err := json.MarshalIndent(data[kind], "", "  "); err == nil {
			return p.pre("result", string(raw))
		}
	}
	return "<p>" + html.EscapeString(text(p.Lang, "broken")) + "</p>"
}

// picture is a picture whose bytes come in base64.
func (p *page) picture(kind, data, alt string) string {
	data = strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, data)
	if _, err := base64.StdEncoding.DecodeString(data); err != nil {
		p.warn("a picture that is not base64: %v", err)
		return "<p>" + html.EscapeString(text(p.Lang, "broken")) + "</p>"
	}
	if strings.HasPrefix(alt, "<") && strings.HasSuffix(alt, ">") {
		alt = "" // <Figure size 432x288 with 1 Axes> describes nothing
	}
	alt, lang := p.words(alt, "picture")
	return fmt.Sprintf("<figure%s><img alt=\"%s\" src=\"data:%s;base64,%s\"></figure>", lang, html.EscapeString(alt), kind, data)
}
