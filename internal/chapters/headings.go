package chapters

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dlfs-go/book/notebook"
)

// contents is the book's table of contents: for each section of a chapter,
// how many subsections it has.
var contents = map[string][]int{
	"ch01":       {0, 3, 9, 2, 6, 3, 0},
	"ch02":       {0, 2, 3, 2, 2, 0, 0},
	"ch03":       {3, 7, 3, 3, 4, 3, 0},
	"ch04":       {2, 5, 3, 2, 3, 0},
	"ch05":       {3, 3, 3, 2, 2, 3, 4, 0},
	"ch06":       {8, 4, 2, 3, 3, 0},
	"ch07":       {0, 7, 1, 4, 0, 2, 2, 0},
	"ch08":       {3, 4, 4, 3, 4, 0},
	"appendix-a": {0, 0, 0},
}

// A heading is a line of a Markdown cell that begins with #.
type heading struct {
	cell  *notebook.Cell
	level int
	text  string
	first bool // of its cell
}

var headingLine = regexp.MustCompile(`^(#{1,6}) +(.*?)\s*$`)

// headingsOf returns the headings of a notebook, without lines of code that
// look like some.
func headingsOf(nb *notebook.Notebook) []heading {
	var all []heading
	for _, c := range nb.Cells {
		if c.Kind != notebook.Markdown {
			continue
		}
		first := true
		for line := range outsideFences(c.Source) {
			if m := headingLine.FindStringSubmatch(line); m != nil {
				all = append(all, heading{c, len(m[1]), m[2], first})
				first = false
			}
		}
	}
	return all
}

// outsideFences yields the lines of Markdown that are not in a code block.
func outsideFences(src string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		fenced := false
		for line := range strings.Lines(src) {
			line = strings.TrimSuffix(line, "\n")
			if strings.HasPrefix(strings.TrimSpace(line), "```") {
				fenced = !fenced
			}
			if !fenced && !yield(line) {
				return
			}
		}
	}
}

func withoutHeadings(src string) string {
	return regexp.MustCompile(`(?m)^#{1,6} .*$`).ReplaceAllString(src, "")
}

// headings wants one title, at the top, and no level left out.
func headings(nb *notebook.Notebook) []string {
	var found []string
	last, titles := 0, 0
	for i, h := range headingsOf(nb) {
		if h.level == 1 {
			titles++
		}
		if h.level > last+1 {
			found = append(found, at(h.cell, "a heading of level %d below one of level %d", h.level, last))
		}
		if i == 0 && (h.cell != nb.Cells[0] || h.level != 1) {
			found = append(found, at(h.cell, "the first heading is not the title of the first cell"))
		}
		last = h.level
	}
	if titles != 1 {
		found = append(found, fmt.Sprintf("%d headings of level 1, want one", titles))
	}
	return found
}

var sectionNumber = regexp.MustCompile(`^(\d|A)\.(\d+)(?:\.(\d+))? `)

// sections wants the numbers of the book: every section of the chapter, in
// order, and cells whose ids say which they open.
func sections(name string, nb *notebook.Notebook) []string {
	toc, ok := contents[name]
	if !ok {
		return []string{fmt.Sprintf("%s is not a chapter of the book", name)}
	}
	chapter := strings.ToUpper(strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(name, "appendix-"), "ch"), "0"))
	var found []string
	s, sub := 0, 0
	for _, h := range headingsOf(nb) {
		m := sectionNumber.FindStringSubmatch(h.text)
		if h.level == 1 || m == nil {
			if h.level == 2 && h.cell.ID != "exercises" {
				found = append(found, at(h.cell, "the heading %q has no number", h.text))
			}
			continue
		}
		i, _ := strconv.Atoi(m[2])
		j, _ := strconv.Atoi(m[3])
		switch {
		case m[1] != chapter || i < 1 || i > len(toc):
			found = append(found, at(h.cell, "no section %s.%s in %s", m[1], m[2], name))
			continue
		case j == 0 && (h.level != 2 || i != s+1):
			found = append(found, at(h.cell, "section %d after section %d", i, s))
		case j > 0 && (h.level != 3 || i != s || j <= sub || j > toc[i-1]):
			found = append(found, at(h.cell, "subsection %d.%d after %d.%d, or more than the book has", i, j, s, sub))
		}
		s, sub = i, j
		if want := "s" + strings.ToLower(m[1]) + m[2] + m[3]; h.first && h.cell.ID != want {
			found = append(found, at(h.cell, "it opens a section, so its id should be %s", want))
		}
	}
	if s != len(toc) {
		found = append(found, fmt.Sprintf("%d sections, want %d", s, len(toc)))
	}
	return append(found, sectionIDs(nb)...)
}

// sectionIDs finds ids that promise a section and open none.
func sectionIDs(nb *notebook.Notebook) []string {
	opens := map[string]bool{}
	for _, h := range headingsOf(nb) {
		opens[h.cell.ID] = true
	}
	var found []string
	for _, c := range nb.Cells {
		if regexp.MustCompile(`^s[0-9a]\d+$`).MatchString(c.ID) && !opens[c.ID] {
			found = append(found, at(c, "its id is that of a section, but no heading is in it"))
		}
	}
	slices.Sort(found)
	return found
}
