package interp

import (
	"go/ast"
	"go/parser"
	"sort"
	"strings"
)

// source is the file made of a cell, and the way back from its positions.
type source struct {
	text   strings.Builder
	pieces []piece
	late   []lateMethod // methods of types of earlier cells
	olds   []string     // variables of earlier cells that it declares again and reads before
}

// piece is a stretch of the cell's text in the file.
type piece struct{ file, cell, len int }

// The names that the file has besides the cell's. No cell can mean them: they
// hold a letter that nobody types.
const (
	mark       = "ǃ"
	resultName = "result" + mark
	returnName = "return" + mark
	stopName   = "stop" + mark
	lateInfix  = mark
)

func (s *source) copy(code string, start, end int) {
	s.instead(code[start:end], start, end-start)
}

// instead writes text that stands for n bytes of the cell, from off on.
func (s *source) instead(text string, off, n int) {
	s.pieces = append(s.pieces, piece{s.text.Len(), off, n})
	s.text.WriteString(text)
}

// cellOffset returns the place in the cell that file offset off came from.
func (s *source) cellOffset(off int) int {
	i := sort.Search(len(s.pieces), func(i int) bool { return s.pieces[i].file > off }) - 1
	if i < 0 {
		if len(s.pieces) > 0 {
			return s.pieces[0].cell
		}
		return 0
	}
	p := s.pieces[i]
	return p.cell + min(off-p.file, p.len)
}

// build writes the file.
func (p *plan) build() *source {
	s := &source{}
	s.text.WriteString("package main\n")
	for _, spec := range p.imports {
		s.text.WriteString("import " + spec + "\n")
	}
	for _, c := range p.chunks {
		if c.kind == importChunk {
			p.copy(s, c.start, c.end)
			s.text.WriteString("\n")
		}
	}
	declared := map[string]bool{}
	for i := 0; i < len(p.chunks); i++ {
		c := p.chunks[i]
		switch c.kind {
		case importChunk, packageChunk:
		case typeChunk:
			if !p.keeps(c) {
				p.declaration(s, c)
			}
		case methodChunk:
			p.method(s, c)
		case shortVarChunk:
			p.shortVar(s, c, declared)
		case varChunk:
			p.variable(s, c, declared)
		case stmtChunk:
			i = p.statements(s, i, declared)
		default:
			p.declaration(s, c)
		}
		for _, n := range c.names {
			if c.kind == varChunk || c.kind == shortVarChunk {
				declared[n] = true
			}
		}
	}
	return s
}

// copy is source.copy with the insertions.
func (p *plan) copy(s *source, start, end int) {
	for _, in := range p.keyed {
		if in.off >= start && in.off < end {
			s.copy(p.code, start, in.off)
			s.text.WriteString(in.text)
			start = in.off
		}
	}
	s.copy(p.code, start, end)
}

func (p *plan) declaration(s *source, c chunk) {
	p.copy(s, c.start, c.end)
	s.text.WriteString("\n")
}

// statements writes a run of statements, from chunk i on, as one function
// literal that is called in an initializer; declared are the variables before
// them. It returns the last chunk's index.
func (p *plan) statements(s *source, i int, declared map[string]bool) int {
	open := "var _ = " + returnName + "(func() (" + stopName + " bool) { " + stopName + " = true\n"
	s.instead(open, p.chunks[i].start, 0) // an interruption is in this statement
	for ; i < len(p.chunks); i++ {
		c := p.chunks[i]
		if c.kind != stmtChunk {
			break
		}
		if i == len(p.chunks)-1 && p.result {
			s.text.WriteString(resultName + "(")
			p.copyOld(s, c, -1, p.readsOld(c, -1, declared))
			s.text.WriteString(")\n")
			continue
		}
		if i == len(p.chunks)-1 && c.semicolon && isValue(c, p.code) {
			s.text.WriteString("_ = ") // its value is not to be shown
		}
		p.copyOld(s, c, -1, p.readsOld(c, -1, declared))
		s.text.WriteString("\n")
	}
	s.text.WriteString("return false }())\n")
	return i - 1
}

// isValue reports whether a chunk is an expression that Go does not take as a
// statement.
func isValue(c chunk, code string) bool {
	e, err := parser.ParseExpr(code[c.start:c.end])
	if err != nil {
		return false
	}
	_, call := e.(*ast.CallExpr)
	return !call
}
