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

func copyOf[T any](d, s uintptr) op { return func(f frame) { *at[T](f, d) = *at[T](f, s) } }

// sequence makes moves one after the other.
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

func copyTwo(a, b move) op {
	d0, s0, d1, s1 := a.dst, a.src, b.dst, b.src
	return func(f frame) {
		*at[uint64](f, d0) = *at[uint64](f, s0)
		*at[uint64](f, d1) = *at[uint64](f, s1)
	}
}

// transfer copies a value of type t from one frame to another.
type transfer func(dst, src frame)

func transferOf(t reflect.Type, d, s uintptr) transfer {
	switch classOf(t) {
	case class64:
		return transferT[uint64](d, s)
	case class8, class16, class32:
		if s%word == 0 && d%word == 0 {
			return transferT[uint64](d, s)
		}
	case classPointer:
		return transferT[unsafe.Pointer](d, s)
	case classString:
		return transferT[string](d, s)
	case classSlice:
		return transferT[[]byte](d, s)
	case classInterface:
		return transferT[any](d, s)
	}
	if t.Size() == 0 {
		return func(dst, src frame) {}
	}
	tp := rtype.TypePtr(t)
	return func(dst, src frame) { rtype.Move(tp, unsafe.Add(dst, d), unsafe.Add(src, s)) }
}

func transferT[T any](d, s uintptr) transfer {
	return func(dst, src frame) { *at[T](dst, d) = *at[T](src, s) }
}
