package interp

import (
	"go/token"
	"slices"

	"github.com/dlfs-go/book/interp/exec"
)

// A program in a cell: its function main is called, if the cell does not do so
// itself.

// runsMain reports whether a cell declares main and nothing in it calls that.
func runsMain(chunks []chunk) bool {
	declares := false
	for _, c := range chunks {
		if c.kind == funcChunk && c.names[0] == "main" {
			declares = true
			continue
		}
		if c.kind != stmtChunk && c.kind != shortVarChunk && c.kind != varChunk {
			continue
		}
		for i, t := range c.tokens {
			if t.tok == token.IDENT && t.lit == "main" && (i == 0 || c.tokens[i-1].tok != token.PERIOD) {
				return false
			}
		}
	}
	return declares
}

// isProgram reports whether a cell is the file of a program: its variables are
// then initialized in Go's order, and not one after the other.
func isProgram(chunks []chunk) bool {
	return len(chunks) > 0 && chunks[0].kind == packageChunk && !slices.ContainsFunc(chunks, func(c chunk) bool {
		return c.kind == stmtChunk || c.kind == shortVarChunk
	})
}

// main returns the code of the cell's function main if that is to be called.
func (s *Session) main(u *unit) exec.Code {
	if !u.main {
		return nil
	}
	return s.m.Function(u.pkg.Func("main"))
}
