package interp

import (
	"go/ast"
	"go/scanner"
	"go/token"
	"go/types"
	"strings"

	"github.com/dlfs-go/book/internal/lazyregexp"
)

// What is wrong with the syntax of a cell, in words about the cell: the parser
// sees the file that was made of it, in which something else stands around each
// statement.

// malformed finds what the scanner does not take, such as a string without end,
// and brackets without counterparts. Text put around that would become part of it.
func malformed(cell Cell) error {
	fset := token.NewFileSet()
	var sc scanner.Scanner
	var err error
	sc.Init(fset.AddFile("", -1, len(cell.Code)), []byte(cell.Code), func(at token.Position, msg string) {
		if err == nil {
			err = syntaxError(cell, at.Offset, msg)
		}
	}, scanner.ScanComments)
	for t := token.ILLEGAL; t != token.EOF && err == nil; {
		_, t, _ = sc.Scan()
	}
	if err != nil {
		return err
	}
	return unbalanced(cell)
}

// syntaxError is the error of a cell at an offset.
func syntaxError(cell Cell, off int, msg string) error {
	c := &cellFile{name: cell.Name, code: cell.Code}
	line, col, text := c.line(off)
	msg = "syntax error: " + msg
	return &CompileError{List: []Problem{{Cell: c.name, Line: line, Col: col, Msg: msg + habit(msg, text), Source: text}}}
}

// parseError puts the parser's first error in terms of the cell; those behind
// it are mostly its consequences.
func (s *Session) parseError(err error, cf *cellFile) types.Error {
	e := err.(scanner.ErrorList)[0]
	off := min(e.Pos.Offset, cf.file.Size())
	msg := "syntax error: " + strings.ReplaceAll(e.Msg, "'IDENT'", "a name")
	if !cf.src.inCell(off) {
		msg = foundToken().ReplaceAllString(msg, "found the end of the statement")
	}
	// The bracket that is expected is the file's: those of the cell are closed.
	msg = wantsBrace().ReplaceAllString(msg, "unexpected $1")
	return types.Error{Fset: s.fset, Pos: cf.file.Pos(off), Msg: msg + habit(msg, cf.lineAt(off))}
}

var (
	foundToken = lazyregexp.New(`found ('.*'|[^n'].*|n[^e].*)$`) // not found newline
	wantsBrace = lazyregexp.New(`expected '}', found (.*)$`)
)

// inCell reports whether an offset of the file is in text of the cell.
func (s *source) inCell(off int) bool {
	for _, p := range s.pieces {
		if off >= p.file && off < p.file+p.len {
			return true
		}
	}
	return false
}

// lineAt is the line of the cell that a file offset came from.
func (c *cellFile) lineAt(off int) string {
	_, _, text := c.line(c.src.cellOffset(off))
	return text
}

// returnsValue reports whether an error is about the values of a return
// statement of the cell itself, not of a function in it.
func (a *attempt) returnsValue(e types.Error) bool {
	if !strings.Contains(e.Msg, "return statement") && !strings.Contains(e.Msg, "return values") {
		return false
	}
	own := false
	ast.Inspect(a.file, func(n ast.Node) bool {
		if n == nil || e.Pos < n.Pos() || n.End() <= e.Pos {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncDecl:
			own = false
		case *ast.FuncLit:
			r := n.Type.Results
			own = r != nil && len(r.List) == 1 && len(r.List[0].Names) == 1 && r.List[0].Names[0].Name == stopName
		}
		return true
	})
	return own
}
