package site

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"sync"

	"github.com/dlfs-go/book/internal/lazyregexp"
)

//go:generate npm ci --silent --no-fund --no-audit --prefix mathgen
//go:generate node mathgen/gen.mjs

//go:embed math.json
var mathJSON []byte

// formulas maps TeX, with a leading "$$" for display, to MathML. It holds the
// book's own, so that making the book starts no KaTeX.
var formulas = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	if err := json.Unmarshal(mathJSON, &m); err != nil {
		panic("site: math.json: " + err.Error()) // it is generated
	}
	return m
})

// Marks of private use stand for formulas while Markdown is at work, to which
// their underscores, stars and bars would mean something else.
const markStart, markEnd = "\uE000", "\uE001"

var (
	mark     = lazyregexp.New(markStart + `\d+` + markEnd)
	noMarks  = strings.NewReplacer(markStart, "", markEnd, "")
	quoted   = lazyregexp.New(`(?m)^[ \t]*>[ \t]?`)
	texLabel = lazyregexp.New(`\\label\s*\{[^}]*\}`)
)

// takeMath replaces the formulas of a text by marks, and returns their MathML.
// One that KaTeX does not know stays in the text as it is.
func (p *page) takeMath(src string) (string, []string) {
	src = noMarks.Replace(src)
	var b strings.Builder
	var found []string
	at := 0
	for _, f := range findMath(src) {
		ml, ok := p.math(f.tex, f.display)
		if !ok && !f.display {
			continue
		}
		if !ok { // Markdown would eat its backslashes
			ml = "<code>" + html.EscapeString(src[f.start:f.end]) + "</code>"
		}
		b.WriteString(src[at:f.start])
		fmt.Fprintf(&b, "%s%d%s", markStart, len(found), markEnd)
		found = append(found, ml)
		at = f.end
	}
	b.WriteString(src[at:])
	return b.String(), found
}

func putMath(html string, found []string) string {
	return mark().ReplaceAllStringFunc(html, func(m string) string {
		var i int
		if fmt.Sscanf(m, markStart+"%d"+markEnd, &i); i < len(found) {
			return found[i]
		}
		return m // not one of ours
	})
}

var mathSpace = lazyregexp.New(` xmlns="[^"]*"`)

// math is the MathML of a formula, if KaTeX knows it.
func (p *page) math(formula string, display bool) (string, bool) {
	key := strings.TrimSpace(formula)
	if display {
		key = "$$" + key
	}
	ml, ok := formulas()[key]
	if !ok {
		var err error
		ml, err = tex.mathML(texLabel().ReplaceAllString(strings.TrimSpace(formula), ""), display, &p.macros)
		if err != nil {
			if p.unknown++; p.unknown == 1 {
				p.unknownFirst = fmt.Sprintf("%.80q: %v", strings.TrimSpace(formula), err)
			}
			return "", false
		}
	}
	ml = mathSpace().ReplaceAllString(ml, "")
	if display {
		return "<span class=\"formula\">" + ml + "</span>", true
	}
	return ml, true
}

// warnMath names the first formula that could not be read, and counts the rest.
func (p *page) warnMath() {
	switch {
	case p.unknown == 1:
		p.warn("a formula stays as it is written, %s", p.unknownFirst)
	case p.unknown > 1:
		p.warn("%d formulas stay as they are written, the first is %s", p.unknown, p.unknownFirst)
	}
}
