package site

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	gmtext "github.com/yuin/goldmark/text"

	"github.com/dlfs-go/book/internal/lazyregexp"
)

// A texSpan is a formula in a text, with its delimiters.
type texSpan struct {
	start, end int
	tex        string
	display    bool
}

// A closed span of a text holds no dollar that begins or ends a formula.
// Formulas may reach over a soft one: $x<y and y>z$ is not a tag.
type closedSpan struct {
	start, end int
	soft       bool
}

var (
	maybeMath = lazyregexp.New(`\$|\\[(\[]|\\begin\{`)
	linkParts = lazyregexp.New(`\]\([^)\n]*\)|(?m:^ {0,3}\[[^\]\n]+\]:.*$)|\bhttps?://[^\s<>)]*`)
	texBegin  = lazyregexp.New(`^\\begin\{(equation|align|alignat|gather|eqnarray|multline)(\*?)\}`)
	blankLine = lazyregexp.New(`\n[ \t>]*\n`)
	shellName = lazyregexp.New(`^[A-Z_]{2}`)
)

// findMath finds the formulas of a text by the rules of Jupyter, and by
// Pandoc's for single dollars: they hug what is between them, no digit comes
// after, and no empty line is within.
func findMath(src string) []texSpan {
	if !maybeMath().MatchString(src) {
		return nil
	}
	closed := closedSpans(src)
	var list []texSpan
	for at := 0; at < len(src); {
		if c := spanAt(closed, at); c != nil {
			at = c.end
			continue
		}
		f, ok := mathAt(src, at, closed)
		switch {
		case ok:
			list = append(list, f)
			at = f.end
		case src[at] == '\\':
			at += 2 // \$ and \\ are themselves
		case strings.HasPrefix(src[at:], "$$"):
			at += 2
		default:
			at++
		}
	}
	return list
}

func spanAt(closed []closedSpan, at int) *closedSpan {
	i, ok := slices.BinarySearchFunc(closed, at, func(c closedSpan, at int) int {
		switch {
		case c.end <= at:
			return -1
		case c.start > at:
			return 1
		}
		return 0
	})
	if !ok {
		return nil
	}
	return &closed[i]
}

// mathAt is the formula that begins at a place.
func mathAt(src string, at int, closed []closedSpan) (texSpan, bool) {
	rest := src[at:]
	var f texSpan
	var ok bool
	switch {
	case strings.HasPrefix(rest, "$$"):
		f, ok = between(src, at, "$$", "$$", closed)
		f.display = true
	case rest[0] == '$':
		f, ok = inlineMath(src, at, closed)
	case strings.HasPrefix(rest, `\\(`):
		f, ok = between(src, at, `\\(`, `\\)`, closed)
	case strings.HasPrefix(rest, `\(`):
		f, ok = between(src, at, `\(`, `\)`, closed)
	case strings.HasPrefix(rest, `\\[`):
		f, ok = between(src, at, `\\[`, `\\]`, closed)
		f.display = true
	case strings.HasPrefix(rest, `\[`) && strings.Trim(src[strings.LastIndexByte(src[:at], '\n')+1:at], " \t>") == "":
		f, ok = between(src, at, `\[`, `\]`, closed)
		f.display = true
	case rest[0] == '\\':
		if m := texBegin().FindStringSubmatch(rest); m != nil {
			f, ok = between(src, at, m[0], `\end{`+m[1]+m[2]+`}`, closed)
			f.tex, f.display = environment(m[1], m[2], f.tex), true
		}
	}
	if strings.TrimSpace(f.tex) == "" {
		return f, false
	}
	line := strings.TrimLeft(src[strings.LastIndexByte(src[:at], '\n')+1:at], " \t")
	if strings.HasPrefix(line, ">") {
		f.tex = quoted().ReplaceAllString(f.tex, "")
	}
	return f, ok
}

// environment writes the environments that KaTeX does not have by those it has.
func environment(name, star, body string) string {
	switch name {
	case "eqnarray":
		return `\begin{array}{rcl}` + body + `\end{array}`
	case "multline":
		name, star = "gather", "*"
	}
	return `\begin{` + name + star + `}` + body + `\end{` + name + star + `}`
}

// between is a formula from one delimiter to the next other one.
func between(src string, at int, open, end string, closed []closedSpan) (texSpan, bool) {
	for from := at + len(open); from < len(src); {
		i := strings.Index(src[from:], end)
		if i < 0 {
			break
		}
		i += from
		if spanAt(closed, i) != nil || end[0] == '$' && escaped(src, i) {
			from = i + 1
			continue
		}
		f := texSpan{start: at, end: i + len(end), tex: src[at+len(open) : i]}
		return f, !overCode(closed, f) && (end == `\\)` || end == `\)` || len(f.tex) <= longestFormula) && !(strings.HasSuffix(end, ")") && blankLine().MatchString(f.tex))
	}
	return texSpan{}, false
}

// inlineMath is a formula between single dollars.
func inlineMath(src string, at int, closed []closedSpan) (texSpan, bool) {
	if at+1 >= len(src) || strings.ContainsRune(" \t\n$", rune(src[at+1])) {
		return texSpan{}, false
	}
	for i := at + 1; i < len(src); i++ {
		switch {
		case src[i] == '\n' && blankLine().MatchString(src[i:min(len(src), i+40)]) && blankLine().FindStringIndex(src[i:min(len(src), i+40)])[0] == 0:
			return texSpan{}, false
		case src[i] != '$' || spanAt(closed, i) != nil || escaped(src, i):
			continue
		}
		f := texSpan{start: at, end: i + 1, tex: src[at+1 : i]}
		after := src[i+1:]
		hugs := !strings.ContainsRune(" \t\n", rune(src[i-1]))
		number := after != "" && after[0] >= '0' && after[0] <= '9'
		shell := shellName().MatchString(f.tex) && shellName().MatchString(after)
		return f, hugs && !number && !shell && !overCode(closed, f)
	}
	return texSpan{}, false
}

// escaped reports whether a backslash takes its meaning from a character.
func escaped(src string, at int) bool {
	n := 0
	for at--; at >= 0 && src[at] == '\\'; at-- {
		n++
	}
	return n%2 == 1
}

func overCode(closed []closedSpan, f texSpan) bool {
	return slices.ContainsFunc(closed, func(c closedSpan) bool {
		return !c.soft && c.start < f.end && f.start < c.end
	})
}

// closedSpans are the places of a text in which dollars mean nothing: code of
// any kind, tags, addresses. Markdown's own parser says where they are.
func closedSpans(src string) []closedSpan {
	source := []byte(src)
	var list []closedSpan
	add := func(start, end int, soft bool) {
		if start < end {
			list = append(list, closedSpan{start, end, soft})
		}
	}
	for _, m := range linkParts().FindAllStringIndex(src, -1) {
		add(m[0], m[1], true)
	}
	lines := func(n ast.Node, soft bool) {
		for i := range n.Lines().Len() {
			add(n.Lines().At(i).Start, n.Lines().At(i).Stop, soft)
		}
	}
	doc := md.Parser().Parse(gmtext.NewReader(source))
	ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.FencedCodeBlock:
			lines(n, false)
		case *ast.CodeBlock:
			lines(n, true)
		case *ast.CodeSpan:
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if t, ok := c.(*ast.Text); ok {
					add(t.Segment.Start, t.Segment.Stop, false)
				}
			}
		case *ast.RawHTML:
			for i := range n.Segments.Len() {
				add(n.Segments.At(i).Start, n.Segments.At(i).Stop, true)
			}
		case *ast.AutoLink:
			url := string(n.URL(source))
			for at := 0; ; {
				i := strings.Index(src[at:], "<"+url+">")
				if i < 0 {
					break
				}
				add(at+i, at+i+len(url)+2, true)
				at += i + len(url) + 2
			}
		}
		return ast.WalkContinue, nil
	})
	return disjoint(list)
}

// disjoint sorts spans and joins those that overlap.
func disjoint(list []closedSpan) []closedSpan {
	slices.SortFunc(list, func(x, y closedSpan) int { return x.start - y.start })
	var out []closedSpan
	for _, c := range list {
		if n := len(out); n > 0 && c.start < out[n-1].end {
			out[n-1].end = max(out[n-1].end, c.end)
			out[n-1].soft = out[n-1].soft && c.soft
			continue
		}
		out = append(out, c)
	}
	return out
}
