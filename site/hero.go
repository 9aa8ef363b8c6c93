package site

import (
	"encoding/base64"
	"html/template"
	"strings"

	"github.com/dlfs-go/book/plotting"
)

// hero is the picture of the front page: the network of chapter 5, with the
// numbers of its batch.
func hero(lang string) template.HTML {
	edge := func(name, shape string) plotting.Edge { return plotting.Edge{Name: name, Shape: shape} }
	g := plotting.Layers(edge("X", "N×784"),
		plotting.Stage{Layer: "Affine", Params: []plotting.Edge{edge("W1", "784×50"), edge("b1", "1×50")}, Out: edge("A", "N×50")},
		plotting.Stage{Layer: "ReLU", Out: edge("Z", "N×50")},
		plotting.Stage{Layer: "Affine", Params: []plotting.Edge{edge("W2", "50×10"), edge("b2", "1×10")}, Out: edge("S", "N×10")},
		plotting.Stage{Layer: "Softmax & loss", Params: []plotting.Edge{edge("T", "N×10")}, Out: edge("L", "1×1")},
	)
	p := &page{Lang: lang, book: &Book{}}
	alt := text(lang, "drawing")
	if alt == "" {
		alt = g.Alt()
	}
	return template.HTML(p.figure(g.SVG(), alt))
}

// embedded makes of pages that lie beside their styles, script and notebook
// pages that hold them.
func (b *Book) embedded(files map[string][]byte) map[string][]byte {
	out := map[string][]byte{}
	for _, p := range b.pages {
		s := string(files[p.Name])
		nb := "data:application/x-ipynb+json;base64," + base64.StdEncoding.EncodeToString(files[p.Notebook()])
		s = strings.Replace(s, `<link rel="stylesheet" href="book.css">`, "<style>\n"+string(asset("book.css"))+"</style>", 1)
		s = strings.Replace(s, `<script src="book.js"></script>`, "<script>\n"+string(asset("book.js"))+"</script>", 1)
		s = strings.Replace(s, `href="`+p.Notebook()+`" download`, `href="`+nb+`" download="`+p.Notebook()+`"`, 1)
		out[p.Name] = []byte(s)
	}
	return out
}
