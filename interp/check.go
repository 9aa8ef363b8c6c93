package interp

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// unit is a cell that has been checked.
type unit struct {
	cell    *cellFile
	chunks  []chunk
	types   *types.Package
	files   []*ast.File // what go/ssa sees
	info    *types.Info
	pkg     *ssa.Package
	imports map[string]string
	texts   map[string]string
	late    []late
	changed []*types.Named // types that got methods
}

// maxAttempts bounds how often a cell's file is corrected and checked again:
// once for a result that is none, and once for each positional literal of an
// earlier cell's struct.
const maxAttempts = 100

// check turns a cell into a unit; nil for a cell without code.
func (s *Session) check(cell Cell) (*unit, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.plan(cell.Code)
	if len(p.chunks) == 0 {
		return nil, nil
	}
	if err := unbalanced(cell); err != nil {
		return nil, err
	}
	for range maxAttempts {
		a := s.attempt(cell, p)
		if len(a.errs) == 0 {
			a.unit.imports, a.unit.texts = s.importSpecs(a.file), p.typeTexts()
			maps.DeleteFunc(a.unit.imports, func(_, spec string) bool { return slices.Contains(slices.Collect(maps.Values(s.opts.Implicit)), spec) })
			s.cells = append(s.cells, a.unit.cell)
			return a.unit, nil
		}
		if !p.correct(a) {
			a.undo(s)
			return nil, s.compileError(a)
		}
		a.undo(s)
	}
	return nil, errors.New("interp: a cell that stays wrong however it is corrected")
}

// plan looks at a cell's text and at what it declares again.
func (s *Session) plan(code string) *plan {
	p := &plan{code: code, chunks: split(code), kept: map[string]bool{}, earlier: map[string]bool{}, generic: map[string][]typeParam{}, variables: map[string]bool{}, packages: map[string]bool{}}
	for name, obj := range s.scope {
		if _, ok := obj.(*types.Var); ok {
			p.variables[name] = true
		}
		if _, ok := obj.(*types.TypeName); ok {
			p.earlier[name] = true
			s.typeParams(p, name, obj)
		}
	}
	declared := map[string]bool{}
	for _, c := range p.chunks {
		for _, n := range c.names {
			if c.kind != methodChunk {
				declared[n] = true
			}
		}
	}
	s.keepTypes(p, declared)
	words := map[string]bool{}
	for _, t := range scan(code) {
		if t.tok == token.IDENT {
			words[t.lit] = true
		}
	}
	for name, spec := range s.imports {
		if name == "." || words[name] && !declared[name] && !importsAgain(p.chunks, spec) {
			p.imports = append(p.imports, spec)
		}
	}
	for name, spec := range s.opts.Implicit {
		if words[name] && !declared[name] && s.scope[name] == nil && s.imports[name] == "" && !s.importsName(p.chunks, name) {
			p.imports = append(p.imports, spec)
		}
	}
	for _, c := range p.chunks {
		for _, n := range c.names {
			spec, ok := s.imports[n]
			if ok && (c.kind == shortVarChunk || c.kind == varChunk) && !p.packages[n] {
				p.packages[n] = true
				p.imports = append(p.imports, n+oldSuffix+" "+spec[strings.IndexByte(spec, '"'):])
			}
		}
	}
	slices.Sort(p.imports)
	if n := len(p.chunks); n > 0 {
		p.result = isResult(p.chunks[n-1], code)
	}
	return p
}

// typeParams notes the type parameters of a generic type, for its methods. The
// packages that their constraints mention are imported under names of their
// own.
func (s *Session) typeParams(p *plan, name string, obj types.Object) {
	named, ok := obj.Type().(*types.Named)
	if !ok || named.TypeParams().Len() == 0 || !slices.ContainsFunc(p.chunks, func(c chunk) bool { return c.kind == methodChunk && c.recv == name }) {
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
	for t := range named.TypeParams().TypeParams() {
		list = append(list, typeParam{t.Obj().Name(), types.TypeString(t.Constraint(), mentioned)})
	}
	p.generic[name] = list
}

func importsAgain(chunks []chunk, spec string) bool {
	path := spec[strings.IndexByte(spec, '"'):]
	for _, c := range chunks {
		for _, t := range c.tokens {
			if c.kind == importChunk && t.lit == path {
				return true
			}
		}
	}
	return false
}

// importsName reports whether a cell itself imports a package under a name.
func (s *Session) importsName(chunks []chunk, name string) bool {
	for _, c := range chunks {
		for _, t := range c.tokens {
			if c.kind != importChunk {
				break
			}
			path, err := strconv.Unquote(t.lit)
			if t.lit == name || t.tok == token.STRING && err == nil && s.packageName(path) == name {
				return true
			}
		}
	}
	return false
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

func (p *plan) typeTexts() map[string]string {
	texts := map[string]string{}
	for _, c := range p.chunks {
		if c.kind == typeChunk && len(c.names) == 1 {
			texts[c.names[0]] = c.text(p.code)
		}
	}
	return texts
}

// isResult reports whether the last chunk is an expression whose value is to
// be shown. The text that fmt.Print returns is of no interest.
func isResult(c chunk, code string) bool {
	if c.kind != stmtChunk || c.semicolon {
		return false
	}
	e, err := parser.ParseExpr(code[c.start:c.end])
	if err != nil {
		return isList(code[c.start:c.end])
	}
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return true
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return true
	}
	pkg, ok := sel.X.(*ast.Ident)
	return !ok || pkg.Name != "fmt" || !strings.HasPrefix(sel.Sel.Name, "Print") && !strings.HasPrefix(sel.Sel.Name, "Fprint")
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

// attempt is one try at a plan.
type attempt struct {
	unit *unit
	file *ast.File
	errs []error
	late lateEdits

	cycles  []error // of initializations
	inCycle bool    // the notes that come belong to the last of them
}

func (s *Session) attempt(cell Cell, p *plan) *attempt {
	src := p.build()
	name := cell.Name
	if name == "" {
		name = "cell"
	}
	a := &attempt{}
	file, err := parser.ParseFile(s.fset, name, src.text.String(), parser.SkipObjectResolution)
	cf := &cellFile{name: name, code: cell.Code, src: src, file: s.fset.File(file.FileStart)}
	a.file = file
	a.unit = &unit{cell: cf, chunks: p.chunks}
	if err != nil {
		// The errors behind the first one are mostly its consequences.
		e := err.(scanner.ErrorList)[0]
		a.errs = append(a.errs, types.Error{Fset: s.fset, Pos: cf.file.Pos(min(e.Pos.Offset, cf.file.Size())), Msg: "syntax error: " + e.Msg})
		return a
	}
	s.typeCheck(a, src)
	return a
}

func (s *Session) typeCheck(a *attempt, src *source) {
	u := a.unit
	u.types = types.NewPackage("main", "main")
	local := s.declaredNames(a.file)
	s.populate(u.types, local)
	for _, n := range src.olds {
		s.insertOld(u.types, n)
	}
	if len(src.late) > 0 {
		a.late = s.declareLate(a.file, src.late, local, u.types)
	}
	u.info = newInfo()
	conf := types.Config{Importer: s.imp, Error: func(err error) { a.report(err) }, GoVersion: languageVersion}
	types.NewChecker(&conf, s.fset, u.types, u.info).Files([]*ast.File{a.file})
	if len(a.errs) == 0 && untyped(u.types) {
		a.errs = a.cycles // a variable has no type without its own value
	}
	if len(a.errs) == 0 {
		rangeOverPointers(a.file, u.info)
		u.files = []*ast.File{a.late.bind(a.file, u)}
	}
}

// untyped reports whether a package has a variable whose type is not known.
func untyped(p *types.Package) bool {
	for _, n := range p.Scope().Names() {
		if v, ok := p.Scope().Lookup(n).(*types.Var); ok && v.Type() == types.Typ[types.Invalid] {
			return true
		}
	}
	return false
}

// insertOld puts an earlier cell's variable into the scope of a cell that
// declares one of the same name: the one keeps its memory, under another name.
func (s *Session) insertOld(p *types.Package, name string) {
	old, ok := s.members[name].(*ssa.Global)
	if !ok {
		return
	}
	own := types.NewPackage("main", "main")
	v := types.NewVar(old.Pos(), own, name+oldSuffix, old.Type().(*types.Pointer).Elem())
	own.Scope().Insert(v)
	own.MarkComplete()
	s.m.Share(old, s.prog.CreatePackage(own, nil, nil, false).Var(v.Name()))
	p.Scope().Insert(v)
}

// languageVersion is the Go version of cells.
const languageVersion = "go1.26"

// report collects the errors that count.
func (a *attempt) report(err error) {
	e := err.(types.Error)
	if strings.HasSuffix(e.Msg, "imported and not used") || strings.Contains(e.Msg, "imported as") && strings.HasSuffix(e.Msg, "and not used") {
		return
	}
	if strings.HasPrefix(e.Msg, "initialization cycle") {
		a.cycles = append(a.cycles, e) // statements run in source order: see typeCheck
		a.inCycle = true
		return
	}
	if strings.HasPrefix(e.Msg, "\t") && a.inCycle {
		return
	}
	a.inCycle = false
	if note, ok := strings.CutPrefix(e.Msg, "\t"); ok && len(a.errs) > 0 {
		last := a.errs[len(a.errs)-1].(types.Error)
		c := a.unit.cell
		line, col, _ := c.line(c.src.cellOffset(c.file.Offset(e.Pos)))
		last.Msg += fmt.Sprintf("\n\t%s:%d:%d: %s", c.name, line, col, note)
		a.errs[len(a.errs)-1] = last
		return
	}
	a.errs = append(a.errs, e)
}

func (a *attempt) undo(s *Session) { a.late.undo(s) }

// populate puts the names of earlier cells into the scope of a new one.
func (s *Session) populate(p *types.Package, local map[string]bool) {
	for name, obj := range s.scope {
		if !local[name] {
			p.Scope().Insert(obj)
		}
	}
	for _, name := range s.engine.Scope().Names() {
		p.Scope().Insert(s.engine.Scope().Lookup(name))
	}
}

func (s *Session) declaredNames(f *ast.File) map[string]bool {
	names := map[string]bool{}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names[d.Name.Name] = true
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					names[spec.Name.Name] = true
				case *ast.ValueSpec:
					for _, n := range spec.Names {
						names[n.Name] = true
					}
				case *ast.ImportSpec:
					names[s.importName(spec)] = true
				}
			}
		}
	}
	return names
}

func (s *Session) importName(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	path, _ := strconv.Unquote(spec.Path.Value)
	return s.packageName(path)
}

// packageName is the name of a package: of one that is interpreted it need not
// have to do with its path.
func (s *Session) packageName(path string) string {
	if src := s.imp.fetched[path]; src != nil {
		return src.Name
	}
	return lastElement(path)
}

// lastElement is the name that a package most likely has.
func lastElement(path string) string {
	parts := strings.Split(path, "/")
	name := parts[len(parts)-1]
	if len(parts) > 1 && len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" {
		return parts[len(parts)-2]
	}
	return name
}

func (s *Session) importSpecs(f *ast.File) map[string]string {
	specs := map[string]string{}
	for _, spec := range f.Imports {
		text := spec.Path.Value
		if spec.Name != nil {
			text = spec.Name.Name + " " + text
		}
		if name := s.importName(spec); name != "_" && !strings.Contains(name, mark) {
			specs[name] = text
		}
	}
	return specs
}

// correct mends the plan where the errors say that the file, not the cell, was
// wrong.
func (p *plan) correct(a *attempt) bool {
	for _, err := range a.errs {
		e := err.(types.Error)
		if p.result && strings.Contains(e.Msg, "(no value) used as value") && a.inResult(e.Pos, p) {
			p.result = false
			return true
		}
		if strings.HasPrefix(e.Msg, "implicit assignment to unexported field") && p.key(a, e) {
			return true
		}
	}
	return false
}

func (a *attempt) inResult(pos token.Pos, p *plan) bool {
	c := a.unit.cell
	return c.src.cellOffset(c.file.Offset(pos)) >= p.chunks[len(p.chunks)-1].start
}

// key names the fields of the positional literal that e is about.
func (p *plan) key(a *attempt, e types.Error) bool {
	var lit *ast.CompositeLit
	ast.Inspect(a.file, func(n ast.Node) bool {
		if c, ok := n.(*ast.CompositeLit); ok && c.Lbrace <= e.Pos && e.Pos <= c.Rbrace {
			lit = c
		}
		return true
	})
	if lit == nil {
		return false
	}
	t := a.unit.info.Types[lit].Type
	if t == nil {
		return false
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok || st.NumFields() != len(lit.Elts) {
		return false
	}
	c := a.unit.cell
	for i, elt := range lit.Elts {
		if _, ok := elt.(*ast.KeyValueExpr); ok {
			return false
		}
		p.keyed = append(p.keyed, insertion{c.src.cellOffset(c.file.Offset(elt.Pos())), st.Field(i).Name() + ": "})
	}
	slices.SortFunc(p.keyed, func(x, y insertion) int { return x.off - y.off })
	return true
}

// maxProblems is how many errors a reader is shown.
const maxProblems = 10

func (s *Session) compileError(a *attempt) error {
	c := a.unit.cell
	e := &CompileError{}
	seen := map[Problem]bool{}
	offset := func(err error) int { return c.src.cellOffset(c.file.Offset(err.(types.Error).Pos)) }
	slices.SortStableFunc(a.errs, func(x, y error) int { return offset(x) - offset(y) })
	for _, err := range a.errs {
		te := err.(types.Error)
		line, col, text := c.line(offset(err))
		pr := Problem{Cell: c.name, Line: line, Col: col, Msg: s.wording(te, a), Source: text}
		if !seen[pr] && len(e.List) < maxProblems {
			seen[pr] = true
			e.List = append(e.List, pr)
		}
	}
	return e
}
