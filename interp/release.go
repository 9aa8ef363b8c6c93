package interp

import (
	"go/types"
	"slices"
	"strings"
	"unsafe"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/interp/exec"
)

// A long session stays small because a cell that has run leaves what it declares,
// and little more.

// ending is a cell that has come to its end, and its run, which may have
// goroutines.
type ending struct {
	unit *unit
	run  *exec.Run
}

// releaseEnded releases a cell, and those before it whose goroutines have ended
// meanwhile.
func (s *Session) releaseEnded(u *unit, run *exec.Run) {
	s.endings = slices.DeleteFunc(append(s.endings, ending{u, run}), func(e ending) bool {
		ended := e.run.Live() == 0
		if ended {
			s.release(e.unit)
		}
		return ended
	})
}

// release drops what was compiled of a cell that has ended: its statements and
// initializers do not run again. Function values that got out of the cell have
// what they need themselves.
func (s *Session) release(u *unit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.pkg == nil {
		return
	}
	init := u.pkg.Func("init")
	s.m.Retire(init)
	if len(u.late) == 0 && !u.declares() {
		s.m.Locked(func() {
			delete(*field[map[*types.Package]*ssa.Package](unsafe.Pointer(s.prog), privates().packages), u.types)
		})
		for _, m := range u.pkg.Members {
			if fn, ok := m.(*ssa.Function); ok {
				s.m.Forget(fn)
			}
		}
		if !keepsFunctions(init) {
			s.dropCell(u.cell)
		}
		return
	}
	s.shrink(u, init)
}

// declares reports whether a cell has declared anything.
func (u *unit) declares() bool {
	for _, name := range u.types.Scope().Names() {
		if !strings.Contains(name, mark) {
			return true
		}
	}
	return false
}

// keepsFunctions reports whether a function has function literals that may be
// called when it has ended: those that it does not just call.
func keepsFunctions(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			for _, op := range in.Operands(nil) {
				switch v := (*op).(type) {
				case *ssa.Function:
					if _, closure := in.(*ssa.MakeClosure); v.Parent() != nil && !closure && !onlyCalls(in, v) {
						return true
					}
				case *ssa.MakeClosure:
					if !onlyCalls(in, v) {
						return true
					}
				}
			}
		}
	}
	return slices.ContainsFunc(fn.AnonFuncs, keepsFunctions)
}

// onlyCalls reports whether all that an instruction does with f is to call it.
func onlyCalls(in ssa.Instruction, f ssa.Value) bool {
	call, ok := in.(ssa.CallInstruction)
	return ok && call.Common().Value == f && !slices.Contains(call.Common().Args, f)
}

// dropCell forgets the text of a cell, to which no error will refer any more.
func (s *Session) dropCell(c *cellFile) {
	for i := len(s.cells) - 1; i >= 0; i-- {
		if s.cells[i] == c {
			s.cells = append(s.cells[:i], s.cells[i+1:]...)
			break
		}
	}
	s.fset.RemoveFile(c.file)
}

// emptied takes the names out of a scope, and the scopes in it.
func emptied(sc *types.Scope) {
	*elements(sc) = nil
	*field[[]*types.Scope](unsafe.Pointer(sc), privates().children) = nil
}

// remains is what a cell's package has left.
type remains struct {
	names int       // that the session still has
	cell  *cellFile // or nil, if errors may refer to its text without these names
}

// remain counts what a cell has left that can go when it is declared again:
// variables, constants and functions that are not generic. Of types and methods
// there may be values.
func (s *Session) remain(u *unit, init *ssa.Function) {
	if len(u.late) > 0 {
		return
	}
	r := &remains{cell: u.cell}
	if keepsFunctions(init) {
		r.cell = nil
	}
	for _, obj := range s.objectsOf(u) {
		if _, ok := obj.(*types.TypeName); ok || isGeneric(obj) {
			return
		}
		r.names++
	}
	if functions := slices.ContainsFunc(u.chunks, func(c chunk) bool { return c.kind == funcChunk }); r.cell != nil && !functions && !hasComments(u.cell.code) {
		s.dropCell(u.cell)
		r.cell = nil
	}
	s.left[u.types] = r
}

// hasComments reports whether a cell may say something about its names that a
// reader could ask for.
func hasComments(code string) bool {
	return strings.Contains(code, "//") || strings.Contains(code, "/*")
}

// objectsOf returns what a cell has declared that the session has.
func (s *Session) objectsOf(u *unit) (list []types.Object) {
	for obj := range *field[map[types.Object]ssa.Member](unsafe.Pointer(u.pkg), privates().objects) {
		if s.scope[obj.Name()] == obj {
			list = append(list, obj)
		}
	}
	for _, m := range u.pkg.Members {
		if t, ok := m.(*ssa.Type); ok {
			list = append(list, t.Object())
		}
	}
	return list
}

func isGeneric(obj types.Object) bool {
	fn, ok := obj.(*types.Func)
	return ok && fn.Signature().TypeParams().Len() > 0
}

// pin notes what the functions of a cell refer to: that stays.
func (s *Session) pin(u *unit, init *ssa.Function) {
	functions := keepsFunctions(init)
	for _, c := range u.chunks {
		functions = functions || c.kind == funcChunk || c.kind == methodChunk
	}
	if !functions {
		return
	}
	for _, obj := range u.info.Uses {
		if obj.Pkg() != nil && obj.Pkg().Path() == "main" && obj.Parent() == obj.Pkg().Scope() {
			s.pinned[obj] = true
		}
	}
}

// replaced drops what is behind a name that has been declared anew, if no
// function refers to it.
func (s *Session) replaced(obj types.Object) {
	r := s.left[obj.Pkg()]
	if r == nil || s.pinned[obj] {
		return
	}
	s.m.Locked(func() {
		delete(s.objects, obj)
	})
	switch m := s.members[obj.Name()].(type) {
	case *ssa.Global:
		s.m.ForgetGlobal(m)
	case *ssa.Function:
		s.m.Forget(m)
		r.cell = nil // it may be running, or a value
	}
	if r.names--; r.names > 0 {
		return
	}
	delete(s.left, obj.Pkg())
	s.m.Locked(func() {
		delete(*field[map[*types.Package]*ssa.Package](unsafe.Pointer(s.prog), privates().packages), obj.Pkg())
	})
	if r.cell != nil {
		s.dropCell(r.cell)
	}
}

// shrink drops what a cell's package has for its own building: its scopes, whose
// names the session has now, the initializer, and the list of members. The
// objects of all cells are in one map, where go/ssa looks for what they stand
// for: a small map takes more than what is in it.
func (s *Session) shrink(u *unit, init *ssa.Function) {
	p := privates()
	emptied(u.types.Scope())
	for _, m := range u.pkg.Members {
		if fn, ok := m.(*ssa.Function); ok && fn.Signature.TypeParams().Len() == 0 && fn.Object() != nil {
			emptied(fn.Object().(*types.Func).Scope())
		}
	}
	u.pkg.Members = nil
	u.cell.src.text = strings.Builder{}
	s.remain(u, init)
	pkg := unsafe.Pointer(u.pkg)
	s.m.Locked(func() {
		*field[*ssa.Function](pkg, p.init) = nil
		objects := field[map[types.Object]ssa.Member](pkg, p.objects)
		for obj, m := range *objects {
			s.objects[obj] = m
		}
		*objects = s.objects
	})
}
