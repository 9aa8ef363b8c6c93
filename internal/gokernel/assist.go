package gokernel

import (
	"fmt"
	"go/doc"
	comments "go/doc/comment"
	"reflect"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/interp"
	"github.com/dlfs-go/book/interp/bind"
	"github.com/dlfs-go/book/kernel"
	"github.com/dlfs-go/book/render"
)

// Complete implements kernel.Evaluator.
func (e *Evaluator) Complete(code string, pos int) kernel.Completion {
	if c, ok := completeCommand(code, pos); ok {
		return c
	}
	start, end, list := e.session.Complete(e.mask(code), pos)
	c := kernel.Completion{Start: start, End: end}
	for _, m := range list {
		c.Matches = append(c.Matches, kernel.Match{Text: m.Text, Type: m.Kind, Signature: m.Signature})
	}
	return c
}

// completeCommand completes the name of a command.
func completeCommand(code string, pos int) (kernel.Completion, bool) {
	before := string([]rune(code)[:pos])
	word := before[strings.LastIndexByte(before, '\n')+1:]
	if !strings.HasPrefix(word, "%") || strings.ContainsAny(word, " \t") {
		return kernel.Completion{}, false
	}
	name := strings.TrimPrefix(word, "%%")
	double := name != word
	c := kernel.Completion{Start: pos - len([]rune(word)), End: pos}
	for _, k := range commands {
		switch {
		case !double && strings.HasPrefix(k.name, word):
			c.Matches = append(c.Matches, kernel.Match{Text: k.name, Type: "command", Signature: k.args})
		case double && (k.name == "%time" || k.name == "%timeit") && strings.HasPrefix(k.name[1:], name):
			c.Matches = append(c.Matches, kernel.Match{Text: "%" + k.name, Type: "command", Signature: k.args})
		}
	}
	return c, true
}

// Inspect implements kernel.Evaluator.
func (e *Evaluator) Inspect(code string, pos, _ int) kernel.Inspection {
	if in := inspectCommand(code, pos); in.Found {
		return in
	}
	in, ok := e.session.Inspect(e.mask(code), pos)
	if !ok {
		return kernel.Inspection{}
	}
	return e.shown(in)
}

// inspectCommand describes the command whose name the cursor is on.
func inspectCommand(code string, pos int) kernel.Inspection {
	runes := []rune(code)
	start := pos
	for start > 0 && runes[start-1] != '\n' {
		start--
	}
	word, _, _ := strings.Cut(strings.TrimSpace(string(runes[start:])), " ")
	word, _, _ = strings.Cut(word, "\n")
	if !strings.HasPrefix(word, "%") || pos-start > len(word) {
		return kernel.Inspection{}
	}
	for _, c := range commands {
		if c.name == word || "%"+c.name == word {
			use := strings.TrimSpace(word + " " + c.args)
			return kernel.Inspection{Found: true, Data: kernel.MIME{"text/plain": use + "\n\n" + c.help, "text/markdown": "`" + use + "`\n\n" + c.help}}
		}
	}
	return kernel.Inspection{}
}

// find describes a name, also one of a package that no cell imports.
func (e *Evaluator) find(name string) kernel.Inspection {
	if in, ok := e.session.Inspect(name, len([]rune(name))); ok {
		return e.shown(in)
	}
	first, _, _ := strings.Cut(name, ".")
	for _, path := range bind.Paths() {
		if path == first || strings.HasSuffix(path, "/"+first) {
			code := "import \"" + path + "\"\n" + name
			if in, ok := e.session.Inspect(code, len([]rune(code))); ok {
				return e.shown(in)
			}
		}
	}
	return kernel.Inspection{}
}

func (e *Evaluator) shown(in interp.Inspection) kernel.Inspection {
	var text, md strings.Builder
	text.WriteString(in.Signature)
	md.WriteString("```go\n" + in.Signature + "\n```")
	if v := e.valueText(in.Value); v != "" {
		text.WriteString("\n= " + v)
		md.WriteString("\n\n```\n= " + v + "\n```")
	}
	if in.Package != "" {
		text.WriteString("\n\nimport \"" + in.Package + "\"")
		md.WriteString("\n\n`import \"" + in.Package + "\"`")
	}
	if in.Doc != "" {
		plainDoc, mdDoc := comment(in)
		text.WriteString("\n\n" + plainDoc)
		md.WriteString("\n\n" + mdDoc)
	}
	return kernel.Inspection{Found: true, Data: kernel.MIME{"text/plain": text.String(), "text/markdown": md.String()}}
}

// comment is a doc comment as text and as Markdown. What stands in brackets,
// such as [Reader], is a link to the name, of its own package if it says none.
func comment(in interp.Inspection) (text, markdown string) {
	parser := new(doc.Package).Parser()
	parser.LookupSym = func(_, _ string) bool { return in.Package != "" }
	d := parser.Parse(in.Doc)
	printer := new(doc.Package).Printer()
	printer.DocLinkURL = func(l *comments.DocLink) string {
		if l.ImportPath == "" {
			l.ImportPath = in.Package
		}
		return l.DefaultURL("https://pkg.go.dev")
	}
	return string(printer.Text(d)), string(printer.Markdown(d))
}

// valueText is the value of a variable, with the shape of a matrix.
func (e *Evaluator) valueText(v reflect.Value) string {
	const most = 500
	s := e.plainText(v)
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + " …"
	}
	return s
}

// shaped is the text of v; that of a matrix begins with its shape.
func shaped(v reflect.Value) string {
	x := v.Interface()
	s, _ := render.Value(x).MIME["text/plain"].(string)
	if m, ok := x.(mat.Matrix); ok && !(v.Kind() == reflect.Pointer && v.IsNil()) {
		rows, cols := m.Dims()
		s = fmt.Sprintf("%d×%d\n%s", rows, cols, s)
	}
	return s
}

// page opens the pager on what ?name means.
func (e *Evaluator) page(name string, out kernel.Output) error {
	in := e.find(name)
	if !in.Found {
		return notFound(name)
	}
	out.Page(in.Data)
	return nil
}

// IsComplete implements kernel.Evaluator.
func (e *Evaluator) IsComplete(code string) kernel.Completeness {
	if strings.HasPrefix(code, "%%") && !strings.HasSuffix(code, "\n\n") {
		return kernel.Completeness{Status: "incomplete"} // a body follows, and an empty line ends it
	}
	status, indent := e.session.IsComplete(e.mask(code))
	return kernel.Completeness{Status: status, Indent: indent}
}
