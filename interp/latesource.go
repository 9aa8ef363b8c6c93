package interp

import (
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// How the file made of a cell has a method whose type an earlier cell declares:
// as a function, with the receiver as first parameter. late.go makes the method
// of it.

// lateMethod is a method declared in a later cell than its type: it is checked
// as the function name, with the receiver as first parameter.
type lateMethod struct{ typ, name, function string }

// typeParam is one of a generic type: its name, and its constraint as the file
// has it.
type typeParam struct{ name, constraint string }

// method writes a method as it stands, or as a function if its type is of an
// earlier cell.
func (p *plan) method(s *source, c chunk) {
	if !p.isLate(c) {
		p.declaration(s, c)
		return
	}
	fn := c.recv + lateInfix + c.names[0]
	s.late = append(s.late, lateMethod{c.recv, c.names[0], fn})
	close := matching(c.tokens, 1)
	name, params := c.tokens[close+1], c.tokens[close+2]
	s.text.WriteString("func ")
	s.instead(fn, name.off, len(name.lit))
	names := receiverParams(c.tokens[1:close])
	if params := p.generic[c.recv]; len(params) > 0 && len(params) == len(names) {
		s.text.WriteString(typeParamList(params, names))
	}
	s.text.WriteString("(")
	p.receiver(s, c.tokens[2:close+1], names)
	if next := c.tokens[matching(c.tokens, close+2)]; next.off > params.off+1 && strings.TrimSpace(p.code[params.off+1:next.off]) != "" {
		s.text.WriteString(", ")
	}
	p.copy(s, params.off+1, c.end)
	s.text.WriteString("\n")
}

// isLate reports whether the type of a method is of an earlier cell.
func (p *plan) isLate(c chunk) bool {
	for _, d := range p.chunks {
		if d.kind == typeChunk && slices.Contains(d.names, c.recv) && !p.keeps(d) {
			return false
		}
	}
	return p.earlier[c.recv]
}

// receiver writes a receiver, up to its parenthesis, as a parameter; names are
// its type parameters.
func (p *plan) receiver(s *source, toks, names []tok) {
	first, end := toks[0], len(toks)-1
	if end == 1 || end == 2 && first.tok == token.MUL { // (T) or (*T), without a name
		s.text.WriteString("_ ")
	}
	from := first.off
	for i, n := range names {
		if n.lit == "_" { // a type argument needs a name
			p.copy(s, from, n.off)
			s.text.WriteString(blankParam(i))
			from = n.off + 1
		}
	}
	p.copy(s, from, toks[end].off)
}

// receiverParams returns the names in the brackets of a receiver.
func receiverParams(recv []tok) (names []tok) {
	inside := false
	for _, t := range recv {
		switch {
		case t.tok == token.LBRACK:
			inside = true
		case inside && t.tok == token.IDENT:
			names = append(names, t)
		}
	}
	return names
}

func blankParam(i int) string { return "P" + mark + strconv.Itoa(i) }

// typeParamList declares the type parameters of a method's receiver, under the
// names that they have there.
func typeParamList(params []typeParam, names []tok) string {
	renamed := map[string]string{}
	for i, p := range params {
		if renamed[p.name] = names[i].lit; names[i].lit == "_" {
			renamed[p.name] = blankParam(i)
		}
	}
	var list []string
	for _, p := range params {
		list = append(list, renamed[p.name]+" "+rename(p.constraint, renamed))
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// rename replaces the identifiers in a piece of text that stand by themselves.
func rename(text string, names map[string]string) string {
	var b strings.Builder
	from := 0
	toks := scan(text)
	for i, t := range toks {
		if n, ok := names[t.lit]; ok && t.tok == token.IDENT && (i == 0 || toks[i-1].tok != token.PERIOD) {
			b.WriteString(text[from:t.off] + n)
			from = t.off + len(t.lit)
		}
	}
	return b.String() + text[from:]
}
