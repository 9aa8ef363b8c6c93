package interp

import (
	"cmp"
	"go/ast"
	"go/scanner"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Candidate is one completion.
type Candidate struct {
	Text      string
	Kind      string // function, method, field, variable, constant, type, package, keyword
	Signature string
	rank      int // the least stands first
}

// Complete lists what can stand in the place of the word before pos, which
// counts code points, as do start and end.
func (s *Session) Complete(code string, pos int) (start, end int, list []Candidate) {
	if guarded(func() { start, end, list = s.complete(code, pos) }) != nil {
		return pos, pos, nil
	}
	return start, end, list
}

func (s *Session) complete(code string, pos int) (start, end int, list []Candidate) {
	off := byteOffset(code, pos)
	if path, from, ok := importPath(code, off); ok {
		return utf8.RuneCountInString(code[:from]), pos, s.completeImport(path)
	}
	from, _ := wordAround(code, off)
	prefix := code[from:off]
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.forget(s.fset.Base())
	c := s.at(code, from, off)
	switch {
	case c == nil && inText(code, off):
	case c == nil:
		list = s.names(nil)
	case c.parent != nil:
		list = s.following(c)
	default:
		list = append(s.names(c), c.keys()...)
	}
	list = slices.DeleteFunc(list, func(m Candidate) bool {
		return len(m.Text) < len(prefix) || !strings.EqualFold(m.Text[:len(prefix)], prefix) || strings.Contains(m.Text, mark)
	})
	slices.SortFunc(list, func(a, b Candidate) int {
		return cmp.Or(a.rank-b.rank, other(a.Text, prefix)-other(b.Text, prefix), strings.Compare(a.Text, b.Text))
	})
	list = slices.CompactFunc(list, func(a, b Candidate) bool { return a.Text == b.Text })
	return utf8.RuneCountInString(code[:from]), pos, list
}

// other is 0 if s has the prefix as it is typed, and 1 if its case differs.
func other(s, prefix string) int {
	if strings.HasPrefix(s, prefix) {
		return 0
	}
	return 1
}

// inText reports whether off is inside a comment, a string, or a number.
func inText(code string, off int) bool {
	fset := token.NewFileSet()
	var sc scanner.Scanner
	sc.Init(fset.AddFile("", -1, len(code)), []byte(code), nil, scanner.ScanComments)
	for {
		pos, t, lit := sc.Scan()
		if t == token.EOF {
			return false
		}
		start := fset.Position(pos).Offset
		if start >= off {
			return false
		}
		switch t {
		case token.COMMENT, token.STRING, token.CHAR, token.INT, token.FLOAT, token.IMAG:
			if off <= start+len(lit) {
				return true
			}
		}
	}
}

// importPath reports whether off is inside the string of an import, and what
// of the path stands before it.
func importPath(code string, off int) (path string, from int, ok bool) {
	line := strings.LastIndexByte(code[:off], '\n') + 1
	quote := strings.LastIndexByte(code[line:off], '"')
	if quote < 0 || strings.Count(code[line:off], `"`)%2 == 0 {
		return "", 0, false
	}
	from = line + quote + 1
	for _, c := range split(code[:off]) {
		if c.kind == importChunk && c.start <= off {
			ok = from >= c.start
		} else {
			ok = false
		}
	}
	return code[from:off], from, ok
}

// completeImport lists the paths that begin with a prefix, and those whose last
// element does.
func (s *Session) completeImport(prefix string) []Candidate {
	var list, more []Candidate
	if s.opts.Paths == nil {
		return nil
	}
	for _, p := range s.opts.Paths() {
		switch {
		case strings.HasPrefix(p, prefix):
			list = append(list, Candidate{Text: p, Kind: "package"})
		case !strings.Contains(prefix, "/") && strings.HasPrefix(lastElement(p), prefix):
			more = append(more, Candidate{Text: p, Kind: "package"})
		}
	}
	return append(list, more...)
}

// following are what can follow the dot.
func (s *Session) following(c *cursor) []Candidate {
	if pkg := c.importedPackage(); pkg != nil {
		return packageMembers(pkg)
	}
	tv := c.unit.info.Types[c.parent.X]
	if tv.Type == nil || tv.Type == types.Typ[types.Invalid] {
		return packageMembers(s.unimported(c))
	}
	return typeMembers(tv.Type, c.pkg)
}

// unimported returns the package that the undefined name before the dot stands
// for in most programs: the one with the shortest path. It may be nil.
func (s *Session) unimported(c *cursor) *types.Package {
	id, ok := c.parent.X.(*ast.Ident)
	if !ok || s.opts.Paths == nil {
		return nil
	}
	best := ""
	for _, p := range s.opts.Paths() {
		if lastElement(p) == id.Name && (best == "" || len(p) < len(best)) {
			best = p
		}
	}
	if best == "" {
		return nil
	}
	pkg, err := s.imp.Import(best)
	if err != nil {
		return nil
	}
	return pkg
}

// importedPackage returns the package before the dot, or nil.
func (c *cursor) importedPackage() *types.Package {
	if id, ok := c.parent.X.(*ast.Ident); ok {
		if pkg, ok := c.unit.info.Uses[id].(*types.PkgName); ok {
			return pkg.Imported()
		}
	}
	return nil
}

func packageMembers(p *types.Package) []Candidate {
	if p == nil {
		return nil
	}
	var list []Candidate
	for _, name := range p.Scope().Names() {
		if token.IsExported(name) {
			list = append(list, candidate(p.Scope().Lookup(name)))
		}
	}
	return list
}

func typeMembers(t types.Type, from *types.Package) []Candidate {
	var list []Candidate
	visible := func(o types.Object) bool { return o.Exported() || o.Pkg() != nil && o.Pkg().Path() == from.Path() }
	mt := t
	if _, ok := t.Underlying().(*types.Pointer); !ok && !types.IsInterface(t) {
		mt = types.NewPointer(t)
	}
	for sel := range types.NewMethodSet(mt).Methods() {
		if visible(sel.Obj()) {
			m := candidate(sel.Obj())
			m.Kind = "method"
			list = append(list, m)
		}
	}
	fields(t, visible, map[types.Type]bool{}, &list)
	return list
}

// fields lists the fields of a struct and of what it embeds.
func fields(t types.Type, visible func(types.Object) bool, seen map[types.Type]bool, list *[]Candidate) {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok || seen[t] {
		return
	}
	seen[t] = true
	for f := range st.Fields() {
		if visible(f) {
			c := candidate(f)
			c.Kind = "field"
			*list = append(*list, c)
		}
		if f.Embedded() {
			fields(f.Type(), visible, seen, list)
		}
	}
}

func candidate(o types.Object) Candidate {
	c := Candidate{Text: o.Name(), Signature: types.TypeString(o.Type(), qualifier)}
	switch o := o.(type) {
	case *types.Func:
		c.Kind = "function"
	case *types.TypeName:
		c.Kind = "type"
		c.Signature = types.TypeString(o.Type().Underlying(), qualifier)
	case *types.Const:
		c.Kind = "constant"
		c.Signature += " = " + o.Val().String()
	case *types.PkgName:
		c.Kind, c.Signature = "package", strconv.Quote(o.Imported().Path())
	case *types.Builtin:
		c.Kind, c.Signature = "function", builtins[o.Name()]
	default:
		c.Kind = "variable"
	}
	return c
}

// names are what can stand by itself: locals and the session's names first,
// then packages, then what every Go program has.
func (s *Session) names(c *cursor) []Candidate {
	var list []Candidate
	add := func(o types.Object, rank int) {
		m := candidate(o)
		m.rank = rank
		list = append(list, m)
	}
	if c != nil {
		for sc := c.scope(); sc != nil && sc != types.Universe; sc = sc.Parent() {
			for _, n := range sc.Names() {
				o := sc.Lookup(n)
				if local := sc != c.pkg.Scope() && sc.Parent() != c.pkg.Scope(); local && o.Pos() >= c.ident.Pos() {
					continue // declared later
				}
				add(o, 0)
			}
		}
	} else {
		for sc := s.outer; sc != types.Universe; sc = sc.Parent() {
			for _, n := range sc.Names() {
				add(sc.Lookup(n), 0)
			}
		}
	}
	for n, spec := range s.imports {
		list = append(list, Candidate{Text: n, Kind: "package", Signature: spec, rank: 1})
	}
	for _, n := range types.Universe.Names() {
		add(types.Universe.Lookup(n), 2)
	}
	for t := token.BREAK; t <= token.VAR; t++ {
		list = append(list, Candidate{Text: t.String(), Kind: "keyword", rank: 2})
	}
	return list
}
