// Package display is what gophernotes gives its cells under this name, so that
// notebooks made for gophernotes run here. New notebooks use
// github.com/dlfs-go/book/display, which also updates and asks.
//
// Every function returns a [Data], which shows itself as the last expression
// of a cell, or when it is given to Display.
package display

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"io"
	"maps"
	"net/http"
	"os"
	"strings"

	"github.com/dlfs-go/book/display"
)

// The media types of outputs.
const (
	MIMETypeHTML       = "text/html"
	MIMETypeJavaScript = "application/javascript"
	MIMETypeJPEG       = "image/jpeg"
	MIMETypeJSON       = "application/json"
	MIMETypeLatex      = "text/latex"
	MIMETypeMarkdown   = "text/markdown"
	MIMETypePNG        = "image/png"
	MIMETypePDF        = "application/pdf"
	MIMETypeSVG        = "image/svg+xml"
	MIMETypeText       = "text/plain"
)

// MIMEMap maps a media type to its content: text, bytes, or a JSON value.
type MIMEMap = map[string]any

// Data is one output in one or more forms.
type Data = struct {
	Data      MIMEMap
	Metadata  MIMEMap
	Transient MIMEMap
}

// The interfaces of values that say themselves how they look.
type (
	Renderer       = interface{ Render() Data }
	SimpleRenderer = interface{ SimpleRender() MIMEMap }
	HTMLer         = interface{ HTML() string }
	JavaScripter   = interface{ JavaScript() string }
	JPEGer         = interface{ JPEG() []byte }
	JSONer         = interface{ JSON() map[string]any }
	Latexer        = interface{ Latex() string }
	Markdowner     = interface{ Markdown() string }
	PNGer          = interface{ PNG() []byte }
	PDFer          = interface{ PDF() []byte }
	SVGer          = interface{ SVG() string }
)

// Any shows a value as content of a media type; an empty one is found out from
// the content. The value may be text, bytes, a picture, an io.Reader, an
// io.WriterTo, or one of the interfaces above; Any panics on others, and where
// reading fails.
func Any(mimeType string, data any) Data {
	if d, ok := data.(Data); ok {
		return d
	}
	if img, ok := data.(image.Image); ok {
		return Image(img)
	}
	if d, ok := display.Self(data); ok {
		return Data{Data: maps.Clone(d.MIME), Metadata: d.Metadata}
	}
	switch x := data.(type) {
	case string:
		if mimeType == "" {
			mimeType = MIMETypeText
		}
		return MakeData(mimeType, x)
	case []byte:
		return binary(mimeType, x)
	case io.Reader:
		b, err := io.ReadAll(x)
		if err != nil {
			panic(err)
		}
		return binary(mimeType, b)
	case io.WriterTo:
		var b bytes.Buffer
		if _, err := x.WriteTo(&b); err != nil {
			panic(err)
		}
		return binary(mimeType, b.Bytes())
	}
	panic(fmt.Errorf("display: a %T cannot be shown", data))
}

func binary(mimeType string, b []byte) Data {
	if mimeType == "" {
		mimeType = http.DetectContentType(b)
	}
	if strings.HasPrefix(mimeType, "text/") || mimeType == MIMETypeSVG {
		return MakeData(mimeType, string(b))
	}
	return MakeData3(mimeType, fmt.Sprintf("%s, %d bytes", mimeType, len(b)), b)
}

// Auto is Any that finds out the media type.
func Auto(data any) Data { return Any("", data) }

// File shows the content of a file. It panics if the file cannot be read.
func File(mimeType, path string) Data {
	b, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	return binary(mimeType, b)
}

// MakeData shows data as it is, with its text beside it.
func MakeData(mimeType string, data any) Data { return MakeData3(mimeType, fmt.Sprint(data), data) }

// MakeData3 shows data as it is, with the given text beside it.
func MakeData3(mimeType, plaintext string, data any) Data {
	return Data{Data: MIMEMap{MIMETypeText: plaintext, mimeType: data}}
}

// MIME shows data in the forms given.
func MIME(data, metadata MIMEMap) Data { return Data{Data: data, Metadata: metadata} }

// HTML shows a piece of a page.
func HTML(html string) Data { return MakeData(MIMETypeHTML, html) }

// JavaScript runs a script in notebooks that are trusted.
func JavaScript(javascript string) Data { return MakeData(MIMETypeJavaScript, javascript) }

// JPEG shows a picture.
func JPEG(jpeg []byte) Data { return binary(MIMETypeJPEG, jpeg) }

// JSON shows a tree that can be folded.
func JSON(json map[string]any) Data { return MakeData(MIMETypeJSON, json) }

// Latex shows text with a formula.
func Latex(latex string) Data {
	return MakeData3(MIMETypeLatex, latex, "$"+strings.Trim(latex, "$")+"$")
}

// Markdown shows text with Markdown's marks.
func Markdown(markdown string) Data { return MakeData(MIMETypeMarkdown, markdown) }

// Math shows a formula by itself.
func Math(latex string) Data {
	return MakeData3(MIMETypeLatex, latex, "$$"+strings.Trim(latex, "$")+"$$")
}

// PDF shows a document.
func PDF(pdf []byte) Data { return binary(MIMETypePDF, pdf) }

// PNG shows a picture.
func PNG(png []byte) Data { return binary(MIMETypePNG, png) }

// SVG shows a drawing.
func SVG(svg string) Data { return MakeData(MIMETypeSVG, svg) }

// Image shows a picture in its own size.
func Image(img image.Image) Data {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	size := img.Bounds().Size()
	d := MakeData3(MIMETypePNG, fmt.Sprintf("image, %d×%d pixels", size.X, size.Y), b.Bytes())
	d.Metadata = MIMEMap{MIMETypePNG: MIMEMap{"width": size.X, "height": size.Y}}
	return d
}
