// Package coverage keeps the list of what the book's code holds and where each
// part is in this project: a symbol of a package, a notebook, and a cell.
package coverage

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
)

//go:embed coverage.txt
var list string

// A Row is one line of the list.
type Row struct {
	Kind     string // script, figure, plot, module or text
	What     string
	Section  string // of the book
	Symbol   string // dlfs.AND
	Notebook string // ch02
	Cell     string // its id
	Settings string // of a script: the book's, or what differs
}

// Kinds are the kinds of rows with the headings of their tables.
var Kinds = []struct{ Kind, Heading string }{
	{"script", "Scripts"},
	{"figure", "Figures"},
	{"plot", "Kinds of figures"},
	{"text", "Worked through in the text, without a script"},
	{"module", "Modules that all chapters share"},
}

// Rows returns the list.
func Rows() ([]Row, error) { return parse(list) }

func parse(text string) ([]Row, error) {
	var rows []Row
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, " | ")
		want := 6
		if f[0] == "script" {
			want = 7
		}
		if len(f) != want {
			return nil, fmt.Errorf("line %d: %d columns, want %d: %s", i+1, len(f), want, line)
		}
		for k, v := range f {
			if f[k] = strings.TrimSpace(v); f[k] == "" {
				return nil, fmt.Errorf("line %d: column %d is empty", i+1, k+1)
			}
		}
		r := Row{f[0], f[1], f[2], f[3], f[4], f[5], strings.Join(f[6:], "")}
		if !known(r.Kind) {
			return nil, fmt.Errorf("line %d: the kind %q is unknown", i+1, r.Kind)
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func known(kind string) bool {
	for _, k := range Kinds {
		if k.Kind == kind {
			return true
		}
	}
	return false
}

// Markdown returns the list as tables.
func Markdown(rows []Row) string {
	var b strings.Builder
	b.WriteString("# Where the book is\n\n" +
		"Every script of the book's code, every figure and what else it works through, and where it is here.\n" +
		"Made from internal/coverage/coverage.txt by a test, which looks whether the symbols and the cells exist.\n")
	for _, k := range Kinds {
		more, rule := "", ""
		if k.Kind == "script" {
			more, rule = " settings |", "---|"
		}
		fmt.Fprintf(&b, "\n## %s\n\n| | section | symbol | notebook | cell |%s\n|---|---|---|---|---|%s\n", k.Heading, more, rule)
		for _, r := range rows {
			if r.Kind != k.Kind {
				continue
			}
			fmt.Fprintf(&b, "| %s | %s | `%s` | [%s](../notebooks/en/%s.ipynb) | `%s` |",
				r.What, r.Section, r.Symbol, r.Notebook, r.Notebook, r.Cell)
			if r.Settings != "" {
				fmt.Fprintf(&b, " %s |", r.Settings)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// Uses reports whether code uses a symbol: a name of a package as it stands,
// a method by its own name.
func Uses(code, symbol string) bool {
	parts := strings.Split(symbol, ".")
	pattern := `\b` + regexp.QuoteMeta(symbol) + `\b`
	if len(parts) == 3 {
		pattern = `\.` + parts[2] + `\(`
	}
	return regexp.MustCompile(pattern).MatchString(code)
}
