package gokernel

import (
	"go/parser"
	"os"
	"regexp"
	"strconv"
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
// about all of the cell. One that begins with ! goes on behind a \ at its end.
func (e *Evaluator) segments(cell string) []segment {
	if head, body, ok := strings.Cut(cell, "\n"); strings.HasPrefix(head, "%%") && !isMainLine(head) {
		command := strings.TrimSpace(head)
		if ok {
			command += "\n" + body
		}
		return []segment{{command: command, line: 1}}
	}
	var list []segment
	lines, first := strings.Split(cell, "\n"), 0
	flush := func(end int) {
		code := strings.Join(lines[first:end], "\n")
		if strings.TrimSpace(code) != "" {
			list = append(list, segment{code: strings.Repeat("\n", first) + code, line: first + 1})
		}
	}
	for i := 0; i < len(lines); i++ {
		text, foreign := elsewhere(lines[i])
		if !foreign && !e.isCommand(lines[i]) || e.open(strings.Join(lines[first:i], "\n")) {
			continue
		}
		if foreign {
			setArgs(lines[i])
			lines[i] = text
			continue
		}
		flush(i)
		end := commandEnd(lines, i)
		list = append(list, segment{command: strings.TrimSpace(strings.Join(lines[i:end], "\n")), line: i + 1})
		first, i = end, end-1
	}
	if first < len(lines) {
		flush(len(lines))
	}
	return list
}

// commandEnd returns the line behind the command that begins in line i: one of
// the shell goes on behind a \ at the end of a line.
func commandEnd(lines []string, i int) int {
	if strings.HasPrefix(strings.TrimSpace(lines[i]), "!") {
		for i+1 < len(lines) && strings.HasSuffix(strings.TrimRight(lines[i], "\r"), "\\") {
			i++
		}
	}
	return i + 1
}

// elsewhere is the Go for a line that other kernels have: gonb's %% and %main,
// behind which the statements of main stand, as they do here anyway, and the
// imports of gophernotes' first years.
func elsewhere(line string) (text string, ok bool) {
	if isMainLine(line) {
		return "", true
	}
	m := colonImport.FindStringSubmatch(line)
	if m == nil {
		return "", false
	}
	var paths []string
	for _, p := range strings.Fields(m[2]) {
		paths = append(paths, strconv.Quote(strings.Trim(p, "\"`")))
	}
	if len(paths) == 1 {
		return m[1] + " import " + paths[0], true
	}
	return m[1] + " import (" + strings.Join(paths, "; ") + ")", true
}

var colonImport = regexp.MustCompile(`^(\s*):import\s+(\S.*?)\s*$`)

// isMainLine reports whether a line is gonb's %% or %main, which may have
// arguments for the program behind it.
func isMainLine(line string) bool {
	word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	return word == "%%" || word == "%main" || word == "%%main"
}

// setArgs makes what stands behind %% or %main the arguments of the program.
func setArgs(line string) {
	if words := strings.Fields(line); isMainLine(line) && len(words) > 1 {
		os.Args = append(os.Args[:1:1], words[1:]...)
	}
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
		rest := strings.TrimLeft(line[1:], "!(* ")
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
	for i := 0; i < len(lines); i++ {
		if _, foreign := elsewhere(lines[i]); !foreign && !e.isCommand(lines[i]) || e.open(before.String()) {
			before.WriteString(lines[i] + "\n")
			continue
		}
		end := commandEnd(lines, i)
		for ; i < end; i++ {
			lines[i] = maskLine(lines[i])
			before.WriteString(lines[i] + "\n")
		}
		i = end - 1
	}
	return strings.Join(lines, "\n")
}

func maskLine(line string) string {
	trimmed := strings.TrimLeft(line, " \t")
	indent := line[:len(line)-len(trimmed)]
	if m := colonImport.FindStringSubmatch(line); m != nil && strings.Count(m[2], "\"") == 2 {
		return strings.Replace(line, ":", " ", 1) // its columns stay
	}
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
