package site

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/doc"
	"go/format"
	"go/token"
	"html"
	"strings"
)

// refWriter writes the page of a package.
type refWriter struct {
	strings.Builder
	book *Book
	pkg  *refPackage
}

func (w *refWriter) write() {
	p := w.pkg
	w.heading(1, "", "Package "+p.Name)
	fmt.Fprintf(w, "<div class=\"prose\"><p><code>import \"%s\"</code></p>\n%s</div>\n", html.EscapeString(p.ImportPath), w.pkg.comment(w.book, p.Doc, 2))
	w.examples(p.Examples)
	w.part("values", len(p.Consts)+len(p.Vars), func() {
		w.values(append(append([]*doc.Value{}, p.Consts...), p.Vars...))
	})
	w.part("functions", len(p.Funcs), func() {
		for _, f := range p.Funcs {
			w.function(3, "", f)
		}
	})
	w.part("types", len(p.Types), func() {
		for _, t := range p.Types {
			w.typ(t)
		}
	})
}

// part is a group of names with a heading of its own, if there are any.
func (w *refWriter) part(key string, n int, body func()) {
	if n > 0 {
		w.heading(2, key, text("en", key))
		body()
	}
}

func (w *refWriter) heading(level int, id, words string) {
	attr := ""
	if id != "" {
		attr = fmt.Sprintf(" id=\"%s\"", id)
		w.pkg.page.Headings = append(w.pkg.page.Headings, heading{level, id, words})
	}
	fmt.Fprintf(w, "<h%d%s>%s</h%d>\n", level, attr, html.EscapeString(words), level)
}

// describe writes what stands below a heading: the declaration, its comment,
// and the source behind a line to unfold.
func (w *refWriter) describe(id, title, decl, comment, source string) {
	fmt.Fprintf(w, "<pre class=\"go\"><code>%s</code></pre>\n", w.colour(decl))
	fmt.Fprintf(w, "<div class=\"prose\">%s</div>\n", w.pkg.comment(w.book, comment, 5))
	if source != "" && source != decl {
		w.WriteString(fold("source", text("en", "source"), "<pre class=\"go\"><code>"+w.colour(source)+"</code></pre>"))
	}
	first := w.pkg.Synopsis(comment)
	w.pkg.page.sections = append(w.pkg.page.sections, section{id: id, title: title, text: first})
}

// colour is code with links, except to the page itself.
func (w *refWriter) colour(code string) string { return colour(code, w.book.ref.links(code)) }

func (w *refWriter) values(list []*doc.Value) {
	for _, v := range list {
		var ids strings.Builder
		for _, name := range v.Names {
			if token.IsExported(name) {
				fmt.Fprintf(&ids, "<span id=\"%s\"></span>", name)
			}
		}
		fmt.Fprintf(w, "<div class=\"name\">%s\n", ids.String())
		w.describe(v.Names[0], w.pkg.Name+"."+v.Names[0], w.print(v.Decl), v.Doc, "")
		w.WriteString("</div>\n")
	}
}

func (w *refWriter) function(level int, recv string, f *doc.Func) {
	id := recv + f.Name
	w.heading(level, id, id)
	decl := *f.Decl
	decl.Body, decl.Doc = nil, nil
	w.describe(id, w.pkg.Name+"."+id, w.print(&decl), f.Doc, w.pkg.source(f.Decl.Pos(), f.Decl.End()))
	w.examples(f.Examples)
}

func (w *refWriter) typ(t *doc.Type) {
	w.heading(3, t.Name, t.Name)
	w.describe(t.Name, w.pkg.Name+"."+t.Name, w.print(t.Decl), t.Doc, "")
	w.examples(t.Examples)
	w.values(append(append([]*doc.Value{}, t.Consts...), t.Vars...))
	for _, f := range t.Funcs {
		w.function(4, "", f)
	}
	for _, f := range t.Methods {
		w.function(4, t.Name+".", f)
	}
}

// print is a declaration without its comment.
func (w *refWriter) print(decl ast.Decl) string {
	if g, ok := decl.(*ast.GenDecl); ok {
		without := *g
		without.Doc = nil
		decl = &without
	}
	var b bytes.Buffer
	if err := format.Node(&b, w.pkg.fset, decl); err != nil {
		return err.Error() // what was parsed can be printed
	}
	return b.String()
}

func (w *refWriter) examples(list []*doc.Example) {
	for _, e := range list {
		var b bytes.Buffer
		if err := format.Node(&b, w.pkg.fset, e.Code); err != nil {
			continue
		}
		code := strings.TrimSuffix(strings.TrimPrefix(b.String(), "{"), "}")
		code = strings.TrimSpace(strings.ReplaceAll(code, "\n\t", "\n"))
		if i := strings.LastIndex(code, "// Output:"); i >= 0 {
			code = strings.TrimSpace(code[:i])
		}
		body := "<pre class=\"go\"><code>" + w.colour(code) + "</code></pre>"
		if e.Output != "" {
			body += "<p>" + text("en", "prints") + "</p><pre class=\"stdout\">" + html.EscapeString(strings.TrimRight(e.Output, "\n")) + "</pre>"
		}
		w.WriteString(fold("", text("en", "example"), body))
	}
}
