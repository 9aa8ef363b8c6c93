package gokernel

import (
	"go/parser"
	"strings"
)

// A segment is a part of a cell: Go code, or one command line.
type segment struct {
	code    string // for Go, with as many empty lines before it as keep the line numbers
	command string // with its %, ! or ?; empty for Go
	line    int    // from 1
}

// segments cuts a cell into code and command lines. A command line begins with
// %, ! or ?, and stands where a statement could: within brackets, raw strings
// and comments such a line is Go. A first line that begins with %% is a command
// about all of the cell.
func (e *Evaluator) segments(cell string) []segment {
	if head, body, ok := strings.Cut(cell, "\n"); ok && strings.HasPrefix(head, "%%") {
		return []segment{{command: head[1:] + "\n" + body, line: 1}}
	}
	var list []segment
	lines, first := strings.Split(cell, "\n"), 0
	flush := func(end int) {
		code := strings.Join(lines[first:end], "\n")
		if strings.TrimSpace(code) != "" {
			list = append(list, segment{code: strings.Repeat("\n", first) + code, line: first + 1})
		}
		first = end + 1
	}
	for i, line := range lines {
		if e.isCommand(line) && !e.open(strings.Join(lines[first:i], "\n")) {
			flush(i)
			list = append(list, segment{command: strings.TrimSpace(line), line: i + 1})
		}
	}
	if first < len(lines) {
		flush(len(lines))
	}
	return list
}

// isCommand reports whether a line is a command, wherever it stands. A ! before
// a name of the session is Go's “not”.
func (e *Evaluator) isCommand(line string) bool {
	line = strings.TrimSpace(line)
	switch {
	case line == "":
		return false
	case line[0] == '%', line[0] == '?':
		return true
	case line[0] == '!':
		rest := strings.TrimLeft(line[1:], "!( ")
		name := rest[:wordEnd(rest)]
		if _, err := parser.ParseExpr(line); err != nil {
			return true
		}
		return !e.session.Declared(name)
	}
	return strings.HasSuffix(line, "?") && !strings.ContainsAny(line, " \t\"`'/") && len(line) > 1
}

func wordEnd(s string) int {
	if i := strings.IndexFunc(s, func(r rune) bool {
		return !(r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r >= 0x80)
	}); i >= 0 {
		return i
	}
	return len(s)
}

// open reports whether code goes on in the next line.
func (e *Evaluator) open(code string) bool {
	status, _ := e.session.IsComplete(code)
	return status == "incomplete"
}

// withGo are the commands whose arguments are Go.
var withGo = []string{"%%timeit", "%timeit", "%%time", "%time", "%doc", "??", "?"}

// mask puts spaces in the place of what is not Go, so that positions in the
// code stay.
func (e *Evaluator) mask(cell string) string {
	lines := strings.Split(cell, "\n")
	var before strings.Builder
	for i, line := range lines {
		if e.isCommand(line) && !e.open(before.String()) {
			lines[i] = maskLine(line)
		}
		before.WriteString(lines[i] + "\n")
	}
	return strings.Join(lines, "\n")
}

func maskLine(line string) string {
	trimmed := strings.TrimLeft(line, " \t")
	indent := line[:len(line)-len(trimmed)]
	for _, c := range withGo {
		if rest, ok := strings.CutPrefix(trimmed, c); ok && (rest == "" || c[len(c)-1] == '?' || rest[0] == ' ' || rest[0] == '\t') {
			return indent + strings.Repeat(" ", len(c)) + rest
		}
	}
	if rest, ok := strings.CutSuffix(line, "?"); ok && trimmed[0] != '!' && trimmed[0] != '%' {
		return rest + " "
	}
	return strings.Repeat(" ", len([]rune(line)))
}
