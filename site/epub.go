package site

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// EPUB writes the chapters of a language as a book for electronic readers
// (EPUB 3.3): the same pages without what needs a script. The time is noted as
// that of the last change. The error may be about a language that the book has
// no words in.
func (b *Book) EPUB(w io.Writer, lang string, now time.Time) (warnings []string, err error) {
	if _, ok := table[lang]; !ok {
		return nil, fmt.Errorf("site: no book is in the language %q, want one of %q", lang, slices.Sorted(maps.Keys(table)))
	}
	e := &Book{Options: b.Options, pages: b.pages}
	e.Options.Single = true // no reference to link to
	if warnings, err = e.render(); err != nil {
		return warnings, err
	}
	z := zip.NewWriter(w)
	mime, err := z.CreateHeader(&zip.FileHeader{Name: "mimetype", Method: zip.Store})
	if err != nil {
		return warnings, fmt.Errorf("site: %w", err)
	}
	io.WriteString(mime, "application/epub+zip")
	pages := e.chapters(lang)
	for _, f := range e.epubFiles(pages, lang, now) {
		out, err := z.Create(f.name)
		if err == nil {
			_, err = out.Write(f.data)
		}
		if err != nil {
			return warnings, fmt.Errorf("site: %s: %w", f.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return warnings, fmt.Errorf("site: %w", err)
	}
	return warnings, nil
}

type epubFile struct {
	name string
	data []byte
}

const container = `<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
`

func (b *Book) epubFiles(pages []*page, lang string, now time.Time) []epubFile {
	files := []epubFile{{"META-INF/container.xml", []byte(container)}, {"book/package.opf", nil}, {"book/book.css", asset("epub.css")}}
	var manifest, spine, nav strings.Builder
	for _, p := range pages {
		body := xhtml(string(p.Body), pages)
		var props []string
		if strings.Contains(body, "<math") {
			props = append(props, "mathml")
		}
		if strings.Contains(body, "<svg") {
			props = append(props, "svg")
		}
		properties := ""
		if props != nil {
			properties = fmt.Sprintf(" properties=\"%s\"", strings.Join(props, " "))
		}
		fmt.Fprintf(&manifest, "<item id=\"%s\" href=\"%s.xhtml\" media-type=\"application/xhtml+xml\"%s/>\n", epubID(p), p.base, properties)
		fmt.Fprintf(&spine, "<itemref idref=\"%s\"/>\n", epubID(p))
		fmt.Fprintf(&nav, "<li><a href=\"%s.xhtml\">%s</a></li>\n", p.base, escape(p.Title))
		files = append(files, epubFile{"book/" + p.base + ".xhtml", document(p.Lang, p.Title, body)})
	}
	files[1].data = fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="%[1]s">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">%[6]s</dc:identifier>
<dc:title>%[2]s</dc:title>
<dc:language>%[1]s</dc:language>
<meta property="dcterms:modified">%[3]s</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="css" href="book.css" media-type="text/css"/>
%[4]s</manifest>
<spine>
%[5]s</spine>
</package>
`, lang, escape(b.title(lang)), now.UTC().Format("2006-01-02T15:04:05Z"), manifest.String(), spine.String(), b.identifier(pages, lang))
	contents := fmt.Sprintf("<nav epub:type=\"toc\" id=\"toc\"><h1>%s</h1><ol>\n%s</ol></nav>", escape(text(lang, "contents")), nav.String())
	return append(files, epubFile{"book/nav.xhtml", document(lang, b.title(lang), contents)})
}

// identifier tells books apart: ours by language, others by title and chapters.
func (b *Book) identifier(pages []*page, lang string) string {
	if b.Options.Title == "" {
		return "urn:dlfs-go:book:" + lang
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n", b.Options.Title, lang)
	for _, p := range pages {
		fmt.Fprintln(h, p.base)
	}
	return fmt.Sprintf("urn:dlfs-go:notebooks:%x", h.Sum(nil)[:16])
}

// epubID is a name for the manifest, which must not begin with a digit.
func epubID(p *page) string { return "p-" + strings.ReplaceAll(p.base, ".", "-") }

func document(lang, title, body string) []byte {
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="%[1]s" xml:lang="%[1]s">
<head><title>%[2]s</title><link rel="stylesheet" href="book.css"/></head>
<body>
%[3]s
</body>
</html>
`, lang, escape(title), body)
}

func escape(s string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(s))
	return b.String()
}

// xhtml is a part of a page as XML, with links that lead to the chapters of
// the book.
func xhtml(body string, pages []*page) string {
	nodes, err := html.ParseFragment(strings.NewReader(body), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		return "" // a reader that reads from memory does not fail
	}
	var b strings.Builder
	for _, n := range nodes {
		writeXML(&b, n, "", pages)
	}
	return b.String()
}

var namespaces = map[string]string{"svg": "http://www.w3.org/2000/svg", "math": "http://www.w3.org/1998/Math/MathML"}

func writeXML(b *strings.Builder, n *html.Node, space string, pages []*page) {
	switch n.Type {
	case html.TextNode:
		b.WriteString(escape(n.Data))
		return
	case html.ElementNode:
	default:
		return
	}
	if n.Data == "button" {
		return
	}
	b.WriteString("<" + n.Data)
	if n.Namespace != space && n.Namespace != "" {
		fmt.Fprintf(b, " xmlns=%q", namespaces[n.Namespace])
	}
	for _, a := range n.Attr {
		if a.Namespace != "" || strings.HasPrefix(a.Key, "xmlns") {
			continue
		}
		if a.Key == "href" && n.Data == "a" {
			a.Val = epubLink(a.Val, pages)
		}
		fmt.Fprintf(b, " %s=\"%s\"", a.Key, escape(a.Val))
	}
	if n.FirstChild == nil {
		b.WriteString("/>")
		return
	}
	b.WriteString(">")
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		writeXML(b, c, n.Namespace, pages)
	}
	b.WriteString("</" + n.Data + ">")
}

func epubLink(href string, pages []*page) string {
	name, anchor, found := strings.Cut(href, "#")
	for _, p := range pages {
		if p.Name == name {
			name = p.base + ".xhtml"
		}
	}
	if found {
		name += "#" + anchor
	}
	return name
}
