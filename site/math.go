package site

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
	"sync"
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

// formula finds mathematics: between two dollars on lines of its own, or
// between single ones that hug it. A dollar in code does not count: code
// comes first.
var formula = regexp.MustCompile("(?s)(```.*?```|`[^`\n]*`)|\\$\\$(.+?)\\$\\$|\\$([^\\s$](?:[^$\n]*[^\\s$])?)\\$")

// Marks of private use stand for formulas while Markdown is at work, to which
// their underscores and stars would mean something else.
const markStart, markEnd = "\uE000", "\uE001"

var mark = regexp.MustCompile(markStart + `\d+` + markEnd)

// takeMath replaces the formulas of a text by marks, and returns their MathML.
func (p *page) takeMath(src string) (string, []string) {
	src = strings.NewReplacer(markStart, "", markEnd, "").Replace(src)
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
		return fmt.Sprintf("%s%d%s", markStart, len(found)-1, markEnd)
	})
	return src, found
}

func putMath(html string, found []string) string {
	for i, f := range found {
		html = strings.ReplaceAll(html, fmt.Sprintf("%s%d%s", markStart, i, markEnd), f)
	}
	return html
}

var mathSpace = regexp.MustCompile(` xmlns="[^"]*"`)

func (p *page) math(tex string, display bool) string {
	key := strings.TrimSpace(tex)
	if display {
		key = "$$" + key
	}
	ml, ok := formulas()[key]
	if !ok {
		p.warn("the formula %q is not in math.json: run go generate ./site", strings.TrimSpace(tex))
		return "<code>" + html.EscapeString(tex) + "</code>"
	}
	ml = mathSpace.ReplaceAllString(ml, "")
	if display {
		return "<span class=\"formula\">" + ml + "</span>"
	}
	return ml
}
