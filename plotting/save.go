package plotting

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/dlfs-go/book/internal/atomicfile"
	"gonum.org/v1/plot/vg"
)

// A Picture is everything that this package draws: a [Figure], or an
// [Animation], which moves in SVG alone.
type Picture interface {
	Alt() string
	SVG() string
	PNG() []byte
}

// Save writes a picture to a file: PNG, SVG or PDF, as the end of its name says.
// All three have the words of the picture, Hangul and mathematics included; a
// PDF has them as outlines. A file of that name is replaced when all is written.
// So the curves of a training get out of a notebook (section 4.5). The error
// names the file, and is what the system said or that the end is none of .png,
// .svg and .pdf.
func Save(name string, p Picture) error {
	var data []byte
	switch end := strings.ToLower(filepath.Ext(name)); end {
	case ".png":
		data = p.PNG()
	case ".svg":
		data = []byte(p.SVG())
	case ".pdf":
		if m, moves := p.(*Animation); moves {
			data = pdfOf(m.still)
		} else if f, ok := p.(Figure); ok {
			data = pdfOf(f)
		} else {
			return fmt.Errorf("plotting: Save: %s: a %T cannot be a PDF", name, p)
		}
	default:
		return fmt.Errorf("plotting: Save: %s: the name ends with %q, want .png, .svg or .pdf", name, end)
	}
	if err := atomicfile.Write(name, data); err != nil {
		return fmt.Errorf("plotting: Save: %w", err)
	}
	return nil
}

// Save writes the plot, w wide and h high, to a file as [Save] does. For the
// ends that gonum knows beside .png, .svg and .pdf it is gonum's own Save, which
// has no Hangul.
func (p *Plot) Save(w, h vg.Length, file string) error {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".png", ".svg", ".pdf":
		sized := *p
		sized.Width, sized.Height = w, h
		return Save(file, &sized)
	}
	return p.Plot.Save(w, h, file)
}
