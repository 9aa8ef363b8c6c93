package interp

import (
	"go/token"
	"slices"
	"strconv"
)

// How that file has variables: x := … and var x = … declare package variables,
// and may read an x of an earlier cell, which has another name there.

// shortVar writes x := … as the declaration of a package variable. A name
// that the cell has declared before is assigned to, as in Go.
func (p *plan) shortVar(s *source, c chunk, declared map[string]bool) {
	define := slices.IndexFunc(c.tokens, func(t tok) bool { return t.tok == token.DEFINE })
	suffix := mark + strconv.Itoa(c.start)
	var assign, renew []string
	old := p.readsOld(c, define, declared)
	s.text.WriteString("var ")
	start := c.start
	fresh := 0
	for i, n := range c.names {
		t := c.tokens[2*i]
		if n == "_" || !declared[n] {
			fresh++
			if !slices.Contains(old, n) {
				continue
			}
			renew = append(renew, n)
		} else {
			assign = append(assign, n)
		}
		p.copy(s, start, t.off)
		s.instead(n+suffix, t.off, len(n))
		start = t.off + len(n)
	}
	p.copy(s, start, c.tokens[define].off)
	if fresh == 0 { // let the type checker say so
		s.text.WriteString(noNewVariables)
	}
	s.text.WriteString("=")
	p.copyOld(s, c, define, old)
	s.text.WriteString("\n")
	for _, n := range renew {
		s.text.WriteString("var ")
		s.instead(n+" = "+n+suffix+"\n", c.start, c.end-c.start)
	}
	for _, n := range assign {
		s.instead("var _ = func() (_ int) { "+n+" = "+n+suffix+"; return }()\n", c.start, c.end-c.start)
	}
}

// variable writes var x = …, whose right side may read an x of an earlier cell.
func (p *plan) variable(s *source, c chunk, declared map[string]bool) {
	assign := slices.IndexFunc(c.tokens, func(t tok) bool { return t.tok == token.ASSIGN || t.tok == token.LPAREN })
	if assign < 0 || c.tokens[assign].tok != token.ASSIGN {
		p.declaration(s, c)
		return
	}
	old := p.readsOld(c, assign, declared)
	p.copy(s, c.start, c.tokens[assign].off)
	s.text.WriteString("=")
	p.copyOld(s, c, assign, old)
	s.text.WriteString("\n")
}

// oldSuffix follows the name of a variable of an earlier cell, or of a package,
// where the cell declares a variable of that name.
const oldSuffix = mark + "old"

// noNewVariables is a type that does not exist, whose name ends up in the
// error message.
const noNewVariables = " no" + mark + "new "

// reads reports whether token i of the chunk is a name that stands by itself.
func (c chunk) reads(i int) bool {
	return c.tokens[i].tok == token.IDENT && (i == 0 || c.tokens[i-1].tok != token.PERIOD) && (i+1 == len(c.tokens) || c.tokens[i+1].tok != token.COLON)
}

// readsOld returns the names whose earlier values a chunk reads, behind its token
// assign: those that it declares itself, as in x := x + 1, and those that the
// cell declares after it.
func (p *plan) readsOld(c chunk, assign int, declared map[string]bool) (old []string) {
	for i := assign + 1; i < len(c.tokens); i++ {
		n := c.tokens[i].lit
		if c.reads(i) && (p.values[n] || p.packages[n]) && !declared[n] && p.assigned[n] && !slices.Contains(old, n) {
			old = append(old, n)
		}
	}
	return old
}

// copyOld copies what is behind the token assign, with the earlier variables
// under names of their own.
func (p *plan) copyOld(s *source, c chunk, assign int, old []string) {
	from := c.start
	if assign >= 0 {
		from = c.tokens[assign].end(p.code)
	}
	for i := assign + 1; i < len(c.tokens); i++ {
		t := c.tokens[i]
		if !c.reads(i) || !slices.Contains(old, t.lit) {
			continue
		}
		p.copy(s, from, t.off)
		s.instead(t.lit+oldSuffix, t.off, len(t.lit))
		from = t.off + len(t.lit)
	}
	p.copy(s, from, c.end)
	for _, n := range old {
		if p.values[n] && !slices.Contains(s.olds, n) {
			s.olds = append(s.olds, n)
		}
	}
}
