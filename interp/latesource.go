package interp

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// How the file made of a cell has a method whose type an earlier cell declares:
// as a function, with the receiver as first parameter. late.go makes the method
// of it.

// lateMethod is a method declared in a later cell than its type: it is checked
// as the function name, with the receiver as first parameter.
type lateMethod struct {
	name, function string
	// receiver is how many of the function's type parameters are those of the
	// receiver; the others are the method's own.
	receiver int
}

// typeParam is one of a generic type: its name, and its constraint as the file
// has it.
type typeParam struct{ name, constraint string }

// method writes a method as it stands, or as a function if its type is of an
// earlier cell. One that does not parse stays as it is, for the error message.
func (p *plan) method(s *source, c chunk) {
	fd, at := p.methodDecl(c)
	if fd == nil || !p.isLate(c.recv, map[string]bool{}) {
		p.declaration(s, c)
		return
	}
	fn := c.recv + lateInfix + fd.Name.Name + lateInfix + strconv.Itoa(len(s.late))
	s.text.WriteString("func ")
	s.instead(fn, at(fd.Name.Pos()), len(fd.Name.Name))
	recv := fd.Recv.List[0]
	names := receiverParams(recv.Type)
	m := lateMethod{name: fd.Name.Name, function: fn}
	var params []string
	if of := p.generic[c.recv]; len(of) > 0 && len(of) == len(names) {
		params, m.receiver = typeParamList(of, names), len(of)
	}
	s.late = append(s.late, m)
	p.typeParams(s, params, fd.Type.TypeParams, at)
	s.text.WriteString("(")
	p.parameter(s, recv, names, at)
	for _, f := range fd.Type.Params.List {
		s.text.WriteString(", ")
		p.parameter(s, f, nil, at)
	}
	p.copy(s, at(fd.Type.Params.Closing), c.end)
	s.text.WriteString("\n")
}

// typeParams writes the type parameters of a method's receiver and those of its
// own.
func (p *plan) typeParams(s *source, receiver []string, own *ast.FieldList, at func(token.Pos) int) {
	if len(receiver) == 0 && own == nil {
		return
	}
	s.text.WriteString("[" + strings.Join(receiver, ", "))
	if own != nil {
		if len(receiver) > 0 {
			s.text.WriteString(", ")
		}
		p.copy(s, at(own.Opening)+1, at(own.Closing))
	}
	s.text.WriteString("]")
}

// methodDecl parses a method; at turns its positions into places in the cell.
func (p *plan) methodDecl(c chunk) (fd *ast.FuncDecl, at func(token.Pos) int) {
	const head = "package p;"
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", head+p.code[c.start:c.end], parser.SkipObjectResolution)
	if err != nil || len(f.Decls) != 1 {
		return nil, nil
	}
	fd, ok := f.Decls[0].(*ast.FuncDecl)
	if !ok || fd.Recv == nil || len(fd.Recv.List) != 1 || len(fd.Recv.List[0].Names) > 1 {
		return nil, nil
	}
	return fd, func(pos token.Pos) int { return c.start + fset.Position(pos).Offset - len(head) }
}

// parameter writes a receiver or parameters of one type, with a name if they
// have none. The names among it that are blank get others: they stand for type
// parameters.
func (p *plan) parameter(s *source, f *ast.Field, names []*ast.Ident, at func(token.Pos) int) {
	if len(f.Names) == 0 {
		s.text.WriteString("_ ")
	}
	from := at(f.Pos())
	for i, n := range names {
		if n.Name == "_" { // a type argument needs a name
			p.copy(s, from, at(n.Pos()))
			s.text.WriteString(blankParam(i))
			from = at(n.End())
		}
	}
	p.copy(s, from, at(f.Type.End()))
}

// isLate reports whether a type is of an earlier cell, or an alias in this cell
// of such a type.
func (p *plan) isLate(typ string, seen map[string]bool) bool {
	for _, d := range p.chunks {
		if d.kind == typeChunk && slices.Contains(d.names, typ) && !p.keeps(d) {
			of := aliased(d, p.code, typ)
			if of == "" || seen[of] {
				return false
			}
			seen[of] = true
			return p.isLate(of, seen)
		}
	}
	return p.earlier[typ]
}

// aliased returns the name of the type T that a declaration makes an alias of: it
// has name = T or name = *T. If it has not, the result is empty.
func aliased(c chunk, code, name string) string {
	f, err := parser.ParseFile(token.NewFileSet(), "", "package p;"+code[c.start:c.end], parser.SkipObjectResolution)
	if err != nil {
		return ""
	}
	for _, spec := range f.Decls[0].(*ast.GenDecl).Specs {
		if spec := spec.(*ast.TypeSpec); spec.Name.Name == name && spec.Assign.IsValid() {
			if id, ok := baseType(spec.Type).(*ast.Ident); ok {
				return id.Name
			}
		}
	}
	return ""
}

// baseType takes parentheses and stars off.
func baseType(e ast.Expr) ast.Expr {
	switch t := e.(type) {
	case *ast.ParenExpr:
		return baseType(t.X)
	case *ast.StarExpr:
		return baseType(t.X)
	}
	return e
}

// receiverParams returns the names in the brackets of a receiver's type.
func receiverParams(recv ast.Expr) (names []*ast.Ident) {
	var args []ast.Expr
	switch t := baseType(recv).(type) {
	case *ast.IndexExpr:
		args = []ast.Expr{t.Index}
	case *ast.IndexListExpr:
		args = t.Indices
	}
	for _, a := range args {
		if id, ok := a.(*ast.Ident); ok {
			names = append(names, id)
		}
	}
	return names
}

func blankParam(i int) string { return "P" + mark + strconv.Itoa(i) }

// typeParamList declares the type parameters of a method's receiver, under the
// names that they have there.
func typeParamList(params []typeParam, names []*ast.Ident) []string {
	renamed := map[string]string{}
	for i, p := range params {
		if renamed[p.name] = names[i].Name; names[i].Name == "_" {
			renamed[p.name] = blankParam(i)
		}
	}
	var list []string
	for _, p := range params {
		list = append(list, renamed[p.name]+" "+rename(p.constraint, renamed))
	}
	return list
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
