package interp

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cursor is a place in unfinished code, and what the type checker makes of
// what stands there.
type cursor struct {
	prefix string // the identifier up to the cursor
	start  int    // of the prefix, in bytes
	ident  *ast.Ident
	parent *ast.SelectorExpr // if the identifier is its Sel
	// literal is the composite literal of which the identifier is an element
	// or a key.
	literal *ast.CompositeLit
	unit    *unit
	pkg     *types.Package
}

// byteOffset turns a position in code points into one in bytes.
func byteOffset(code string, pos int) int {
	for i := range code {
		if pos == 0 {
			return i
		}
		pos--
	}
	return len(code)
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// wordAround returns the identifier that the byte offset is in or at the end
// of.
func wordAround(code string, off int) (start, end int) {
	start, end = off, off
	for start > 0 {
		r, n := utf8.DecodeLastRuneInString(code[:start])
		if !isWord(r) {
			break
		}
		start -= n
	}
	for end < len(code) {
		r, n := utf8.DecodeRuneInString(code[end:])
		if !isWord(r) {
			break
		}
		end += n
	}
	return start, end
}

// parse parses the file made of a cell, errors or not.
func (s *Session) parse(name string, src *source) (*ast.File, error) {
	return parser.ParseFile(s.fset, name, src.text.String(), parser.SkipObjectResolution|parser.AllErrors)
}

// at type checks code with a mark put behind the word that ends at end, and
// finds the marked identifier. If the code as a whole does not parse, what
// comes before it is tried, with its brackets closed, and at last its line
// alone.
func (s *Session) at(code string, start, end int) *cursor {
	whole := code[:end] + mark + code[end:]
	before := code[:end] + mark
	line := blank(before, strings.LastIndexByte(code[:end], '\n')+1)
	for _, text := range []string{
		whole, closed(before), closed(before + "()"), closed(before + ","), closed(before + " {"),
		line, closed(line), closed(line + "()"), closed(line + ","), closed(line + " {"),
	} {
		if c := s.try(text); c != nil {
			c.prefix, c.start = code[start:end], start
			return c
		}
	}
	return nil
}

// blank puts spaces in the place of the first n bytes of code, but for its
// line breaks.
func blank(code string, n int) string {
	b := []byte(code)
	for i := range n {
		if b[i] != '\n' {
			b[i] = ' '
		}
	}
	return string(b)
}

// forget drops the files that were parsed since the file set had this base.
// Editors ask at every key; their questions leave nothing behind.
func (s *Session) forget(base int) {
	var files []*token.File
	s.fset.Iterate(func(f *token.File) bool {
		if f.Base() >= base {
			files = append(files, f)
		}
		return true
	})
	for _, f := range files {
		s.fset.RemoveFile(f)
	}
}

func (s *Session) try(code string) *cursor {
	p := s.plan(code)
	p.result = false
	src := p.build()
	file, err := s.parse("", src)
	if err != nil {
		return nil
	}
	a := &attempt{file: file, unit: &unit{cell: &cellFile{code: code, src: src, file: s.fset.File(file.FileStart)}, chunks: p.chunks}}
	failure := guarded(func() { s.typeCheck(a, src) })
	a.undo(s)
	if failure != nil {
		return nil
	}
	c := &cursor{unit: a.unit, pkg: a.unit.types}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if marked(n.Sel) {
				c.parent = n
			}
		case *ast.CompositeLit:
			for _, elt := range n.Elts {
				if key(elt) {
					c.literal = n
				}
			}
		case *ast.Ident:
			if marked(n) {
				c.ident = n
			}
		}
		return true
	})
	if c.ident == nil {
		return nil
	}
	return c
}

// key reports whether an element of a literal is, or may become, the marked
// key.
func key(elt ast.Expr) bool {
	if kv, ok := elt.(*ast.KeyValueExpr); ok {
		elt = kv.Key
	}
	id, ok := elt.(*ast.Ident)
	return ok && marked(id)
}

// marked reports whether id is the one that a cursor put its mark behind: the
// names of late methods and the engine's own have the mark too.
func marked(id *ast.Ident) bool {
	return strings.HasSuffix(id.Name, mark) && id.Name != stopName && id.Name != resultName && id.Name != returnName
}

// scope returns the innermost scope at the cursor.
func (c *cursor) scope() *types.Scope {
	return innermost(c.pkg, c.ident.Pos())
}
