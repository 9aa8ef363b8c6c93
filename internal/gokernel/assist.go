package gokernel

import (
	"go/doc"
	"strings"

	"github.com/dlfs-go/book/kernel"
)

// Complete implements kernel.Evaluator.
func (e *Evaluator) Complete(code string, pos int) kernel.Completion {
	start, end, list := e.session.Complete(code, pos)
	c := kernel.Completion{Start: start, End: end}
	for _, m := range list {
		c.Matches = append(c.Matches, kernel.Match{Text: m.Text, Type: m.Kind, Signature: m.Signature})
	}
	return c
}

// Inspect implements kernel.Evaluator.
func (e *Evaluator) Inspect(code string, pos, _ int) kernel.Inspection {
	in, ok := e.session.Inspect(code, pos)
	if !ok {
		return kernel.Inspection{}
	}
	var text, md strings.Builder
	text.WriteString(in.Signature)
	md.WriteString("```go\n" + in.Signature + "\n```")
	if in.Value != "" {
		text.WriteString("\n= " + in.Value)
		md.WriteString("\n\n```\n= " + in.Value + "\n```")
	}
	if in.Package != "" {
		text.WriteString("\n\nimport \"" + in.Package + "\"")
		md.WriteString("\n\n`import \"" + in.Package + "\"`")
	}
	if in.Doc != "" {
		var pkg doc.Package
		text.WriteString("\n\n" + string(pkg.Text(in.Doc)))
		md.WriteString("\n\n" + string(pkg.Markdown(in.Doc)))
	}
	return kernel.Inspection{Found: true, Data: kernel.MIME{"text/plain": text.String(), "text/markdown": md.String()}}
}

// page opens the pager on what ?name means.
func (e *Evaluator) page(name string, out kernel.Output) error {
	in := e.Inspect(name, len([]rune(name)), 0)
	if !in.Found {
		return &kernel.Error{Name: "not found", Value: "there is no " + name + " to say anything about: has its package been imported?"}
	}
	out.Page(in.Data)
	return nil
}

// IsComplete implements kernel.Evaluator.
func (e *Evaluator) IsComplete(code string) kernel.Completeness {
	status, indent := e.session.IsComplete(code)
	return kernel.Completeness{Status: status, Indent: indent}
}
