package interp

import (
	"go/token"
	"strings"
)

// chunk is one declaration or statement at the top level of a cell.
type chunk struct {
	kind       chunkKind
	start, end int      // in the cell's text, without the semicolon or a comment behind it
	names      []string // what it declares, or for shortVar the left side
	tokens     []tok
	recv       string // of a method: its receiver's base type
	semicolon  bool   // an explicit one follows
}

type chunkKind int

const (
	stmtChunk chunkKind = iota
	importChunk
	packageChunk
	typeChunk
	constChunk
	varChunk
	funcChunk
	methodChunk
	shortVarChunk
)

// split cuts a cell into chunks. It needs no valid syntax inside of them: the
// parser will say what is wrong.
func split(code string) []chunk {
	var chunks []chunk
	var cur []tok
	depth := 0
	header := false // inside the clauses of for, if or switch, before the block
	flush := func(explicit bool) {
		n := len(cur)
		for n > 0 && cur[n-1].tok == token.SEMICOLON && cur[n-1].lit == "\n" { // inside a bracket that is not closed
			n--
		}
		if n > 0 {
			chunks = append(chunks, newChunk(cur[:n], cur[n-1].end(code), explicit))
		}
		cur, header = nil, false
	}
	for _, t := range scan(code) {
		switch t.tok {
		case token.EOF:
			flush(false)
			continue
		case token.LPAREN, token.LBRACE, token.LBRACK:
			if t.tok == token.LBRACE && depth == 0 {
				header = false
			}
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			depth = max(0, depth-1)
		case token.FOR, token.IF, token.SWITCH:
			if depth == 0 {
				header = true
			}
		case token.SEMICOLON:
			if depth == 0 && !(header && t.lit == ";") && !isLabel(cur) {
				flush(t.lit == ";")
				continue
			}
		}
		cur = append(cur, t)
	}
	return chunks
}

func isLabel(cur []tok) bool {
	return len(cur) == 2 && cur[0].tok == token.IDENT && cur[1].tok == token.COLON
}

func newChunk(toks []tok, end int, explicit bool) chunk {
	c := chunk{start: toks[0].off, end: end, tokens: toks, semicolon: explicit}
	switch toks[0].tok {
	case token.IMPORT:
		c.kind = importChunk
	case token.PACKAGE:
		c.kind = packageChunk
	case token.TYPE:
		c.kind, c.names = typeChunk, specNames(toks)
	case token.CONST:
		c.kind, c.names = constChunk, specNames(toks)
	case token.VAR:
		c.kind, c.names = varChunk, specNames(toks)
	case token.FUNC:
		c.function()
	case token.IDENT:
		if names := defined(toks); names != nil {
			c.kind, c.names = shortVarChunk, names
		}
	}
	return c
}

// defined returns the left side of a short variable declaration.
func defined(toks []tok) []string {
	var names []string
	for i := 0; i+1 < len(toks); i += 2 {
		if toks[i].tok != token.IDENT {
			return nil
		}
		names = append(names, toks[i].lit)
		switch toks[i+1].tok {
		case token.DEFINE:
			return names
		case token.COMMA:
		default:
			return nil
		}
	}
	return nil
}

// specNames returns the names that a type, const or var declaration declares.
func specNames(toks []tok) []string {
	if len(toks) > 1 && toks[1].tok != token.LPAREN {
		return leadingNames(toks[1:], toks[0].tok == token.TYPE)
	}
	var names []string
	depth, start := 0, true
	for i, t := range toks[1:] {
		switch t.tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
			start = start || depth == 1
			continue
		case token.RPAREN, token.RBRACE, token.RBRACK:
			depth--
		case token.SEMICOLON:
			start = depth == 1
			continue
		}
		if start && depth == 1 {
			names = append(names, leadingNames(toks[1+i:], toks[0].tok == token.TYPE)...)
		}
		start = false
	}
	return names
}

func leadingNames(toks []tok, one bool) []string {
	var names []string
	for i := 0; i < len(toks) && toks[i].tok == token.IDENT; i += 2 {
		names = append(names, toks[i].lit)
		if one || i+1 >= len(toks) || toks[i+1].tok != token.COMMA {
			break
		}
	}
	return names
}

// function tells a function, a method and a call of a function literal apart.
func (c *chunk) function() {
	toks := c.tokens
	if len(toks) > 1 && toks[1].tok == token.IDENT {
		c.kind, c.names = funcChunk, []string{toks[1].lit}
		return
	}
	end := matching(toks, 1)
	if end < 0 || end+2 >= len(toks) || toks[end+1].tok != token.IDENT {
		return
	}
	params := end + 2
	if toks[params].tok == token.LBRACK { // the method's own type parameters, or the type arguments of a function literal's result
		params = matching(toks, params) + 1
	}
	if params == 0 || params >= len(toks) || toks[params].tok != token.LPAREN {
		return
	}
	c.kind = methodChunk
	c.names = []string{toks[end+1].lit}
	depth := 0
	for _, t := range toks[2:end] {
		switch t.tok {
		case token.LBRACK:
			depth++
		case token.RBRACK:
			depth--
		case token.IDENT:
			if depth == 0 {
				c.recv = t.lit
			}
		}
	}
}

func (c *chunk) text(code string) string { return strings.TrimSpace(code[c.start:c.end]) }

// mentions reports whether the chunk holds one of the names as an identifier.
func (c *chunk) mentions(names map[string]bool) bool {
	for _, t := range c.tokens {
		if t.tok == token.IDENT && names[t.lit] {
			return true
		}
	}
	return false
}
