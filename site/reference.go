package site

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"html"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	book "github.com/dlfs-go/book"

	"github.com/dlfs-go/book/internal/lazyregexp"
)

// referenced are the packages that have a page of reference.
var referenced = []string{"dlfs", "dlfs/mnist", "dlfs/dataset", "plotting", "display"}

const module = "github.com/dlfs-go/book/"

// reference is the documentation of the library.
type reference struct {
	pkgs  []*refPackage
	hrefs map[string]string // "dlfs.Affine" to "ref-dlfs.html#Affine"
	list  []*page
}

type refPackage struct {
	*doc.Package
	fset  *token.FileSet
	files map[string][]byte
	page  *page
}

// parsed are the packages of the reference, read once.
var parsed = sync.OnceValues(func() (list []refPackage, err error) {
	for _, dir := range referenced {
		pkg, err := parsePackage(dir)
		if err != nil {
			return nil, fmt.Errorf("site: the reference of %s: %w", dir, err)
		}
		list = append(list, *pkg)
	}
	return list, nil
})

func newReference() (*reference, error) {
	r := &reference{hrefs: map[string]string{}}
	list, err := parsed()
	if err != nil {
		return nil, err
	}
	for i, dir := range referenced {
		pkg := &list[i]
		pkg = &refPackage{Package: pkg.Package, fset: pkg.fset, files: pkg.files}
		pkg.page = &page{path: dir, base: "ref-" + pkg.Name, Name: "ref-" + pkg.Name + ".html", Lang: "en", Kind: "reference", Title: "Package " + pkg.Name}
		r.pkgs, r.list = append(r.pkgs, pkg), append(r.list, pkg.page)
		for _, name := range pkg.names() {
			r.hrefs[pkg.Name+"."+name] = pkg.page.Name + "#" + name
		}
	}
	return r, nil
}

// href is where a name is described, "" if it is not ours.
func (r *reference) href(name string) string { return r.hrefs[name] }

func parsePackage(dir string) (*refPackage, error) {
	p := &refPackage{fset: token.NewFileSet(), files: map[string][]byte{}}
	names, err := fs.Glob(book.Source, dir+"/*.go")
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") && !strings.HasPrefix(path.Base(name), "example_") {
			continue
		}
		src, err := fs.ReadFile(book.Source, name)
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(p.fset, name, src, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		p.files[name] = src
		files = append(files, f)
	}
	p.Package, err = doc.NewFromFiles(p.fset, files, module+dir)
	return p, err
}

// names are all that can be linked to: functions, types, methods, values.
func (p *refPackage) names() []string {
	var names []string
	values := func(list []*doc.Value) {
		for _, v := range list {
			names = append(names, v.Names...)
		}
	}
	funcs := func(prefix string, list []*doc.Func) {
		for _, f := range list {
			names = append(names, prefix+f.Name)
		}
	}
	values(p.Consts)
	values(p.Vars)
	funcs("", p.Funcs)
	for _, t := range p.Types {
		names = append(names, t.Name)
		values(t.Consts)
		values(t.Vars)
		funcs("", t.Funcs)
		funcs(t.Name+".", t.Methods)
	}
	return slices.DeleteFunc(names, func(n string) bool { return !token.IsExported(n) })
}

// source is the text of a declaration.
func (p *refPackage) source(from, to token.Pos) string {
	a, b := p.fset.Position(from), p.fset.Position(to)
	return string(p.files[a.Filename][a.Offset:b.Offset])
}

// comment is a doc comment as HTML, with links to the names in it and to the
// sections of the book that it mentions.
func (p *refPackage) comment(b *Book, text string, level int) string {
	printer := p.Printer()
	printer.HeadingLevel = level
	printer.HeadingID = func(h *comment.Heading) string { return "" }
	printer.DocLinkURL = func(l *comment.DocLink) string {
		name := path.Base(l.ImportPath) + "."
		if l.ImportPath == "" {
			name = p.Name + "."
		}
		if l.Recv != "" {
			name += l.Recv + "."
		}
		return b.ref.href(name + l.Name)
	}
	page := string(printer.HTML(p.Parser().Parse(text)))
	page = preformatted().ReplaceAllStringFunc(strings.ReplaceAll(page, " id=\"\"", ""), func(s string) string {
		return p.block(b.ref, preformatted().FindStringSubmatch(s)[1])
	})
	return sectionName().ReplaceAllStringFunc(page, func(s string) string {
		href := b.section(strings.TrimSpace(s))
		if href == "" {
			return s
		}
		return `<a href="` + href + `">` + s + `</a>`
	})
}

var (
	preformatted = lazyregexp.New(`(?s)<pre>(.*?)</pre>`)
	exported     = lazyregexp.New(`\b[A-Z]\w*(\.[A-Z]\w*)?\b`)
)

// block is a part of a comment that stands as it is: code with colours, or a
// table whose names are links.
func (p *refPackage) block(r *reference, escaped string) string {
	if code := html.UnescapeString(escaped); strings.Contains(code, ":=") || strings.Contains(code, "func ") {
		return `<pre class="go"><code>` + colour(strings.TrimRight(code, "\n"), r.links(code)) + "</code></pre>"
	}
	return `<pre class="go">` + exported().ReplaceAllStringFunc(escaped, func(name string) string {
		if href := r.href(p.Name + "." + name); href != "" {
			return `<a href="` + href + `">` + name + `</a>`
		}
		return name
	}) + "</pre>"
}

var sectionName = lazyregexp.New(`\b\d\.\d+(\.\d+)?\b`)

// section is where a section of the book stands, "" if it is in no chapter
// that is there.
func (b *Book) section(number string) string {
	base := "ch0" + number[:1]
	for id := "s-" + strings.ReplaceAll(number, ".", "-"); strings.Count(id, "-") > 1; id = id[:strings.LastIndex(id, "-")] {
		for _, p := range b.pages {
			if p.base == base && p.Lang == "en" && slices.ContainsFunc(p.Headings, func(h heading) bool { return h.ID == id }) {
				return p.Name + "#" + id
			}
		}
	}
	return ""
}

// pages are the pages of the reference, made when those of the chapters are,
// since they link to their sections.
func (r *reference) pages(b *Book) []*page {
	for _, pkg := range r.pkgs {
		w := &refWriter{book: b, pkg: pkg}
		pkg.page.Headings, pkg.page.sections = nil, nil
		w.write()
		pkg.page.Body = template.HTML(w.String())
	}
	return r.list
}
