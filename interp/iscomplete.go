package interp

import (
	"go/scanner"
	"go/token"
	"strings"
)

// IsComplete reports whether code is worth running as it stands: "complete",
// "incomplete" (with the indentation of the next line) or "invalid".
func (s *Session) IsComplete(code string) (status, indent string) {
	toks, open := brackets(code)
	if open < 0 {
		return "invalid", ""
	}
	if open > 0 || unfinished(code, toks) {
		return "incomplete", strings.Repeat("\t", open)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.forget(s.fset.Base())
	failure := guarded(func() { status, indent = s.parsed(code, toks) })
	if failure != nil {
		return "complete", "" // running it says what is wrong
	}
	return status, indent
}

// parsed is IsComplete for code whose tokens do not decide it.
func (s *Session) parsed(code string, toks []tok) (status, indent string) {
	p := s.plan(code)
	if len(p.chunks) == 0 {
		return "complete", ""
	}
	src := p.build()
	if _, err := s.parse("", src); err != nil {
		if list, ok := err.(scanner.ErrorList); ok && src.cellOffset(list[0].Pos.Offset) >= len(strings.TrimSpace(code)) {
			return "incomplete", "" // it is the end that comes too early
		}
		return "invalid", ""
	}
	if bodiless(toks) {
		return "incomplete", ""
	}
	return "complete", ""
}

// bodiless reports whether code ends behind the head of a function, or of a
// type.
func bodiless(toks []tok) bool {
	depth := 0
	for i := len(toks) - 1; i >= 0; i-- {
		switch toks[i].tok {
		case token.RPAREN, token.RBRACK:
			depth++
		case token.LPAREN, token.LBRACK:
			depth--
		case token.LBRACE, token.RBRACE:
			return false
		case token.SEMICOLON:
			if toks[i].lit != "\n" && depth == 0 {
				return false
			}
		case token.FUNC:
			return depth == 0 && (i == 0 || toks[i-1].tok == token.SEMICOLON)
		}
	}
	return false
}

// unfinished reports whether code ends within a comment, a raw string or an
// expression.
func unfinished(code string, toks []tok) bool {
	cut := false
	fset := token.NewFileSet()
	var sc scanner.Scanner
	sc.Init(fset.AddFile("", -1, len(code)), []byte(code), func(_ token.Position, msg string) {
		cut = cut || msg == "raw string literal not terminated" || msg == "comment not terminated"
	}, scanner.ScanComments)
	for {
		if _, t, _ := sc.Scan(); t == token.EOF {
			break
		}
	}
	if cut || len(toks) < 2 {
		return cut
	}
	switch last := toks[len(toks)-2].tok; last {
	case token.INC, token.DEC, token.ELLIPSIS, token.SEMICOLON:
		return false
	case token.PERIOD, token.COMMA:
		return true
	default:
		return last.IsOperator() && last != token.RPAREN && last != token.RBRACE && last != token.RBRACK
	}
}
