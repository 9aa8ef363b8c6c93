package interp

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// An Inspection describes what a word means.
type Inspection struct {
	Name, Kind string
	Signature  string // as a declaration
	Doc        string // the doc comment
	Package    string // import path; empty for what cells declare
	Value      string // of a variable of the session
}

// Inspect describes the word at pos, which counts code points. After the
// opening parenthesis of a call, and inside of it where no word stands, that
// is the function.
func (s *Session) Inspect(code string, pos int) (Inspection, bool) {
	off := byteOffset(code, pos)
	s.mu.Lock()
	defer s.mu.Unlock()
	start, end := wordAround(code, off)
	if start < end {
		if in, ok := s.describe(code, start, end); ok && !(callee(code, off) >= 0 && in.Kind == "variable") {
			return in, true
		}
	}
	if at := callee(code, off); at >= 0 {
		start, end := wordAround(code, at)
		return s.describe(code, start, end)
	}
	if start < end {
		return s.describe(code, start, end)
	}
	return Inspection{}, false
}

// callee returns the end of the name of the function in whose arguments off
// is, or -1.
func callee(code string, off int) int {
	var open []int
	prev := tok{}
	for _, t := range scan(code[:off]) {
		switch t.tok {
		case token.LPAREN:
			at := -1
			if prev.tok == token.IDENT {
				at = prev.off + len(prev.lit)
			}
			open = append(open, at)
		case token.LBRACE, token.LBRACK:
			open = append(open, -1)
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		}
		if t.tok != token.SEMICOLON && t.tok != token.EOF {
			prev = t
		}
	}
	if len(open) == 0 {
		if prev.tok == token.RPAREN && prev.off+1 == off { // f()|
			return callee(code, prev.off)
		}
		return -1
	}
	return open[len(open)-1]
}

func (s *Session) describe(code string, start, end int) (Inspection, bool) {
	if start >= end {
		return Inspection{}, false
	}
	word := code[start:end]
	c := s.at(code, start, end)
	if c == nil {
		return s.describeName(word)
	}
	if c.parent == nil {
		if _, obj := c.scope().LookupParent(word, c.ident.Pos()); obj != nil {
			return s.object(obj), true
		}
		return s.describeName(word)
	}
	return s.member(c, word)
}

func (s *Session) describeName(word string) (Inspection, bool) {
	if obj := s.scope[word]; obj != nil {
		return s.object(obj), true
	}
	if spec, ok := s.imports[word]; ok {
		path := strings.Trim(spec[strings.IndexByte(spec, '"'):], `"`)
		return Inspection{Name: word, Kind: "package", Signature: "package " + word, Package: path, Doc: s.docs(path)[""]}, true
	}
	if obj := types.Universe.Lookup(word); obj != nil {
		return s.object(obj), true
	}
	return Inspection{}, false
}

// member describes what follows a dot.
func (s *Session) member(c *cursor, word string) (Inspection, bool) {
	if pkg := c.importedPackage(); pkg != nil {
		obj := pkg.Scope().Lookup(word)
		if obj == nil || !obj.Exported() {
			return Inspection{}, false
		}
		return s.object(obj), true
	}
	t := c.unit.info.Types[c.parent.X].Type
	if t == nil {
		return Inspection{}, false
	}
	obj, index, _ := types.LookupFieldOrMethod(t, true, c.pkg, word)
	if obj == nil {
		return Inspection{}, false
	}
	in := s.object(obj)
	in.Doc = s.docs(in.Package)[owner(t, index, obj)+"."+word]
	if _, ok := obj.(*types.Var); ok {
		in.Kind = "field"
	} else {
		in.Kind = "method"
	}
	return in, true
}

// owner returns the name of the type that declares the field or method obj.
func owner(t types.Type, index []int, obj types.Object) string {
	if f, ok := obj.(*types.Func); ok && f.Signature().Recv() != nil {
		return typeNameOf(f.Signature().Recv().Type())
	}
	for _, i := range index[:len(index)-1] {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		t = t.Underlying().(*types.Struct).Field(i).Type()
	}
	return typeNameOf(t)
}

func typeNameOf(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

func (s *Session) docs(path string) map[string]string {
	if p := s.imp.find(path); p != nil && p.Docs != nil {
		return p.Docs()
	}
	return nil
}

// object describes a declared name.
func (s *Session) object(o types.Object) Inspection {
	c := candidate(o)
	in := Inspection{Name: o.Name(), Kind: c.Kind, Signature: types.ObjectString(o, qualifier)}
	if o.Pkg() != nil && o.Pkg().Path() != "main" {
		in.Package = o.Pkg().Path()
		in.Doc = s.docs(in.Package)[o.Name()]
	}
	switch o := o.(type) {
	case *types.PkgName:
		in.Package = o.Imported().Path()
		in.Signature = "package " + o.Imported().Name()
		in.Doc = s.docs(in.Package)[""]
	case *types.Builtin:
		in.Signature = "builtin " + o.Name()
	case *types.Var:
		if g, ok := s.members[o.Name()].(*ssa.Global); ok && s.scope[o.Name()] == types.Object(o) {
			in.Value = shorten(fmt.Sprintf("%+v", s.m.Value(g)))
		}
	}
	if in.Package == "" && in.Doc == "" {
		in.Doc = s.comment(o)
	}
	return in
}

func shorten(v string) string {
	const most = 500
	if r := []rune(v); len(r) > most {
		return string(r[:most]) + " …"
	}
	return v
}

// comment returns the comment above a declaration in a cell.
func (s *Session) comment(o types.Object) string {
	c, off := s.locate(o.Pos())
	if c == nil {
		return ""
	}
	lines := strings.Split(c.code[:min(off, len(c.code))], "\n")
	var doc []string
	for i := len(lines) - 2; i >= 0; i-- {
		text, ok := strings.CutPrefix(strings.TrimSpace(lines[i]), "//")
		if !ok {
			break
		}
		doc = append([]string{strings.TrimPrefix(text, " ")}, doc...)
	}
	return strings.Join(doc, "\n")
}
