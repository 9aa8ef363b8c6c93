package notebook

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/scanner"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Literals are the words of a twin's code: for a string of the original, the
// string in the twin's language. With them the code of a twin is made from that
// of the original and never written, so that nothing else in it can differ.
type Literals map[string]string

// ReadLiterals reads a table of words, a JSON object. A file that is not there
// is an empty table: a twin without words of its own.
func ReadLiterals(path string) (Literals, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var l Literals
	if err := json.Unmarshal(data, &l); err != nil {
		return nil, fmt.Errorf("%s: want an object with a string for each string: %w", path, err)
	}
	for _, from := range slices.Sorted(maps.Keys(l)) {
		if a, b := verbs(from), verbs(l[from]); a != b {
			return nil, fmt.Errorf("%s: %q takes %s, and %q takes %s", path, from, orNothing(a), l[from], orNothing(b))
		}
	}
	return l, nil
}

// Translate returns the code of the original with the twin's words: every
// string literal whose value is in the table, whole, becomes the other.
func (l Literals) Translate(src string) string {
	if len(l) == 0 {
		return src
	}
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(src))
	s.Init(file, []byte(src), func(token.Position, string) {}, 0) // a cell need not be a file
	var b strings.Builder
	done := 0
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return b.String() + src[done:]
		}
		if tok != token.STRING {
			continue
		}
		value, err := strconv.Unquote(lit)
		if err != nil {
			continue
		}
		if to, ok := l[value]; ok {
			at := file.Offset(pos)
			b.WriteString(src[done:at] + quoteLike(lit, to))
			done = at + len(lit)
		}
	}
}

// Used notes in seen which strings of the table a notebook's code has.
func (l Literals) Used(nb *Notebook, seen map[string]bool) {
	for _, c := range nb.Cells {
		if c.Kind != Code {
			continue
		}
		for from, to := range l {
			if from != to && !seen[from] && (Literals{from: to}).Translate(c.Source) != c.Source {
				seen[from] = true
			}
		}
	}
}

// quoteLike writes a string as the literal does that it replaces.
func quoteLike(lit, value string) string {
	if lit[0] == '`' && !strings.Contains(value, "`") {
		return "`" + value + "`"
	}
	return strconv.Quote(value)
}

var verb = regexp.MustCompile(`%(?:\[(\d+)\])?([-+# 0]*(?:\d+)?(?:\.\d+)?)([a-zA-Z%])`)

// verbs says which values a format takes, in the order of the values, which the
// words of another language may want in another order: %[2]d before %[1]s.
func verbs(format string) string {
	type taken struct {
		arg  int
		verb string
	}
	var all []taken
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[3] == "%" {
			continue
		}
		if n, err := strconv.Atoi(m[1]); err == nil {
			next = n
		}
		all = append(all, taken{next, "%" + strings.TrimLeft(m[2], "-0123456789") + m[3]})
		next++
	}
	slices.SortStableFunc(all, func(a, b taken) int { return a.arg - b.arg })
	var s []string
	for _, t := range all {
		s = append(s, t.verb)
	}
	return strings.Join(s, " ")
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}

var figure = regexp.MustCompile(`\d+(?:[.,]\d+)*`)

// outputsOff says how what a twin with words of its own has printed is not what
// the original has, or "": the same kinds of output, and the same numbers, in
// whatever order its language puts them.
func outputsOff(original, twin *Cell) string {
	a, b := joined(original.Outputs), joined(twin.Outputs)
	if len(a) != len(b) {
		return fmt.Sprintf("it has %d outputs, want %d: run the twin", len(b), len(a))
	}
	for i := range a {
		if kinds(a[i]) != kinds(b[i]) {
			return fmt.Sprintf("output %d is %s, want %s: run the twin", i+1, kinds(b[i]), kinds(a[i]))
		}
		if original.Tagged(Nondeterministic) {
			continue
		}
		if x, y := numbersOf(a[i]), numbersOf(b[i]); !slices.Equal(x, y) {
			return fmt.Sprintf("output %d has the numbers %.100q, want %.100q: run the twin", i+1, y, x)
		}
	}
	return ""
}

func kinds(o Output) string {
	return strings.Join(append([]string{o.Type, o.Name}, slices.Sorted(maps.Keys(o.Data))...), " ")
}

func numbersOf(o Output) []string {
	text, _ := o.Data["text/plain"].(string)
	found := figure.FindAllString(o.Text+text+o.ErrValue, -1)
	slices.Sort(found)
	return found
}
