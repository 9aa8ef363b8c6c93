package site

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	chromahtml "github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	goldmarkhtml "github.com/yuin/goldmark/renderer/html"
	gmtext "github.com/yuin/goldmark/text"
)

//go:generate npm ci --silent --no-fund --no-audit --prefix mathgen
//go:generate node mathgen/gen.mjs

//go:embed math.json
var mathJSON []byte

// formulas maps TeX, with a leading "$$" for display, to MathML.
var formulas = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	if err := json.Unmarshal(mathJSON, &m); err != nil {
		panic("site: math.json: " + err.Error()) // it is generated
	}
	return m
})

var md = goldmark.New(
	goldmark.WithExtensions(extension.Table, extension.Strikethrough),
	goldmark.WithRendererOptions(goldmarkhtml.WithUnsafe()),
)

// formula finds mathematics: between two dollars on lines of its own, or
// between single ones that hug it. A dollar in code does not count: codeSpan
// comes first.
var formula = regexp.MustCompile("(?s)(```.*?```|`[^`\n]*`)|\\$\\$(.+?)\\$\\$|\\$([^\\s$](?:[^$\n]*[^\\s$])?)\\$")

// markdown renders text. Formulas are taken out before, because to Markdown
// their underscores and stars mean something else, and put in after.
func (p *page) markdown(src string) string {
	var found []string
	src = formula.ReplaceAllStringFunc(src, func(s string) string {
		m := formula.FindStringSubmatch(s)
		switch {
		case m[1] != "":
			return s
		case m[2] != "":
			found = append(found, p.math(m[2], true))
		default:
			found = append(found, p.math(m[3], false))
		}
		return fmt.Sprintf("\uE000%d\uE001", len(found)-1)
	})
	source := []byte(src)
	doc := md.Parser().Parse(gmtext.NewReader(source), parser.WithContext(parser.NewContext()))
	p.number(doc, source)
	var out bytes.Buffer
	if err := md.Renderer().Render(&out, source, doc); err != nil {
		p.warnings = append(p.warnings, err.Error())
	}
	html := codeBlock.ReplaceAllStringFunc(out.String(), func(s string) string {
		return highlight(unescape(codeBlock.FindStringSubmatch(s)[1]))
	})
	for i, f := range found {
		html = strings.ReplaceAll(html, fmt.Sprintf("\uE000%d\uE001", i), f)
	}
	return html
}

var codeBlock = regexp.MustCompile(`(?s)<pre><code class="language-go">(.*?)</code></pre>`)

func unescape(s string) string { return html.UnescapeString(s) }

func (p *page) math(tex string, display bool) string {
	key := strings.TrimSpace(tex)
	if display {
		key = "$$" + key
	}
	if ml, ok := formulas()[key]; ok {
		return ml
	}
	p.warnings = append(p.warnings, fmt.Sprintf("the formula %q is not in math.json: run go generate ./site", strings.TrimSpace(tex)))
	return "<code>" + html.EscapeString(tex) + "</code>"
}

// number gives headings their ids and notes them for the table of contents.
// The id is the section's number where there is one, so that it is the same in
// all languages.
func (p *page) number(doc ast.Node, source []byte) {
	ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		h, ok := n.(*ast.Heading)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		text := plain(h, source)
		id := fmt.Sprintf("s-%d", len(p.Headings)+1)
		if m := sectionNumber.FindString(text); m != "" {
			id = "s-" + strings.ReplaceAll(m, ".", "-")
		}
		for _, old := range p.Headings {
			if old.ID == id {
				id = fmt.Sprintf("%s-%d", id, len(p.Headings)+1)
			}
		}
		h.SetAttributeString("id", []byte(id))
		p.Headings = append(p.Headings, heading{h.Level, id, text})
		return ast.WalkContinue, nil
	})
}

var sectionNumber = regexp.MustCompile(`^\d+(\.\d+)+`)

func plain(n ast.Node, source []byte) string {
	var b strings.Builder
	ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := c.(*ast.Text); ok && entering {
			b.Write(t.Segment.Value(source))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

var formatter = chromahtml.New(chromahtml.WithClasses(true), chromahtml.TabWidth(4))

// highlight colours Go code by classes.
func highlight(code string) string {
	it, err := chroma.Coalesce(lexers.Get("go")).Tokenise(nil, strings.TrimRight(code, "\n"))
	var b strings.Builder
	if err == nil {
		err = formatter.Format(&b, styles.Get("github"), it)
	}
	if err != nil {
		return "<pre tabindex=\"0\">" + html.EscapeString(code) + "</pre>"
	}
	return b.String()
}

// codeStyles are the sheets for the classes, for light and dark pages.
func codeStyles() []byte {
	var light, dark bytes.Buffer
	formatter.WriteCSS(&light, styles.Get("xcode"))
	formatter.WriteCSS(&dark, styles.Get("github-dark"))
	var b bytes.Buffer
	b.WriteString("\n" + rules(light.String(), ""))
	// What the dark sheet does not colour must not keep the light one's colour.
	const system, chosen = `:root:not([data-theme="light"]) `, `:root[data-theme="dark"] `
	const plain = ".chroma span{color:inherit}\n"
	b.WriteString("@media (prefers-color-scheme: dark) {\n" + system + plain + rules(dark.String(), system) + "}\n")
	b.WriteString(chosen + plain + rules(dark.String(), chosen))
	return b.Bytes()
}

var cssRule = regexp.MustCompile(`(?m)^/\*.*?\*/ (\.chroma \.\w+) \{(.*)\}$`)

// rules keeps of a sheet what colours tokens, below a prefix.
func rules(css, prefix string) string {
	var b strings.Builder
	for _, m := range cssRule.FindAllStringSubmatch(css, -1) {
		if strings.Contains(m[2], "color") && !strings.Contains(m[1], ".ln") && !strings.Contains(m[1], ".hl") && !strings.Contains(m[1], ".err") {
			fmt.Fprintf(&b, "%s%s{%s}\n", prefix, m[1], strings.TrimSpace(m[2]))
		}
	}
	return b.String()
}
