// Package rtype makes named Go types with methods at run time.
//
// Package reflect can make every kind of unnamed type, but no named one and
// none with methods. This package builds the descriptors of such types in
// memory, as the compiler lays them out, and registers their names, types and
// code with the runtime through reflect.addReflectOff. To compiled code the
// result is a type like any other: fmt prints its name and calls its String
// method, it satisfies interfaces, is a key of its own in a map, and so on.
//
// A method's code is one of a table of small assembly stubs, each of which
// jumps to a func value: see [Type.SetMethods].
//
// The package depends on the layout of internal/abi.Type and on a few names
// that the runtime keeps open. [Supported] looks at them once in a program; a
// test compares every field with the sources of the toolchain, so that a new Go
// release that changes one fails a test with its name.
package rtype

//go:generate go run ./gen

import (
	"encoding/binary"
	"go/token"
	"reflect"
	"sync"
	"unsafe"
)

// descriptor mirrors internal/abi.Type.
type descriptor struct {
	size, ptrBytes          uintptr
	hash                    uint32
	tflag                   uint8
	align, fieldAlign, kind uint8
	equal                   unsafe.Pointer
	gcdata                  unsafe.Pointer
	str, ptrToThis          int32
}

// Bits of descriptor.tflag.
const (
	flagUncommon    = 1 << 0
	flagExtraStar   = 1 << 1
	flagNamed       = 1 << 2
	flagDirectIface = 1 << 5
)

// uncommon mirrors internal/abi.UncommonType.
type uncommon struct {
	pkgPath        int32
	mcount, xcount uint16
	moff, _        uint32
}

// method mirrors internal/abi.Method.
type method struct{ name, mtyp, ifn, tfn int32 }

// imethod mirrors internal/abi.Imethod.
type imethod struct{ name, typ int32 }

// structField mirrors internal/abi.StructField.
type structField struct {
	name *byte
	_    unsafe.Pointer // the type
	_    uintptr        // the offset
}

const (
	descriptorSize = unsafe.Sizeof(descriptor{})
	uncommonSize   = unsafe.Sizeof(uncommon{})
	methodSize     = unsafe.Sizeof(method{})
)

// eface mirrors internal/abi.EmptyInterface.
type eface struct{ typ, data unsafe.Pointer }

// TypePtr returns the address of t's descriptor, as an interface's type word
// has it.
func TypePtr(t reflect.Type) unsafe.Pointer { return (*eface)(unsafe.Pointer(&t)).data }

// FromPtr is the inverse of TypePtr.
func FromPtr(p unsafe.Pointer) reflect.Type {
	var x any
	(*eface)(unsafe.Pointer(&x)).typ = p
	return reflect.TypeOf(x)
}

func desc(t reflect.Type) *descriptor { return (*descriptor)(TypePtr(t)) }

// PointerShaped reports whether an interface that holds a t has it as its
// data word, and not a pointer to it.
func PointerShaped(t reflect.Type) bool { return desc(t).tflag&flagDirectIface != 0 }

// registry keeps what is made here reachable: the runtime refers to types in
// ways that the garbage collector does not follow.
var registry struct {
	sync.Mutex
	keep []any
	hash uint32
}

func keep(x ...any) {
	registry.Lock()
	registry.keep = append(registry.keep, x...)
	registry.Unlock()
}

func newHash() uint32 {
	registry.Lock()
	defer registry.Unlock()
	registry.hash = registry.hash*1664525 + 1013904223 // a linear congruential generator: all 32-bit values, once each
	return registry.hash
}

// Bits of an encoded name.
const (
	nameExported = 1 << 0
	nameTag      = 1 << 1
	namePkgPath  = 1 << 2
	nameEmbedded = 1 << 3
)

// encodeName lays a name out as internal/abi.Name: flags, length, bytes, and
// the same for a tag.
func encodeName(name, tag string, flags byte) *byte { return encodeNameOf("", name, tag, flags) }

// encodeNameOf adds the path of the package that a name which is not exported
// belongs to. Without it that is the package of the type that has the name.
func encodeNameOf(pkgPath, name, tag string, flags byte) *byte {
	if tag != "" {
		flags |= nameTag
	}
	if pkgPath != "" {
		flags |= namePkgPath
	}
	b := []byte{flags}
	b = appendVarint(b, len(name))
	b = append(b, name...)
	if tag != "" {
		b = appendVarint(b, len(tag))
		b = append(b, tag...)
	}
	if pkgPath != "" {
		b = binary.NativeEndian.AppendUint32(b, uint32(nameOff(pkgPath, 0)))
	}
	keep(b)
	return &b[0]
}

func appendVarint(b []byte, n int) []byte {
	for ; n >= 0x80; n >>= 7 {
		b = append(b, byte(n|0x80))
	}
	return append(b, byte(n))
}

func nameOff(name string, flags byte) int32 {
	return addReflectOff(unsafe.Pointer(encodeName(name, "", flags)))
}

// memberOff is nameOff for a method, of a package if it is not exported.
func memberOff(pkgPath, name string) int32 {
	if token.IsExported(name) {
		return nameOff(name, nameExported)
	}
	return addReflectOff(unsafe.Pointer(encodeNameOf(pkgPath, name, "", 0)))
}

func typeOff(t unsafe.Pointer) int32 { return addReflectOff(t) }
