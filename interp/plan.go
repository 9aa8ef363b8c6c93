package interp

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strconv"
)

// plan is how a cell is to become a file.
type plan struct {
	code     string
	chunks   []chunk
	imports  []string               // import specs of earlier cells that it mentions
	kept     map[string]bool        // types of earlier cells that it declares again, unchanged
	earlier  map[string]bool        // types of earlier cells
	generic  map[string][]typeParam // of the generic ones among them
	values   map[string]bool        // variables, functions and constants of earlier cells
	packages map[string]bool        // imported earlier, whose names are declared here by means of the package
	assigned map[string]bool        // variables that it declares
	result   bool                   // show the value of the last expression
	keyed    []insertion            // corrections of composite literals
}

// insertion is text put into the cell at an offset.
type insertion struct {
	off  int
	text string
}

// plan looks at a cell's text and at what it declares again.
func (s *Session) plan(code string) *plan {
	p := &plan{code: code, chunks: split(code), kept: map[string]bool{}, earlier: map[string]bool{}, generic: map[string][]typeParam{}, values: map[string]bool{}, packages: map[string]bool{}, assigned: map[string]bool{}}
	words := p.words()
	for name := range words {
		switch obj := s.earlier(name).(type) {
		case nil:
		case *types.TypeName:
			if p.earlier[name] = s.scope[name] != nil; p.earlier[name] {
				s.typeParams(p, name, obj)
			}
		default:
			p.values[name] = true
		}
	}
	declared := p.declared()
	s.keepTypes(p, declared)
	s.planImports(p, words, declared)
	if n := len(p.chunks); n > 0 {
		p.result = isResult(p.chunks[n-1], code)
	}
	return p
}

// words are the identifiers of the cell.
func (p *plan) words() map[string]bool {
	words := map[string]bool{}
	for _, c := range p.chunks {
		for _, t := range c.tokens {
			if t.tok == token.IDENT {
				words[t.lit] = true
			}
		}
	}
	return words
}

// declared returns the names that the cell declares; methods are not such.
func (p *plan) declared() map[string]bool {
	names := map[string]bool{}
	for _, c := range p.chunks {
		for _, n := range c.names {
			if c.kind != methodChunk {
				names[n] = true
			}
			if c.kind == varChunk || c.kind == shortVarChunk {
				p.assigned[n] = true
			}
		}
	}
	return names
}

// typeParams notes the type parameters of a generic type, for its methods. The
// packages that their constraints mention are imported under names of their
// own.
func (s *Session) typeParams(p *plan, name string, obj types.Object) {
	generic, ok := obj.Type().(interface{ TypeParams() *types.TypeParamList }) // a *types.Named, or an alias
	if !ok || generic.TypeParams().Len() == 0 || !slices.ContainsFunc(p.chunks, func(c chunk) bool { return c.kind == methodChunk && c.recv == name }) {
		return
	}
	mentioned := func(pkg *types.Package) string {
		if pkg.Path() == "main" {
			return ""
		}
		alias := pkg.Name() + mark
		if spec := alias + " " + strconv.Quote(pkg.Path()); !slices.Contains(p.imports, spec) {
			p.imports = append(p.imports, spec)
		}
		return alias
	}
	var list []typeParam
	for t := range generic.TypeParams().TypeParams() {
		list = append(list, typeParam{t.Obj().Name(), types.TypeString(t.Constraint(), mentioned)})
	}
	p.generic[name] = list
}

// keepTypes finds the type declarations that only repeat what is there, and
// that mean the same.
func (s *Session) keepTypes(p *plan, declared map[string]bool) {
	changed := map[string]bool{}
	for n := range declared {
		changed[n] = true
	}
	for _, c := range p.chunks {
		if c.kind == typeChunk && len(c.names) == 1 {
			n := c.names[0]
			if p.earlier[n] && s.texts[n] == c.text(p.code) {
				p.kept[n] = true
				delete(changed, n)
			}
		}
	}
	for again := true; again; {
		again = false
		for _, c := range p.chunks {
			if c.kind == typeChunk && p.keeps(c) && c.mentions(changed) {
				delete(p.kept, c.names[0])
				changed[c.names[0]] = true
				again = true
			}
		}
	}
}

func (p *plan) keeps(c chunk) bool {
	return len(c.names) == 1 && p.kept[c.names[0]]
}

func (p *plan) typeTexts() map[string]string {
	texts := map[string]string{}
	for _, c := range p.chunks {
		if c.kind == typeChunk && len(c.names) == 1 {
			texts[c.names[0]] = c.text(p.code)
		}
	}
	return texts
}

// isResult reports whether the last chunk is an expression, whose value is to
// be shown.
func isResult(c chunk, code string) bool {
	if c.kind != stmtChunk || c.semicolon {
		return false
	}
	if _, err := parser.ParseExpr(code[c.start:c.end]); err != nil {
		return isList(code[c.start:c.end])
	}
	return true
}

// isList reports whether text is several expressions with commas between them.
func isList(text string) bool {
	e, err := parser.ParseExpr("result(" + text + ")")
	if err != nil {
		return false
	}
	call, ok := e.(*ast.CallExpr)
	return ok && len(call.Args) > 1 && !call.Ellipsis.IsValid()
}
