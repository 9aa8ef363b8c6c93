package interp

import (
	"go/token"
	"go/types"
	"reflect"
	"strings"
)

// An Inspection describes what a word means.
type Inspection struct {
	Name, Kind string
	Signature  string        // as a declaration
	Doc        string        // the doc comment
	Package    string        // import path; empty for what cells declare
	Value      reflect.Value // of a variable of the session
}

// Inspect describes the word at pos, which counts code points. After the
// opening parenthesis of a call, and inside of it where no word stands, that
// is the function.
func (s *Session) Inspect(code string, pos int) (in Inspection, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.forget(s.fset.Base())
	if guarded(func() { in, ok = s.inspect(code, byteOffset(code, pos)) }) != nil {
		return Inspection{}, false
	}
	return in, ok
}

func (s *Session) inspect(code string, off int) (Inspection, bool) {
	if inComment(code, off) {
		return Inspection{}, false
	}
	start, end := wordAround(code, off)
	if start < end && !inText(code, off) {
		if in, ok := s.describe(code, start, end); ok && !(callee(code, off) >= 0 && in.Kind == "variable") {
			return in, true
		}
	}
	if at := callee(code, off); at >= 0 {
		start, end := wordAround(code, at)
		return s.describe(code, start, end)
	}
	if start < end && !inText(code, off) {
		return s.describe(code, start, end)
	}
	return Inspection{}, false
}

// inComment reports whether off is inside a comment.
func inComment(code string, off int) bool {
	return inText(code, off) && !inText(strings.NewReplacer("//", "  ", "/*", "  ").Replace(code), off)
}

// callee returns the end of the name of the function in whose arguments off
// is, or -1.
func callee(code string, off int) int {
	var open []int // for each bracket, the end of the name before it
	closed := -1
	prev := tok{}
	for _, t := range scan(code[:off]) {
		switch t.tok {
		case token.LPAREN, token.LBRACK:
			open = append(open, prev.nameEnd())
		case token.LBRACE:
			open = append(open, -1)
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if len(open) > 0 {
				closed = open[len(open)-1]
				open = open[:len(open)-1]
			}
		}
		switch t.tok {
		case token.SEMICOLON, token.EOF:
		case token.RBRACK: // f[int](
			prev = tok{tok: token.IDENT, off: closed}
		default:
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
	if st := c.fields(); st != nil {
		if f, _, _ := types.LookupFieldOrMethod(st, true, c.pkg, word); f != nil {
			return s.field(c, c.unit.info.Types[c.literal].Type, word)
		}
	}
	if c.parent == nil {
		if _, obj := c.scope().LookupParent(word, c.ident.Pos()); obj != nil {
			return s.object(obj, c), true
		}
		return s.describeName(word)
	}
	return s.member(c, word)
}

func (s *Session) describeName(word string) (Inspection, bool) {
	if obj := s.earlier(word); obj != nil {
		return s.object(obj, nil), true
	}
	if spec, ok := s.imports[word]; ok {
		path := strings.Trim(spec[strings.IndexByte(spec, '"'):], `"`)
		return Inspection{Name: word, Kind: "package", Signature: "package " + word, Package: path, Doc: s.docs(path)[""]}, true
	}
	if obj := types.Universe.Lookup(word); obj != nil {
		return s.object(obj, nil), true
	}
	if text, ok := keywords[word]; ok {
		return Inspection{Name: word, Kind: "keyword", Signature: word, Doc: text}, true
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
		return s.object(obj, c), true
	}
	t := c.unit.info.Types[c.parent.X].Type
	if t == nil {
		return Inspection{}, false
	}
	return s.field(c, t, word)
}

// field describes a field or method of a type.
func (s *Session) field(c *cursor, t types.Type, word string) (Inspection, bool) {
	obj, index, _ := types.LookupFieldOrMethod(t, true, c.pkg, word)
	if obj == nil {
		return Inspection{}, false
	}
	in := s.object(obj, c)
	if in.Package != "" {
		in.Doc = s.docs(in.Package)[owner(t, index, obj)+"."+word]
	}
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
