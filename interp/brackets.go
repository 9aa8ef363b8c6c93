package interp

import (
	"go/token"
	"strings"
)

// closing has the counterparts of the brackets that open.
var closing = map[token.Token]token.Token{token.LPAREN: token.RPAREN, token.LBRACE: token.RBRACE, token.LBRACK: token.RBRACK}

// unbalanced finds a bracket without its counterpart: text put around the cell's
// must not become that.
func unbalanced(cell Cell) error {
	wrong := func(t tok, msg string) error {
		return syntaxError(cell, t.off, msg)
	}
	var open []tok
	for _, t := range scan(cell.Code) {
		switch t.tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			open = append(open, t)
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if len(open) == 0 {
				return wrong(t, "unexpected "+t.tok.String())
			}
			last := open[len(open)-1]
			if closing[last.tok] != t.tok {
				return wrong(t, "unexpected "+t.tok.String()+", expected "+closing[last.tok].String())
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return wrong(open[len(open)-1], "this "+open[len(open)-1].tok.String()+" is not closed")
	}
	return nil
}

// brackets returns the tokens of code and how many brackets are open at its
// end; -1 if one is closed that was not open.
func brackets(code string) (toks []tok, open int) {
	toks = scan(code)
	for _, t := range toks {
		switch t.tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			open++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if open--; open < 0 {
				return toks, -1
			}
		}
	}
	return toks, open
}

// closed adds the brackets that are missing at the end of code.
func closed(code string) string {
	var open []token.Token
	for _, t := range scan(code) {
		switch t.tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			open = append(open, closing[t.tok])
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		}
	}
	var b strings.Builder
	b.WriteString(code)
	for i := len(open) - 1; i >= 0; i-- {
		if open[i] == token.RBRACE {
			b.WriteString("\n")
		}
		b.WriteString(open[i].String())
	}
	return b.String()
}
