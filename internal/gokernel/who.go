package gokernel

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/dlfs-go/book/interp"
	"github.com/dlfs-go/book/kernel"
)

var kinds = []string{"var", "func", "type", "const"}

func (e *Evaluator) who(c call) (kernel.Result, error) {
	kind := strings.TrimSpace(c.arg)
	if kind != "" && !slices.Contains(kinds, kind) {
		return kernel.Result{}, commandError("%%who %s: want one of %s", kind, strings.Join(kinds, ", "))
	}
	names := slices.DeleteFunc(e.session.Names(), func(n interp.Name) bool { return kind != "" && n.Kind != kind })
	if len(names) == 0 {
		return plain("cells have declared nothing of the kind yet"), nil
	}
	slices.SortFunc(names, func(a, b interp.Name) int { return strings.Compare(a.Name, b.Name) })
	var text, page strings.Builder
	w := tabwriter.NewWriter(&text, 0, 8, 2, ' ', 0)
	page.WriteString("<table><tr><th>name</th><th>kind</th><th>type</th><th>value</th></tr>")
	for _, n := range names {
		v := short(e.plainText(n.Value))
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", n.Name, n.Kind, n.Type, v)
		fmt.Fprintf(&page, "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>", html.EscapeString(n.Name), n.Kind, html.EscapeString(n.Type), html.EscapeString(v))
	}
	w.Flush()
	lines := strings.Split(strings.TrimSuffix(text.String(), "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return kernel.Result{Data: kernel.MIME{"text/plain": strings.Join(lines, "\n"), "text/html": page.String() + "</table>"}}, nil
}

// short is a text in at most 60 characters of one line.
func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 60 {
		s = string(r[:59]) + "…"
	}
	return s
}
