package exec

import (
	"reflect"
	"unsafe"

	"github.com/dlfs-go/book/interp/rtype"
)

// class is what matters of a type when its values are moved.
type class int

const (
	classOther class = iota
	class8
	class16
	class32
	class64
	classPointer
	classString
	classSlice
	classInterface
	classInt   // a transfer's computed number
	classFloat // likewise
	classSum   // likewise, of a slot and a constant
)

func classOf(t reflect.Type) class {
	switch t.Kind() {
	case reflect.String:
		return classString
	case reflect.Slice:
		return classSlice
	case reflect.Interface:
		return classInterface
	}
	if hasPointers(t) {
		if t.Size() == word {
			return classPointer
		}
		return classOther
	}
	switch t.Size() {
	case 1:
		return class8
	case 2:
		return class16
	case 4:
		return class32
	case 8:
		return class64
	}
	return classOther
}

// move copies a value of type typ within a frame.
type move struct {
	dst, src uintptr
	typ      reflect.Type
}

//go:noinline
func (m move) op() op {
	d, s := m.dst, m.src
	switch classOf(m.typ) {
	case class8, class16, class32:
		if m.src%word == 0 {
			return copyOf[uint64](d, s)
		}
	case class64:
		return copyOf[uint64](d, s)
	case classPointer:
		return copyOf[unsafe.Pointer](d, s)
	case classString:
		return copyOf[string](d, s)
	case classSlice:
		return copyOf[[]byte](d, s)
	case classInterface:
		return copyOf[any](d, s)
	}
	if m.typ.Size() == 0 {
		return func(frame) {}
	}
	t := rtype.TypePtr(m.typ)
	return func(f frame) { rtype.Move(t, unsafe.Add(f, d), unsafe.Add(f, s)) }
}

//go:noinline
func copyOf[T any](d, s uintptr) op { return func(f frame) { *at[T](f, d) = *at[T](f, s) } }

// sequence makes moves one after the other.
//
//go:noinline
func sequence(moves []move) op {
	ops := make([]op, len(moves))
	words := true
	for i, m := range moves {
		ops[i] = m.op()
		words = words && classOf(m.typ) == class64
	}
	switch len(ops) {
	case 0:
		return func(frame) {}
	case 1:
		return ops[0]
	case 2:
		if words {
			return copyTwo(moves[0], moves[1])
		}
		a, b := ops[0], ops[1]
		return func(f frame) { a(f); b(f) }
	case 3:
		a, b, c := ops[0], ops[1], ops[2]
		return func(f frame) { a(f); b(f); c(f) }
	}
	return func(f frame) {
		for _, o := range ops {
			o(f)
		}
	}
}

//go:noinline
func copyTwo(a, b move) op {
	d0, s0, d1, s1 := a.dst, a.src, b.dst, b.src
	return func(f frame) {
		*at[uint64](f, d0) = *at[uint64](f, s0)
		*at[uint64](f, d1) = *at[uint64](f, s1)
	}
}

//go:noinline
func clearOp(t reflect.Type, off uintptr) op {
	switch classOf(t) {
	case class8, class16, class32, class64:
		return func(f frame) { *at[uint64](f, off) = 0 }
	case classPointer:
		return func(f frame) { *at[unsafe.Pointer](f, off) = nil }
	}
	tp := rtype.TypePtr(t)
	return func(f frame) { rtype.Clear(tp, unsafe.Add(f, off)) }
}
