// Package chapters checks the notebooks of the book: that they are valid and
// tidy, that exercises can be solved, that code which is said to be the
// library's is, and that a fresh run leaves what is committed.
//
// [Lint] says what is wrong with one notebook, a line for each thing. The tests
// of this package apply it to all of them.
package chapters

import (
	"bytes"
	"fmt"
	"go/format"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dlfs-go/book/notebook"
)

// The limits for code cells, in lines.
const (
	maxLines    = 30
	maxMedian   = 8
	maxWidth    = 140 // columns of a line, a tab being four
	minExercise = 5   // exercises of a chapter
)

// A rule returns what is wrong with a notebook.
type rule func(nb *notebook.Notebook) []string

var rules = []rule{kernelspec, ids, headings, prose, lengths, formatted, executed, figures, exercises, quotes}

// Lint returns what is wrong with the notebook in data, which is chapter name
// (ch05, appendix-a). A notebook without complaints gives nil.
func Lint(name string, data []byte) []string {
	nb, err := notebook.Parse(data)
	if err != nil {
		return []string{err.Error()}
	}
	found := layout(data, nb)
	for _, r := range rules {
		found = append(found, r(nb)...)
	}
	return append(found, sections(name, nb)...)
}

// kernelspec wants the notebook to open with our kernel.
func kernelspec(nb *notebook.Notebook) []string {
	spec, _ := nb.Metadata["kernelspec"].(map[string]any)
	if spec["name"] != "dlfs" || spec["language"] != "go" {
		return []string{fmt.Sprintf("its kernelspec is %v, want name dlfs and language go", spec)}
	}
	return nil
}

// stableID is an id that a person chose: words, not a random number.
var stableID = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

var randomID = regexp.MustCompile(`^([0-9a-f]{8}|cell-\d+)`)

func ids(nb *notebook.Notebook) []string {
	var found []string
	for _, c := range nb.Cells {
		if !stableID.MatchString(c.ID) || randomID.MatchString(c.ID) {
			found = append(found, at(c, "its id is not made of words, such as relu-check"))
		}
	}
	return found
}

// prose wants every code cell to be introduced by text. Only the parts of an
// exercise stand together.
func prose(nb *notebook.Notebook) []string {
	var found []string
	for i, c := range nb.Cells {
		switch {
		case c.Kind != notebook.Code || c.Tagged(tagCheck) || c.Tagged(tagSolution):
		case i == 0 || nb.Cells[i-1].Kind != notebook.Markdown:
			found = append(found, at(c, "no prose before it"))
		case strings.TrimSpace(withoutHeadings(nb.Cells[i-1].Source)) == "":
			found = append(found, at(c, "nothing but a heading before it"))
		}
	}
	return found
}

func lengths(nb *notebook.Notebook) []string {
	var found []string
	var all []int
	for _, c := range nb.Cells {
		if c.Kind != notebook.Code {
			continue
		}
		n := strings.Count(c.Source, "\n") + 1
		all = append(all, n)
		if n > maxLines {
			found = append(found, at(c, "%d lines, want at most %d", n, maxLines))
		}
		if strings.TrimSpace(c.Source) == "" {
			found = append(found, at(c, "an empty code cell"))
		}
	}
	if len(all) == 0 {
		return append(found, "no code cell")
	}
	slices.Sort(all)
	if m := all[len(all)/2]; m > maxMedian {
		found = append(found, fmt.Sprintf("the median code cell has %d lines, want at most %d", m, maxMedian))
	}
	return found
}

// executed wants the outputs of one run from top to bottom, without errors.
func executed(nb *notebook.Notebook) []string {
	var found []string
	n := 0
	for _, c := range nb.Cells {
		if c.Kind != notebook.Code {
			continue
		}
		if n++; c.Count != n {
			found = append(found, at(c, "its execution count is %d, want %d: run the notebook from the top", c.Count, n))
		}
		for _, o := range c.Outputs {
			if o.Type == "error" && !c.Tagged("raises-exception") {
				found = append(found, at(c, "it failed: %s: %s", o.ErrName, o.ErrValue))
			}
			if o.Type == "stream" && o.Name == "stderr" {
				found = append(found, at(c, "it wrote to stderr: %.80q", o.Text))
			}
		}
	}
	return found
}

// formatted wants code as gofmt leaves it. What gofmt does not take in one
// piece, functions and statements in one cell, it gets part by part.
func formatted(nb *notebook.Notebook) []string {
	var found []string
	for _, c := range nb.Cells {
		if c.Kind != notebook.Code {
			continue
		}
		for _, part := range parts(strings.ReplaceAll(c.Source, "\n// END SOLUTION", "")) {
			if out, err := format.Source([]byte(part)); err == nil && string(out) != part {
				found = append(found, at(c, "not as gofmt leaves it:\n%s", out))
			}
		}
		for line := range strings.Lines(c.Source) {
			line = strings.ReplaceAll(strings.TrimSuffix(line, "\n"), "\t", "    ")
			if n := utf8.RuneCountInString(line); n > maxWidth {
				found = append(found, at(c, "a line of %d columns, want at most %d: %s", n, maxWidth, line))
			}
		}
	}
	return found
}

// parts cuts code at the empty lines that are not within a function.
func parts(src string) []string {
	var all []string
	for _, block := range strings.Split(src, "\n\n") {
		if n := len(all); n > 0 && (strings.HasPrefix(block, "\t") || strings.HasPrefix(block, "}") || strings.HasPrefix(block, ")")) {
			all[n-1] += "\n\n" + block
		} else {
			all = append(all, block)
		}
	}
	return all
}

var (
	imgTag = regexp.MustCompile(`<(img|svg)\b[^>]*>`)
	hasAlt = regexp.MustCompile(`\s(alt|aria-label|aria-labelledby)="[^"]{10,}"`)
)

// figures wants every picture to say in words what it shows.
func figures(nb *notebook.Notebook) []string {
	var found []string
	for _, c := range nb.Cells {
		for _, o := range c.Outputs {
			page, _ := o.Data["text/html"].(string)
			for _, tag := range imgTag.FindAllString(page, -1) {
				if !hasAlt.MatchString(tag) {
					found = append(found, at(c, "a figure without alt text: %.80s", tag))
				}
			}
			text, _ := o.Data["text/plain"].(string)
			if IsPicture(o) && len(strings.TrimSpace(text)) < 10 {
				found = append(found, at(c, "a picture whose text form %q does not say what it shows", text))
			}
		}
		if regexp.MustCompile(`!\[\s*\]\(`).MatchString(c.Source) && c.Kind == notebook.Markdown {
			found = append(found, at(c, "a picture in the text without alt text"))
		}
	}
	return found
}

// IsPicture reports whether an output shows a picture.
func IsPicture(o notebook.Output) bool {
	for mime := range o.Data {
		if strings.HasPrefix(mime, "image/") {
			return true
		}
	}
	page, _ := o.Data["text/html"].(string)
	return imgTag.MatchString(page)
}

// layout wants nbformat 4.5 as “dlfs run --inplace” writes it.
func layout(data []byte, nb *notebook.Notebook) []string {
	var found []string
	if !regexp.MustCompile(`"nbformat_minor": 5\n`).Match(data) {
		found = append(found, "its nbformat is not 4.5")
	}
	for _, c := range nb.Cells {
		if !bytes.Contains(data, []byte(`"id": "`+c.ID+`"`)) {
			found = append(found, at(c, "the cell has no id of its own"))
		}
	}
	again, err := nb.Marshal()
	if err != nil || !bytes.Equal(again, data) {
		found = append(found, "it is not as dlfs run --inplace writes it")
	}
	return found
}

// at is a complaint about a cell.
func at(c *notebook.Cell, format string, args ...any) string {
	return fmt.Sprintf("cell %s: ", c.ID) + fmt.Sprintf(format, args...)
}
