package rtype

import (
	"cmp"
	"fmt"
	"go/token"
	"math"
	"reflect"
	"slices"
	"sync/atomic"
	"unsafe"
)

// A Method of a type made here.
type Method struct {
	Name    string
	PkgPath string       // of an unexported method
	Type    reflect.Type // without the receiver
	// Word is a function whose first parameter, an unsafe.Pointer, is the data
	// word of the interface that the method is called through; the others are
	// as in Type.
	Word reflect.Value
}

// stubbed is a method and the code that the descriptor has for it.
type stubbed struct {
	Method
	word, recv int // stubs
}

// SetMethods gives T and *T their methods. It may be called again, with more
// methods, fewer ones, or with other code for the same ones. The error says that
// there are too many.
func (t *Type) SetMethods(value, pointer []Method) error {
	if err := t.t.setMethods(value, t.Type()); err != nil {
		return err
	}
	return t.p.setMethods(pointer, t.Pointer())
}

func (b *block) setMethods(list []Method, recv reflect.Type) error {
	n := len(b.methods)
	b.methods = slices.DeleteFunc(b.methods, func(old stubbed) bool {
		return !slices.ContainsFunc(list, func(m Method) bool { return m.Name == old.Name && m.PkgPath == old.PkgPath })
	})
	if len(b.methods) < n {
		forgetItabs(recv)
	}
	for _, m := range list {
		if err := b.setMethod(m, recv); err != nil {
			return fmt.Errorf("the methods of %s: %w", recv, err)
		}
	}
	slices.SortFunc(b.methods, func(x, y stubbed) int { return compareMethods(x.Method, y.Method) })
	if len(b.methods) > b.room {
		if err := b.grow(); err != nil {
			return fmt.Errorf("the methods of %s: %w", recv, err)
		}
	}
	u := b.uncommon()
	exported := 0
	for i, m := range b.methods {
		*(*method)(unsafe.Add(b.table, uintptr(i)*methodSize)) = m.encode()
		if token.IsExported(m.Name) {
			exported++
		}
	}
	u.mcount, u.xcount = uint16(len(b.methods)), uint16(exported)
	if len(list) > 0 {
		forget(b.at(0))
	}
	return nil
}

// grow moves the method table to memory that has room for more.
func (b *block) grow() error {
	room := 2 * len(b.methods)
	table := b.arena.newTable(room)
	if table == nil || room > math.MaxUint16 {
		return fmt.Errorf("a type cannot have %d methods", len(b.methods))
	}
	b.uncommon().moff = uint32(uintptr(table) - uintptr(b.at(b.head)))
	b.table, b.room = table, room
	return nil
}

// compareMethods is the order of the linker: exported methods first.
func compareMethods(x, y Method) int {
	if a, b := token.IsExported(x.Name), token.IsExported(y.Name); a != b {
		if a {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.PkgPath, y.PkgPath))
}

func (b *block) setMethod(m Method, recv reflect.Type) error {
	for i := range b.methods {
		old := &b.methods[i]
		if old.Name == m.Name && old.PkgPath == m.PkgPath {
			if old.Type != m.Type { // compiled code may still call the old one
				b.methods = slices.Delete(b.methods, i, i+1)
				break
			}
			old.Method = m
			setStub(old.word, m.Word)
			if old.recv != old.word {
				setStub(old.recv, withReceiver(m, recv))
			}
			return nil
		}
	}
	s := stubbed{Method: m}
	var err error
	if s.word, err = newStub(m.Word); err != nil {
		return err
	}
	s.recv = s.word
	if !PointerShaped(recv) {
		if s.recv, err = newStub(withReceiver(m, recv)); err != nil {
			return err
		}
	}
	b.methods = append(b.methods, s)
	return nil
}

// withReceiver is the function that reflect.Method.Func calls: the receiver is
// the first parameter, by value.
func withReceiver(m Method, recv reflect.Type) reflect.Value {
	in, out := []reflect.Type{recv}, []reflect.Type(nil)
	for p := range m.Type.Ins() {
		in = append(in, p)
	}
	for p := range m.Type.Outs() {
		out = append(out, p)
	}
	return reflect.MakeFunc(reflect.FuncOf(in, out, m.Type.IsVariadic()), func(args []reflect.Value) []reflect.Value {
		p := reflect.New(recv)
		p.Elem().Set(args[0])
		args[0] = reflect.ValueOf(p.UnsafePointer())
		if m.Type.IsVariadic() {
			return m.Word.CallSlice(args)
		}
		return m.Word.Call(args)
	})
}

func (s stubbed) encode() method {
	keep(s.Type)
	return method{
		name: memberOff(s.PkgPath, s.Name),
		mtyp: typeOff(TypePtr(s.Type)),
		ifn:  addReflectOff(stubCode(s.word)),
		tfn:  addReflectOff(stubCode(s.recv)),
	}
}

var stubsUsed atomic.Int32

// newStub returns a stub that jumps to fn.
func newStub(fn reflect.Value) (int, error) {
	i := int(stubsUsed.Add(1)) - 1
	if i >= numStubs {
		stubsUsed.Add(-1)
		return 0, fmt.Errorf("a process has room for %d methods of types declared in cells: restart the kernel", numStubs)
	}
	setStub(i, fn)
	return i, nil
}

func setStub(i int, fn reflect.Value) {
	x := fn.Interface()
	keep(x)
	atomic.StorePointer(&stubTab[i], (*eface)(unsafe.Pointer(&x)).data)
}
