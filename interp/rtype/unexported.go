package rtype

import (
	"reflect"
	"unsafe"
)

//go:linkname resolveNameOff reflect.resolveNameOff
//go:noescape
func resolveNameOff(ptrInModule unsafe.Pointer, off int32) unsafe.Pointer

//go:linkname resolveTextOff reflect.resolveTextOff
//go:noescape
func resolveTextOff(rtype unsafe.Pointer, off int32) unsafe.Pointer

// Unexported returns the code of a method of the compiled type t that its
// package does not export, which [reflect.Type.MethodByName] does not find; nil
// if there is none in the program. The code's first parameter is the data word
// of an interface that holds the receiver.
func Unexported(t reflect.Type, pkgPath, name string) unsafe.Pointer {
	d := desc(t)
	if d.tflag&flagUncommon == 0 {
		return nil
	}
	u := (*uncommon)(unsafe.Add(unsafe.Pointer(d), headSize(t.Kind())))
	own := decodeName(resolveNameOff(unsafe.Pointer(d), u.pkgPath))
	list := unsafe.Slice((*method)(unsafe.Add(unsafe.Pointer(u), u.moff)), u.mcount)
	for _, m := range list[min(u.xcount, u.mcount):] {
		n := resolveNameOff(unsafe.Pointer(d), m.name)
		if decodeName(n) != name || m.ifn == 0 || m.ifn == -1 { // -1: the linker has left it out
			continue
		}
		if p := packageOf(n); p == pkgPath || p == "" && own == pkgPath {
			return resolveTextOff(unsafe.Pointer(d), m.ifn)
		}
	}
	return nil
}

func decodeName(n unsafe.Pointer) string {
	if n == nil {
		return ""
	}
	size, at := readVarint(n, 1)
	return unsafe.String((*byte)(unsafe.Add(n, at)), size)
}

// packageOf returns the path that a name carries, if it does.
func packageOf(n unsafe.Pointer) string {
	flags := *(*byte)(n)
	if flags&namePkgPath == 0 {
		return ""
	}
	size, at := readVarint(n, 1)
	end := at + size
	if flags&nameTag != 0 {
		size, at = readVarint(n, end)
		end = at + size
	}
	var off int32
	copy((*[4]byte)(unsafe.Pointer(&off))[:], (*[4]byte)(unsafe.Add(n, end))[:])
	return decodeName(resolveNameOff(n, off))
}

func readVarint(p unsafe.Pointer, at int) (n, end int) {
	for shift := 0; ; shift += 7 {
		b := *(*byte)(unsafe.Add(p, at))
		at++
		n |= int(b&0x7f) << shift
		if b < 0x80 {
			return n, at
		}
	}
}
