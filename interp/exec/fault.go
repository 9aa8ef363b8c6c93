package exec

import (
	"go/token"
	"reflect"
	"runtime"
	"unsafe"

	"github.com/dlfs-go/book/interp/rtype"
)

// The functions below panic as compiled code does, with the runtime's own
// errors, after noting where.

//go:noinline
func nilPointer(f frame, pos token.Pos) {
	fail(f, pos)
	var p *int
	*p = 0
}

//go:noinline
func divideByZero(f frame, pos token.Pos) {
	fail(f, pos)
	zero := 0
	_ = 1 / zero
}

//go:noinline
func negativeShift(f frame, pos token.Pos) {
	fail(f, pos)
	n := -1
	_ = 1 << n
}

// typeAssertionError mirrors runtime.TypeAssertionError.
type typeAssertionError struct {
	_interface, concrete, asserted unsafe.Pointer
	missingMethod                  string
}

func assertionFailed(f frame, pos token.Pos, iface reflect.Type, concrete unsafe.Pointer, asserted reflect.Type) {
	fail(f, pos)
	e := &typeAssertionError{rtype.TypePtr(iface), concrete, rtype.TypePtr(asserted), ""}
	if asserted.Kind() == reflect.Interface {
		e._interface = nil
		if concrete != nil {
			e.missingMethod = missingMethod(rtype.FromPtr(concrete), asserted)
		}
	}
	panic((*runtime.TypeAssertionError)(unsafe.Pointer(e)))
}

func missingMethod(t, iface reflect.Type) string {
	for i := range iface.NumMethod() {
		m := iface.Method(i)
		if have, ok := t.MethodByName(m.Name); !ok || have.Type.NumIn() != m.Type.NumIn()+1 {
			return m.Name
		}
	}
	return iface.Method(0).Name
}

// runtimeError is a runtime.Error that the runtime has no way to provoke here.
type runtimeError string

func (e runtimeError) Error() string { return string(e) }

// RuntimeError implements runtime.Error.
func (runtimeError) RuntimeError() {}

// guarded runs code that may panic by itself and notes where.
func guarded(f frame, pos token.Pos) { hdr(f).pc = pos }
