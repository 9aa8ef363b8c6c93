package rtype

import (
	"reflect"
	"sync"
	"unsafe"
)

// The names below are open to other packages: the runtime says so beside each
// of them.

//go:linkname addReflectOff reflect.addReflectOff
//go:noescape
func addReflectOff(ptr unsafe.Pointer) int32

//go:linkname unsafeNew reflect.unsafe_New
func unsafeNew(t unsafe.Pointer) unsafe.Pointer

//go:linkname unsafeNewArray reflect.unsafe_NewArray
func unsafeNewArray(t unsafe.Pointer, n int) unsafe.Pointer

//go:linkname typedmemmove runtime.typedmemmove
//go:noescape
func typedmemmove(t, dst, src unsafe.Pointer)

//go:linkname typedslicecopy runtime.typedslicecopy
//go:noescape
func typedslicecopy(t, dst unsafe.Pointer, dstLen int, src unsafe.Pointer, srcLen int) int

//go:linkname memmove runtime.memmove
//go:noescape
func memmove(dst, src unsafe.Pointer, n uintptr)

//go:linkname typedmemclr reflect.typedmemclr
//go:noescape
func typedmemclr(t, p unsafe.Pointer)

// New returns a zeroed object of the type with descriptor t.
func New(t unsafe.Pointer) unsafe.Pointer { return unsafeNew(t) }

// NewArray returns n zeroed objects. It panics if n is negative or too large.
func NewArray(t unsafe.Pointer, n int) unsafe.Pointer { return unsafeNewArray(t, n) }

// Move copies an object.
func Move(t, dst, src unsafe.Pointer) { typedmemmove(t, dst, src) }

// MoveSlice copies n objects that lie one after the other. They may overlap.
func MoveSlice(t, dst, src unsafe.Pointer, n int) {
	if d := (*descriptor)(t); d.ptrBytes == 0 {
		memmove(dst, src, d.size*uintptr(n))
		return
	}
	typedslicecopy(t, dst, n, src, n)
}

// Clear zeroes an object.
func Clear(t, p unsafe.Pointer) { typedmemclr(t, p) }

// Equal reports whether the objects at a and b are equal, as == has it. It
// panics where they cannot be compared.
func Equal(t, a, b unsafe.Pointer) bool {
	eq := *(*func(a, b unsafe.Pointer) bool)(unsafe.Pointer(&(*descriptor)(t).equal))
	if eq == nil {
		rt := FromPtr(t)
		return reflect.NewAt(rt, a).Elem().Interface() == reflect.NewAt(rt, b).Elem().Interface()
	}
	return eq(a, b)
}

var itabs sync.Map // itabKey → unsafe.Pointer

type itabKey struct{ iface, concrete unsafe.Pointer }

// Itab returns the first word of an interface of type iface, which has
// methods, that holds a concrete; nil if concrete lacks one of them.
func Itab(iface, concrete reflect.Type) unsafe.Pointer {
	key := itabKey{TypePtr(iface), TypePtr(concrete)}
	if p, ok := itabs.Load(key); ok {
		return p.(unsafe.Pointer)
	}
	if !concrete.Implements(iface) {
		return nil
	}
	v := reflect.New(iface)
	v.Elem().Set(reflect.Zero(concrete))
	itab := (*eface)(v.UnsafePointer()).typ
	itabs.Store(key, itab)
	return itab
}

// forgetItabs makes Itab ask again which interfaces a type satisfies.
func forgetItabs(concrete reflect.Type) {
	t := TypePtr(concrete)
	itabs.Range(func(key, _ any) bool {
		if key.(itabKey).concrete == t {
			itabs.Delete(key)
		}
		return true
	})
}

// Frame makes a type of n words, of which those are pointers for which ptr
// reports true. It has no name and is of use to New, Move and Clear only.
func Frame(n int, ptr func(i int) bool) unsafe.Pointer {
	mask := make([]byte, (n+63)/64*8)
	last := 0
	for i := range n {
		if ptr(i) {
			mask[i/8] |= 1 << (i % 8)
			last = i + 1
		}
	}
	key := frameKey{n, string(mask)}
	if d, ok := frameTypes.Load(key); ok {
		return d.(unsafe.Pointer)
	}
	d := &descriptor{
		size: uintptr(n) * 8, ptrBytes: uintptr(last) * 8,
		align: 8, fieldAlign: 8, kind: uint8(reflect.Struct),
		gcdata: unsafe.Pointer(&mask[0]),
	}
	p, _ := frameTypes.LoadOrStore(key, unsafe.Pointer(d))
	return p.(unsafe.Pointer)
}

// frameTypes are the types that Frame has made: the same layouts come again and
// again.
var frameTypes sync.Map // frameKey → unsafe.Pointer

type frameKey struct {
	n    int
	mask string
}
