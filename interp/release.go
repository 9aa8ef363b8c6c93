package interp

import (
	"go/types"
	"strings"
	"unsafe"

	"golang.org/x/tools/go/ssa"
)

// release drops what was compiled of a cell that has ended and declares
// nothing, so that a long session stays small. Function values that got out of
// the cell have what they need themselves.
func (s *Session) release(u *unit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range u.types.Scope().Names() {
		if obj := u.types.Scope().Lookup(name); obj.Pkg() == u.types && !strings.Contains(name, mark) {
			return
		}
	}
	if len(u.late) > 0 || u.pkg == nil {
		return
	}
	s.m.Locked(func() {
		delete(*field[map[*types.Package]*ssa.Package](unsafe.Pointer(s.prog), privates().packages), u.types)
	})
	for _, m := range u.pkg.Members {
		if fn, ok := m.(*ssa.Function); ok {
			s.m.Forget(fn)
		}
	}
}
