package interp

import (
	"go/scanner"
	"go/token"
	"strings"
	"unicode/utf8"
)

// tok is a token of a cell: its text, and where it stands.
type tok struct {
	tok token.Token
	lit string
	off int
}

// end returns the offset behind t.
func (t tok) end(code string) int {
	switch {
	case t.tok == token.STRING && t.lit[0] == '`': // the scanner leaves out carriage returns
		if i := strings.IndexByte(code[t.off+1:], '`'); i >= 0 {
			return t.off + 1 + i + 1
		}
		return len(code)
	case t.tok == token.ILLEGAL: // one letter, or a byte that is none
		_, n := utf8.DecodeRuneInString(code[t.off:])
		return t.off + n
	case t.tok.IsOperator() && t.tok != token.SEMICOLON:
		return t.off + len(t.tok.String())
	}
	return min(t.off+len(t.lit), len(code))
}

// nameEnd returns where a name ends, or -1 for other tokens.
func (t tok) nameEnd() int {
	if t.tok != token.IDENT {
		return -1
	}
	return t.off + len(t.lit)
}

func scan(code string) []tok {
	fset := token.NewFileSet()
	file := fset.AddFile("", -1, len(code))
	var s scanner.Scanner
	s.Init(file, []byte(code), func(token.Position, string) {}, 0)
	var out []tok
	for {
		pos, t, lit := s.Scan()
		if t == token.ILLEGAL && lit == "" {
			lit = "?"
		}
		out = append(out, tok{t, lit, file.Offset(pos)})
		if t == token.EOF {
			return out
		}
	}
}

// matching returns the index of what closes the parenthesis at i, or -1.
func matching(toks []tok, i int) int {
	depth := 0
	for ; i < len(toks); i++ {
		switch toks[i].tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}
