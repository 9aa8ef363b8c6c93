package exec

import "reflect"

// layout gives every value of a function its place in the frame.
type layout struct {
	size  uintptr
	ptrs  []bool              // by word
	funcs []func(image frame) // set the constants
}

func (l *layout) alloc(t reflect.Type) uintptr {
	off := l.size
	if n := off + slotSize(t); n > maxFrame {
		panic(frameSize(n))
	}
	l.size += slotSize(t)
	l.ptrs = append(l.ptrs, make([]bool, (l.size-off)/word)...)
	markPointers(t, func(o uintptr) { l.ptrs[(off+o)/word] = true })
	return off
}

// slotSize is what a value of type t takes of a frame: words of its own.
func slotSize(t reflect.Type) uintptr {
	return max(word, (t.Size()+word-1)/word*word)
}

// markPointers calls mark with the offset of every pointer in a value of
// type t.
func markPointers(t reflect.Type, mark func(uintptr)) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer, reflect.String, reflect.Slice:
		mark(0)
	case reflect.Interface:
		mark(0)
		mark(word)
	case reflect.Array:
		if t.Len() == 0 || !hasPointers(t.Elem()) {
			return
		}
		for i := range t.Len() {
			base := uintptr(i) * t.Elem().Size()
			markPointers(t.Elem(), func(o uintptr) { mark(base + o) })
		}
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			markPointers(f.Type, func(o uintptr) { mark(f.Offset + o) })
		}
	}
}

func hasPointers(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return t.Len() > 0 && hasPointers(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if hasPointers(t.Field(i).Type) {
				return true
			}
		}
		return false
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer, reflect.String, reflect.Slice, reflect.Interface:
		return true
	}
	return false
}

// headerPointers is the pointer map of header.
var headerPointers = [headerWords]bool{true, true, true, true, true, true, true}

func newLayout() *layout {
	return &layout{size: headerWords * word, ptrs: headerPointers[:headerWords:headerWords]}
}
