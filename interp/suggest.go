package interp

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dlfs-go/book/internal/lazyregexp"
)

// wording takes the file's own names out of a message, and adds what the
// reader may have meant.
func (s *Session) wording(e types.Error, a *attempt) string {
	msg := e.Msg
	if strings.Contains(msg, "no"+mark+"new") {
		return "no new variables on left side of :="
	}
	if a.returnsValue(e) {
		return "a cell returns no values: an expression as its last line shows its value, and return alone ends the cell"
	}
	msg += s.suggestion(e, a)
	msg += s.mixed(e.Msg)
	for _, own := range []string{" in argument to " + resultName, "in call to " + resultName + ", "} {
		msg = strings.ReplaceAll(msg, own, "")
	}
	return ownPackage().ReplaceAllString(marked1().ReplaceAllString(msg, ""), "$1")
}

// mixed says which type two cells have declared if a message mixes two types that
// are written alike.
func (s *Session) mixed(msg string) string {
	msg = ownPackage().ReplaceAllString(msg, "$1")
	for _, pair := range sameNames {
		m := pair.FindStringSubmatch(msg)
		if m != nil && withoutNames(m[1]) == withoutNames(m[2]) {
			return s.declaredAnew(m[1])
		}
	}
	if m := wrongMethod().FindStringSubmatch(msg); m != nil && s.scope[m[1]] != nil { // go/types shows no types that look the same
		iface := s.scope[m[1]]
		if method, _, _ := types.LookupFieldOrMethod(iface.Type(), true, iface.Pkg(), m[2]); method != nil {
			return s.declaredAnew(types.TypeString(method.Type(), qualifier))
		}
	}
	return ""
}

// withoutNames leaves the names of parameters and fields out of a type.
func withoutNames(typ string) string {
	return fieldNames().ReplaceAllStringFunc(typ, func(name string) string {
		if token.IsKeyword(strings.TrimSpace(name)) {
			return name
		}
		return ""
	})
}

// declaredAnew says which type named in the text of a type two cells have
// declared.
func (s *Session) declaredAnew(typ string) string {
	for _, name := range typeNames().FindAllString(typ, -1) {
		if in := s.declaredIn[name]; len(in) > 1 {
			return fmt.Sprintf(": %s was declared in %s and anew in %s, and what was made before keeps the old type", name, in[len(in)-2], in[len(in)-1])
		}
	}
	return ""
}

var (
	typeNames = lazyregexp.New(`[\pL_][\pL\pN_]*`)

	wrongMethod = lazyregexp.New(`does not implement ([\pL\pN_]+) \(wrong type for method ([\pL\pN_]+)\)$`)

	// fieldNames finds what stands before a type.
	fieldNames = lazyregexp.New(`[\pL_][\pL\pN_]* `)

	// sameNames finds two types in messages that say that they do not go
	// together.
	sameNames = []*regexp.Regexp{
		regexp.MustCompile(`of (?:\w+ )?type (.*)\) as (.*) value`),
		regexp.MustCompile(`mismatched types (.*) and (.*)\)`),
		regexp.MustCompile(`\thave (.*)\n\t*want (.*)`),
		regexp.MustCompile(` is (?:main\.)?(.*), not (?:main\.)?(.*) \(types from different scopes\)`),
	}

	marked1    = lazyregexp.New(mark + `(?:old|\d*)`)
	ownPackage = lazyregexp.New(`\bmain\.([^g]|g[^o]|go\w)`) // not the file main.go
)

// suggestion is what the reader may have meant, after the message.
func (s *Session) suggestion(e types.Error, a *attempt) string {
	if a.unit.types == nil {
		return ""
	}
	name, ok := strings.CutPrefix(e.Msg, "undefined: ")
	if !ok {
		if strings.Contains(e.Msg, "has no field or method") && !strings.Contains(e.Msg, "but does have") {
			if near := s.nearMember(e.Pos, a); near != "" {
				return didYouMean(near)
			}
		}
		return a.habitOf(e)
	}
	if pkg, member, ok := strings.Cut(name, "."); ok {
		return didYouMean(nearest(member, s.exported(pkg, a)))
	}
	if member := a.selected(e.Pos); member != "" { // whatever else is like it: a package has just this name
		if missing := s.missingImport(name, member); missing != "" {
			return missing
		}
	}
	near := nearest(name, s.visible(e.Pos, a))
	if a.assigned(e.Pos) {
		return didYouMean(near) + hinted(name+" := … declares it")
	}
	if hint := a.habitOf(e); hint != "" && (near == "" || types.Universe.Lookup(near) != nil) {
		return hint
	}
	if near != "" {
		return didYouMean(near)
	}
	return s.missingImport(name, "")
}

// selected returns name of the pkg.name whose pkg is at pos.
func (a *attempt) selected(pos token.Pos) (name string) {
	ast.Inspect(a.file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.X.Pos() == pos && isIdent(sel.X) {
			name = sel.Sel.Name
		}
		return name == ""
	})
	return name
}

func didYouMean(near string) string {
	if near == "" {
		return ""
	}
	return " (did you mean " + near + "?)"
}

// visible are the names that may stand at pos.
func (s *Session) visible(pos token.Pos, a *attempt) (names []string) {
	for scope := innermost(a.unit.types, pos); scope != nil; scope = scope.Parent() {
		names = append(names, scope.Names()...)
	}
	for n := range s.imports {
		names = append(names, n)
	}
	return names
}

// exported are the names that a package of the cell has.
func (s *Session) exported(name string, a *attempt) (names []string) {
	for _, p := range a.unit.types.Imports() {
		if p.Name() == name {
			for _, n := range p.Scope().Names() {
				if token.IsExported(n) {
					names = append(names, n)
				}
			}
		}
	}
	return names
}

// nearMember is for x.name, where pos is that of name.
func (s *Session) nearMember(pos token.Pos, a *attempt) string {
	var names []string
	name := ""
	ast.Inspect(a.file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Pos() == pos {
			name = sel.Sel.Name
			if t := a.unit.info.TypeOf(sel.X); t != nil {
				names = members(t)
			}
		}
		return name == ""
	})
	return nearest(name, names)
}

// members are the names of t's fields and methods.
func members(t types.Type) (names []string) {
	base := t
	if p, ok := t.Underlying().(*types.Pointer); ok {
		base = p.Elem()
	}
	if st, ok := base.Underlying().(*types.Struct); ok {
		for f := range st.Fields() {
			names = append(names, f.Name())
		}
	}
	set := types.NewMethodSet(base)
	if !types.IsInterface(base) {
		set = types.NewMethodSet(types.NewPointer(base))
	}
	for m := range set.Methods() {
		names = append(names, m.Obj().Name())
	}
	return names
}

// missingImport asks whether name is a package that was not imported; member,
// if not empty, is what it is to have.
func (s *Session) missingImport(name, member string) string {
	var found []string
	for _, path := range s.pathsNamed(name, member) {
		found = append(found, "import "+strconv.Quote(path))
	}
	if len(found) == 0 {
		return ""
	}
	return " (is " + strings.Join(found, " or ") + " missing?)"
}

// pathsNamed returns the packages of that name which can be imported. Of
// several, those that have the member are meant, if any has it.
func (s *Session) pathsNamed(name, member string) (paths []string) {
	if s.opts.Paths == nil {
		return nil
	}
	for _, path := range s.opts.Paths() {
		if lastElement(path) == name {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	if member == "" || len(paths) < 2 {
		return paths
	}
	var have []string
	for _, path := range paths {
		if pkg, err := s.imp.Import(path); err == nil && token.IsExported(member) && pkg.Scope().Lookup(member) != nil {
			have = append(have, path)
		}
	}
	// Who means the second version of a package that still has the first one
	// says so in the import.
	have = slices.DeleteFunc(have, func(path string) bool {
		first, ok := strings.CutSuffix(path, "/v2")
		return ok && slices.Contains(have, first)
	})
	if len(have) > 0 {
		return have
	}
	return paths
}

// nearest returns what in names is most like name, or "".
func nearest(name string, names []string) string {
	best, score, apart := "", allowed(name)+1, 0 // apart: how much longer or shorter best is
	for _, n := range names {
		if strings.Contains(n, mark) || n == name || n == "_" {
			continue
		}
		x, y := strings.ToLower(name), strings.ToLower(n)
		d := distance(x, y)
		if d > 1 && x[0] != y[0] {
			continue
		}
		off := max(len(n)-len(name), len(name)-len(n))
		if d < score || d == score && best != "" && (off < apart || off == apart && n < best) {
			best, score, apart = n, d, off
		}
	}
	return best
}

// allowed is how many letters may be wrong: in a short name nearly everything is
// like everything else.
func allowed(name string) int {
	switch n := len(name); {
	case n <= 2:
		return 0
	case n <= 4:
		return 1
	case n <= 8:
		return 2
	}
	return 3
}

// distance is how many letters must be put in, left out, replaced, or swapped
// with the next one to make b of a.
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
