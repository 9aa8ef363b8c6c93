package gokernel

import (
	"fmt"
	"strings"

	"github.com/dlfs-go/book/interp"
	"github.com/dlfs-go/book/kernel"
)

// Language is the language_info of notebooks for this kernel.
var Language = kernel.LanguageInfo{
	Name: "go", Version: interp.GoVersion, MIMEType: "text/x-go", FileExtension: ".go",
	PygmentsLexer: "go", CodeMirrorMode: "go",
}

// Info implements kernel.Evaluator.
func (e *Evaluator) Info() kernel.Info {
	return kernel.Info{
		Implementation: "dlfs", ImplementationVersion: Version,
		Banner:    "dlfs " + Version + ": Go " + strings.TrimPrefix(interp.GoVersion, "go") + " in cells, for the book “Deep Learning from Scratch” in Go",
		Language:  Language,
		HelpLinks: helpLinks(),
	}
}

// helpLinks are the chapters, the book's library, and where Go is explained.
func helpLinks() []kernel.HelpLink {
	const repository = "https://github.com/dlfs-go/book/blob/main/notebooks/en/"
	links := []kernel.HelpLink{
		{Text: "A Tour of Go", URL: "https://go.dev/tour/"},
		{Text: "The library of the book", URL: "https://pkg.go.dev/github.com/dlfs-go/book/dlfs"},
		{Text: "Gonum", URL: "https://pkg.go.dev/gonum.org/v1/gonum"},
	}
	for n, title := range []string{"Go", "Perceptrons", "Neural Networks", "Learning", "Backpropagation", "Techniques of Learning", "Convolutional Networks", "Deep Learning"} {
		links = append(links, kernel.HelpLink{Text: fmt.Sprintf("Chapter %d: %s", n+1, title), URL: fmt.Sprintf("%sch%02d.ipynb", repository, n+1)})
	}
	return links
}
