package interp

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// Constants declared again. Functions have the values of constants in their
// code, so that a function of an earlier cell must be checked and compiled again
// for a new value: its text, with the names that it had, but for the constants.
// Where that cannot be, the cell says which function keeps the old value.

// constUser is a function or method of a cell, or a variable that was made with
// a function literal, whose text mentions constants.
type constUser struct {
	name    string
	cell    *cellFile
	chunk   chunk
	names   map[string]types.Object // what its text means by names of the session
	imports map[string]string
	literal bool // a variable: its value has the constants in it
}

// constUsers finds those of a cell.
func (s *Session) constUsers(u *unit) (list []*constUser) {
	byChunk := map[int]*constUser{}
	for id, obj := range u.info.Uses {
		off := u.cell.src.cellOffset(u.cell.file.Offset(id.Pos()))
		i := slices.IndexFunc(u.chunks, func(c chunk) bool { return c.start <= off && off < c.end })
		if i < 0 {
			continue
		}
		user := byChunk[i]
		if user == nil {
			user = newConstUser(u, u.chunks[i])
			byChunk[i] = user
		}
		switch {
		case obj.Pkg() == nil:
		case obj.Parent() == obj.Pkg().Scope():
			user.names[strings.TrimSuffix(id.Name, oldSuffix)] = obj
		default:
			if p, ok := obj.(*types.PkgName); ok {
				user.imports[id.Name] = id.Name + " " + strconv.Quote(p.Imported().Path())
			}
		}
	}
	for _, user := range byChunk {
		constants := slices.ContainsFunc(slices.Collect(maps.Values(user.names)), func(o types.Object) bool { return sessionConst(o) != nil })
		if constants && user.name != "" {
			list = append(list, user)
		}
	}
	return list
}

func newConstUser(u *unit, c chunk) *constUser {
	user := &constUser{cell: u.cell, chunk: c, names: map[string]types.Object{}, imports: map[string]string{}}
	switch {
	case c.kind == funcChunk:
		user.name = c.names[0]
	case c.kind == methodChunk:
		user.name = c.recv + "." + c.names[0]
	case (c.kind == varChunk || c.kind == shortVarChunk) && hasLiteral(u, c):
		user.name, user.literal = c.names[0], true
	}
	return user
}

// hasLiteral reports whether there is a function literal in a chunk.
func hasLiteral(u *unit, c chunk) (has bool) {
	for _, f := range u.files {
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.FuncLit); ok {
				off := u.cell.src.cellOffset(u.cell.file.Offset(lit.Pos()))
				has = has || c.start <= off && off < c.end
			}
			return !has
		})
	}
	return has
}

// sessionConst returns obj if it is a constant that a cell declares.
func sessionConst(obj types.Object) *types.Const {
	c, ok := obj.(*types.Const)
	if !ok || c.Pkg() == nil || c.Pkg().Path() != "main" || c.Parent() != c.Pkg().Scope() {
		return nil
	}
	return c
}

// changed returns which constants that a user has the scope of a new cell
// declares otherwise.
func (c *constUser) changed(scope *types.Scope) (names []string) {
	for name, obj := range c.names {
		old, now := sessionConst(obj), scope.Lookup(name)
		if old == nil || now == nil {
			continue
		}
		if n, ok := now.(*types.Const); ok && types.Identical(n.Type(), old.Type()) && constant.Compare(n.Val(), token.EQL, old.Val()) {
			continue
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// renewals checks the functions of earlier cells again that have constants which
// a cell declares anew. The cell's notes get those that keep the old ones. If one
// of them is generic, the cell itself has to be checked again: it may have
// instances.
func (s *Session) renewals(u *unit) (generic bool) {
	scope := u.types.Scope()
	if !slices.ContainsFunc(scope.Names(), func(n string) bool { return s.used[n] }) {
		return false
	}
	declared, kept := declaredUsers(u), map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(s.users)) {
		user := s.users[name]
		changed := user.changed(scope)
		if len(changed) == 0 || declared[name] {
			continue
		}
		var again *unit
		if !user.literal {
			again = s.checkAgain(user, changed, scope)
		}
		if again == nil {
			values := user.values(changed)
			kept[values] = append(kept[values], name)
			continue
		}
		u.again = append(u.again, again)
		if again.generic() {
			generic = true
			s.takeAgain(again)
		}
	}
	u.notes = keepsNote(kept)
	return generic
}

// generic reports whether a function checked again is generic, or of a generic
// type.
func (u *unit) generic() bool {
	for _, l := range u.late {
		if l.named.TypeParams().Len() > 0 {
			return true
		}
	}
	return slices.ContainsFunc(u.types.Scope().Names(), func(n string) bool { return isGeneric(u.types.Scope().Lookup(n)) })
}

// takeAgain gives the names of functions checked again their new meaning.
func (s *Session) takeAgain(a *unit) {
	for _, name := range a.types.Scope().Names() {
		if !strings.Contains(name, mark) {
			s.scope[name] = a.types.Scope().Lookup(name)
		}
	}
}

// declaredUsers are the functions, methods and variables that a cell declares
// itself.
func declaredUsers(u *unit) map[string]bool {
	names := map[string]bool{}
	for _, c := range u.chunks {
		switch c.kind {
		case methodChunk:
			names[c.recv+"."+c.names[0]] = true
		case funcChunk, varChunk, shortVarChunk:
			for _, n := range c.names {
				names[n] = true
			}
		}
	}
	return names
}

// keepsNote says which functions keep the values that constants had; kept has
// them by value.
func keepsNote(kept map[string][]string) (notes []string) {
	for _, values := range slices.Sorted(maps.Keys(kept)) {
		names, verb := kept[values], "keeps"
		list := strings.Join(names, ", ")
		if n := len(names); n > 1 {
			list, verb = strings.Join(names[:n-1], ", ")+" and "+names[n-1], "keep"
		}
		notes = append(notes, fmt.Sprintf("note: %s %s %s until declared again\n", list, verb, values))
	}
	return notes
}

// values are the constants that a user has, with their values.
func (c *constUser) values(names []string) string {
	var list []string
	for _, n := range names {
		list = append(list, n+" = "+c.names[n].(*types.Const).Val().String())
	}
	return strings.Join(list, ", ")
}

// checkAgain checks the text of a user with the new meaning of the changed
// names; nil if that does not go, or if its signature becomes another.
func (s *Session) checkAgain(user *constUser, changed []string, scope *types.Scope) *unit {
	names := maps.Clone(user.names)
	for _, n := range changed {
		names[n] = scope.Lookup(n)
	}
	saved := s.view
	defer func() { s.view = saved }()
	s.view = view{scope: names, imports: user.imports, dots: map[string]types.Object{}}
	s.outerScopes()
	code := blank(user.cell.code[:user.chunk.end], user.chunk.start)
	a := s.attempt(Cell{Name: user.cell.name, Code: code}, s.plan(code))
	if a.failure != nil || len(a.errs) > 0 || !s.sameSignature(a.unit, user, saved.scope) || a.unit.generic() && !allConstants(names, changed) {
		a.undo(s)
		return nil
	}
	a.unit.cell.code = user.cell.code
	return a.unit
}

// allConstants reports whether the names stand for constants. A variable in their
// place belongs to one check of the cell, which generic functions need twice.
func allConstants(meaning map[string]types.Object, names []string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return sessionConst(meaning[n]) == nil })
}

// sameSignature reports whether a function checked again can stand in for the
// one that there is.
func (s *Session) sameSignature(u *unit, user *constUser, scope map[string]types.Object) bool {
	for _, l := range u.late {
		if l.old == nil || !types.Identical(l.old.Signature(), l.method.Signature()) && l.named.TypeParams().Len() == 0 {
			return false
		}
	}
	if user.chunk.kind != funcChunk {
		return len(u.late) > 0
	}
	old, now := scope[user.name], u.types.Scope().Lookup(user.name)
	return old != nil && now != nil && (isGeneric(old) || types.Identical(old.Type(), now.Type()))
}

// linkAgain builds what renewals has checked, and lets callers of the old
// functions call the new ones.
func (s *Session) linkAgain(u *unit) {
	for _, a := range u.again {
		if len(a.changed) > 0 {
			s.forgetMethodSets()
		}
		a.pkg.Build()
		s.replaceFunctions(a)
		for _, named := range a.changed {
			s.m.MethodsChanged(named)
		}
		s.m.Retire(a.pkg.Func("init"))
		s.cells = append(s.cells, a.cell)
	}
}

// commitAgain takes over the functions that were compiled again, and notes which
// functions of the cell itself have constants.
func (s *Session) commitAgain(u *unit) {
	for _, a := range u.again {
		s.pin(a, a.pkg.Func("init"))
		s.takeAgain(a)
		for _, name := range a.types.Scope().Names() {
			if fn, ok := a.pkg.Members[name].(*ssa.Function); ok && !strings.Contains(name, mark) {
				s.members[name] = fn
			}
		}
	}
	for name := range declaredUsers(u) { // they have other constants now, or none
		delete(s.users, name)
	}
	for _, a := range append(u.again, u) {
		for _, user := range s.constUsers(a) {
			s.users[user.name] = user
			for name := range user.names {
				s.used[name] = true
			}
		}
	}
}

// tell writes the notes of a cell.
func (u *unit) tell(w io.Writer) {
	for _, n := range u.notes {
		io.WriteString(w, n)
	}
}

// attemptAgain checks a cell that has passed once more, with the generic
// functions that have the constants which it declares. Where it declares methods
// of earlier types, it stays as it is.
func (s *Session) attemptAgain(a *attempt, cell Cell, p *plan) *attempt {
	if len(a.late.list) > 0 {
		return a
	}
	b := s.attempt(cell, p)
	if b.failure != nil || len(b.errs) > 0 {
		return a
	}
	b.unit.again, b.unit.notes = a.unit.again, a.unit.notes
	return b
}
