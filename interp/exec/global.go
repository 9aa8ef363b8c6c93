package exec

import (
	"go/types"
	"reflect"
	"unsafe"

	"golang.org/x/tools/go/ssa"
)

// A package variable has memory of its own, which its next declaration with
// the same type takes over; that of a compiled package is where the package
// has it.

// Global returns the address of g's memory.
func (m *Machine) Global(g *ssa.Global) unsafe.Pointer {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.global(g)
}

// Share gives new the memory of old, which has the same type.
func (m *Machine) Share(old, new *ssa.Global) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.globals[new] = m.global(old)
}

// ForgetGlobal drops a variable that no code refers to; its memory may be that of
// another.
func (m *Machine) ForgetGlobal(g *ssa.Global) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.globals, g)
}

// Value returns the variable g.
func (m *Machine) Value(g *ssa.Global) reflect.Value {
	m.mu.Lock()
	defer m.mu.Unlock()
	return reflect.NewAt(m.rtype(g.Type().(*types.Pointer).Elem()), m.global(g)).Elem()
}

func (m *Machine) global(g *ssa.Global) unsafe.Pointer {
	if p, ok := m.globals[g]; ok {
		return p
	}
	var p unsafe.Pointer
	if sym, ok := m.symbol(g.Pkg.Pkg.Path(), g.Name()); ok {
		p = eface(&sym).data
	} else {
		t := m.rtype(g.Type().(*types.Pointer).Elem())
		if err := m.Room(uint64(t.Size())); err != nil {
			panic(NoMemory{g.Pos(), err})
		}
		p = reflect.New(t).UnsafePointer()
	}
	m.globals[g] = p
	return p
}

func (m *Machine) symbol(path, name string) (any, bool) {
	if m.Symbols == nil {
		return nil, false
	}
	sym, ok := m.Symbols(path)[name]
	return sym, ok
}
