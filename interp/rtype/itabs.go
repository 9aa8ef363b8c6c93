package rtype

import (
	"reflect"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"unsafe"
)

// itabTable mirrors runtime.itabTableType; as many entries follow as size says.
type itabTable struct{ size, count uintptr }

// itab mirrors internal/abi.ITab.
type itab struct {
	inter, typ unsafe.Pointer
	_          uint32  // the hash
	fun        uintptr // 0: the type lacks a method of the interface
}

func (t *itabTable) entries() []*itab {
	return unsafe.Slice((**itab)(unsafe.Add(unsafe.Pointer(t), unsafe.Sizeof(*t))), t.size)
}

// nobody makes the descriptor of a type that has no values. It stands for a type
// in what the runtime is to forget, each time another one: the runtime ends the
// process when its table has an interface twice with the same type.
func nobody() unsafe.Pointer {
	d := *desc(reflect.TypeFor[struct{ nobody int }]())
	d.hash = newHash()
	keep(&d)
	return unsafe.Pointer(&d)
}

// forget makes the runtime ask again whether t satisfies the interfaces that it
// did not. It remembers those too, so that a type with a new method String
// would not be a fmt.Stringer if it has been printed without it.
//
// A place in compiled code that has found this out about a thousand times may
// remember it by itself; that stays.
func forget(t unsafe.Pointer) {
	variable := itabVariable()
	if variable == nil {
		return
	}
	table := (*itabTable)(atomic.LoadPointer(variable))
	for _, m := range table.entries() {
		if m != nil && m.typ == t && m.fun == 0 {
			atomic.StorePointer(&m.typ, nobody())
		}
	}
}

//go:linkname getitab runtime.getitab
func getitab(inter, typ unsafe.Pointer, canFail bool) unsafe.Pointer

// itabVariable finds the runtime's pointer to its table: the variable has no
// name that the linker would give us, but runtime.getitab, which has, loads it.
var itabVariable = sync.OnceValue(func() *unsafe.Pointer {
	known := (*itab)(getitab(TypePtr(reflect.TypeFor[error]()), TypePtr(reflect.TypeFor[*reflect.ValueError]()), false))
	f := getitab
	code := **(**uintptr)(unsafe.Pointer(&f))
	for _, p := range loads(code) {
		if isItabVariable(p, known) {
			return (*unsafe.Pointer)(address(p))
		}
	}
	return nil
})

// address makes a pointer of an address outside of the heap.
func address(p uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&p)) }

// isItabVariable reports whether at p is a pointer to a table that has known.
func isItabVariable(p uintptr, known *itab) (yes bool) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil { // nothing is there
			yes = false
		}
	}()
	if p%8 != 0 {
		return false
	}
	t := *(**itabTable)(address(p))
	if t == nil || t.size < 2 || t.size&(t.size-1) != 0 || t.count == 0 || t.count > t.size || t.size > 1<<24 {
		return false
	}
	found := false
	for _, m := range t.entries() {
		found = found || m == known
	}
	return found
}
