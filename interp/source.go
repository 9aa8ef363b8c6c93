package interp

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"sort"
	"strconv"
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

// lateMethod is a method declared in a later cell than its type: it is checked
// as the function name, with the receiver as first parameter.
type lateMethod struct{ typ, name, function string }

// typeParam is one of a generic type: its name, and its constraint as the file
// has it.
type typeParam struct{ name, constraint string }

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
	s.pieces = append(s.pieces, piece{s.text.Len(), start, end - start})
	s.text.WriteString(code[start:end])
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

// plan is how a cell is to become a file.
type plan struct {
	code      string
	chunks    []chunk
	imports   []string               // import specs of earlier cells that it mentions
	kept      map[string]bool        // types of earlier cells that it declares again, unchanged
	earlier   map[string]bool        // types of earlier cells
	generic   map[string][]typeParam // of the generic ones among them
	variables map[string]bool        // of earlier cells
	packages  map[string]bool        // imported earlier, whose names are declared here by means of the package
	result    bool                   // show the value of the last expression
	keyed     []insertion            // corrections of composite literals
}

// insertion is text put into the cell at an offset.
type insertion struct {
	off  int
	text string
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
			i = p.statements(s, i)
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

func (p *plan) keeps(c chunk) bool {
	return len(c.names) == 1 && p.kept[c.names[0]]
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

// method writes a method as it stands, or as a function if its type is of an
// earlier cell.
func (p *plan) method(s *source, c chunk) {
	local := false
	for _, d := range p.chunks {
		if d.kind == typeChunk && slices.Contains(d.names, c.recv) && !p.keeps(d) {
			local = true
		}
	}
	if local || !p.earlier[c.recv] {
		p.declaration(s, c)
		return
	}
	fn := c.recv + lateInfix + c.names[0]
	s.late = append(s.late, lateMethod{c.recv, c.names[0], fn})
	close := matching(c.tokens, 1)
	name, params := c.tokens[close+1], c.tokens[close+2]
	s.text.WriteString("func ")
	s.pieces = append(s.pieces, piece{s.text.Len(), name.off, len(name.lit)})
	s.text.WriteString(fn)
	names := receiverParams(c.tokens[1:close])
	if params := p.generic[c.recv]; len(params) > 0 && len(params) == len(names) {
		s.text.WriteString(typeParamList(params, names))
	}
	s.text.WriteString("(")
	first := c.tokens[2]
	if close == 3 || close == 4 && first.tok == token.MUL { // (T) or (*T), without a name
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
	p.copy(s, from, c.tokens[close].off)
	if next := c.tokens[matching(c.tokens, close+2)]; next.off > params.off+1 && strings.TrimSpace(p.code[params.off+1:next.off]) != "" {
		s.text.WriteString(", ")
	}
	p.copy(s, params.off+1, c.end)
	s.text.WriteString("\n")
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

// shortVar writes x := … as the declaration of a package variable. A name
// that the cell has declared before is assigned to, as in Go.
func (p *plan) shortVar(s *source, c chunk, declared map[string]bool) {
	define := slices.IndexFunc(c.tokens, func(t tok) bool { return t.tok == token.DEFINE })
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
		s.pieces = append(s.pieces, piece{s.text.Len(), t.off, len(n)})
		s.text.WriteString(n + mark + strconv.Itoa(c.start))
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
		s.pieces = append(s.pieces, piece{s.text.Len(), c.start, c.end - c.start})
		s.text.WriteString(n + " = " + n + mark + strconv.Itoa(c.start) + "\n")
	}
	for _, n := range assign {
		s.pieces = append(s.pieces, piece{s.text.Len(), c.start, c.end - c.start})
		s.text.WriteString("var _ = func() (_ int) { " + n + " = " + n + mark + strconv.Itoa(c.start) + "; return }()\n")
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

// reads reports whether token i of the chunk is a name that stands by itself.
func (c chunk) reads(i int) bool {
	return c.tokens[i].tok == token.IDENT && c.tokens[i-1].tok != token.PERIOD && (i+1 == len(c.tokens) || c.tokens[i+1].tok != token.COLON)
}

// readsOld returns the names that a declaration declares and whose earlier
// values it reads, behind its token assign: x := x + 1.
func (p *plan) readsOld(c chunk, assign int, declared map[string]bool) (old []string) {
	for i := assign + 1; i < len(c.tokens); i++ {
		n := c.tokens[i].lit
		if c.reads(i) && (p.variables[n] || p.packages[n]) && !declared[n] && slices.Contains(c.names, n) && !slices.Contains(old, n) {
			old = append(old, n)
		}
	}
	return old
}

// copyOld copies what is behind the token assign, with the earlier variables
// under names of their own.
func (p *plan) copyOld(s *source, c chunk, assign int, old []string) {
	from := c.tokens[assign].end(p.code)
	for i := assign + 1; i < len(c.tokens); i++ {
		t := c.tokens[i]
		if !c.reads(i) || !slices.Contains(old, t.lit) {
			continue
		}
		p.copy(s, from, t.off)
		s.pieces = append(s.pieces, piece{s.text.Len(), t.off, len(t.lit)})
		s.text.WriteString(t.lit + oldSuffix)
		from = t.off + len(t.lit)
	}
	p.copy(s, from, c.end)
	for _, n := range old {
		if p.variables[n] && !slices.Contains(s.olds, n) {
			s.olds = append(s.olds, n)
		}
	}
}

// noNewVariables is a type that does not exist, whose name ends up in the
// error message.
const noNewVariables = " no" + mark + "new "

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

// statements writes a run of statements, from chunk i on, as one function
// literal that is called in an initializer. It returns the last chunk's index.
func (p *plan) statements(s *source, i int) int {
	s.pieces = append(s.pieces, piece{s.text.Len(), p.chunks[i].start, 0}) // an interruption is in this statement
	s.text.WriteString("var _ = " + returnName + "(func() (" + stopName + " bool) { " + stopName + " = true\n")
	for ; i < len(p.chunks); i++ {
		c := p.chunks[i]
		if c.kind != stmtChunk {
			break
		}
		if i == len(p.chunks)-1 && p.result {
			s.text.WriteString(resultName + "(")
			p.copy(s, c.start, c.end)
			s.text.WriteString(")\n")
			continue
		}
		if i == len(p.chunks)-1 && c.semicolon && isValue(c, p.code) {
			s.text.WriteString("_ = ") // its value is not to be shown
		}
		p.copy(s, c.start, c.end)
		s.text.WriteString("\n")
	}
	s.text.WriteString("return false }())\n")
	return i - 1
}
