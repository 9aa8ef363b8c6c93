package exec

import (
	"reflect"
	"unsafe"
)

// Calls between interpreted and compiled code go through package reflect,
// except those of the signatures below, which are common where it matters:
// callbacks that compiled code calls for every element, methods of layers, and
// functions and methods that a loop calls. There a call costs what a call of a
// func value costs.
//
// A signature is written as a word: a letter for each parameter, a colon, and
// a letter for the result. i is a 64-bit integer, f a float64, p a pointer, b a
// bool, s a string, l a slice, e an empty or other interface. Functions whose
// types have the same word are called alike: their arguments go in the same
// registers.

func word64(t reflect.Type) byte {
	switch t.Kind() {
	case reflect.Int, reflect.Int64, reflect.Uint, reflect.Uint64, reflect.Uintptr:
		return 'i'
	case reflect.Float64:
		return 'f'
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return 'p'
	case reflect.Bool:
		return 'b'
	case reflect.String:
		return 's'
	case reflect.Slice:
		return 'l'
	case reflect.Interface:
		return 'e'
	}
	return '?'
}

func signatureWord(t reflect.Type) string {
	var w []byte
	for p := range t.Ins() {
		w = append(w, word64(p))
	}
	w = append(w, ':')
	for p := range t.Outs() {
		w = append(w, word64(p))
	}
	return string(w)
}

type (
	ptr  = unsafe.Pointer
	list = []byte
)

// callers make calls of compiled functions, by signature.
var callers = map[string]func(fv ptr, a []uintptr, r uintptr) op{
	":": func(fv ptr, a []uintptr, r uintptr) op {
		fn := *(*func())(ptr(&fv))
		return func(frame) { fn() }
	},
	"f:f": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x := *(*func(float64) float64)(ptr(&fv)), a[0]
		return func(f frame) { *at[float64](f, r) = fn(*at[float64](f, x)) }
	},
	"ff:f": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x, y := *(*func(float64, float64) float64)(ptr(&fv)), a[0], a[1]
		return func(f frame) { *at[float64](f, r) = fn(*at[float64](f, x), *at[float64](f, y)) }
	},
	"p:": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x := *(*func(ptr))(ptr(&fv)), a[0]
		return func(f frame) { fn(*at[ptr](f, x)) }
	},
	"p:f": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x := *(*func(ptr) float64)(ptr(&fv)), a[0]
		return func(f frame) { *at[float64](f, r) = fn(*at[ptr](f, x)) }
	},
	"p:i": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x := *(*func(ptr) int)(ptr(&fv)), a[0]
		return func(f frame) { *at[int](f, r) = fn(*at[ptr](f, x)) }
	},
	"p:ii": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x := *(*func(ptr) (int, int))(ptr(&fv)), a[0]
		return func(f frame) { *at[int](f, r), *at[int](f, r+word) = fn(*at[ptr](f, x)) }
	},
	"p:p": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x := *(*func(ptr) ptr)(ptr(&fv)), a[0]
		return func(f frame) { *at[ptr](f, r) = fn(*at[ptr](f, x)) }
	},
	"p:s": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x := *(*func(ptr) string)(ptr(&fv)), a[0]
		return func(f frame) { *at[string](f, r) = fn(*at[ptr](f, x)) }
	},
	"p:l": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x := *(*func(ptr) list)(ptr(&fv)), a[0]
		return func(f frame) { *at[list](f, r) = fn(*at[ptr](f, x)) }
	},
	"pp:p": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x, y := *(*func(ptr, ptr) ptr)(ptr(&fv)), a[0], a[1]
		return func(f frame) { *at[ptr](f, r) = fn(*at[ptr](f, x), *at[ptr](f, y)) }
	},
	"pp:": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x, y := *(*func(ptr, ptr))(ptr(&fv)), a[0], a[1]
		return func(f frame) { fn(*at[ptr](f, x), *at[ptr](f, y)) }
	},
	"pi:i": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x, i := *(*func(ptr, int) int)(ptr(&fv)), a[0], a[1]
		return func(f frame) { *at[int](f, r) = fn(*at[ptr](f, x), *at[int](f, i)) }
	},
	"pi:f": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x, i := *(*func(ptr, int) float64)(ptr(&fv)), a[0], a[1]
		return func(f frame) { *at[float64](f, r) = fn(*at[ptr](f, x), *at[int](f, i)) }
	},
	"pi:l": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x, i := *(*func(ptr, int) list)(ptr(&fv)), a[0], a[1]
		return func(f frame) { *at[list](f, r) = fn(*at[ptr](f, x), *at[int](f, i)) }
	},
	"pii:f": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x, i, j := *(*func(ptr, int, int) float64)(ptr(&fv)), a[0], a[1], a[2]
		return func(f frame) { *at[float64](f, r) = fn(*at[ptr](f, x), *at[int](f, i), *at[int](f, j)) }
	},
	"piif:": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x, i, j, v := *(*func(ptr, int, int, float64))(ptr(&fv)), a[0], a[1], a[2], a[3]
		return func(f frame) { fn(*at[ptr](f, x), *at[int](f, i), *at[int](f, j), *at[float64](f, v)) }
	},
	"s:s": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x := *(*func(string) string)(ptr(&fv)), a[0]
		return func(f frame) { *at[string](f, r) = fn(*at[string](f, x)) }
	},
	"ss:b": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x, y := *(*func(string, string) bool)(ptr(&fv)), a[0], a[1]
		return func(f frame) { *at[bool](f, r) = fn(*at[string](f, x), *at[string](f, y)) }
	},
	"ss:i": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x, y := *(*func(string, string) int)(ptr(&fv)), a[0], a[1]
		return func(f frame) { *at[int](f, r) = fn(*at[string](f, x), *at[string](f, y)) }
	},
	"i:s": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x := *(*func(int) string)(ptr(&fv)), a[0]
		return func(f frame) { *at[string](f, r) = fn(*at[int](f, x)) }
	},
	"i:i": func(fv ptr, a []uintptr, r uintptr) op {
		fn, x := *(*func(int) int)(ptr(&fv)), a[0]
		return func(f frame) { *at[int](f, r) = fn(*at[int](f, x)) }
	},
	"ps:ie": func(fv ptr, a []uintptr, r uintptr) op { // WriteString
		fn, x, y := *(*func(ptr, string) (int, any))(ptr(&fv)), a[0], a[1]
		return func(f frame) { *at[int](f, r), *at[any](f, r+word) = fn(*at[ptr](f, x), *at[string](f, y)) }
	},
}

// direct returns the call of a compiled function without reflect, or nil.
func direct(t reflect.Type, fv ptr, args []slot, d uintptr) op {
	make, ok := callers[signatureWord(t)]
	if !ok || d == 0 && t.NumOut() > 0 {
		return nil
	}
	var offs []uintptr
	for _, a := range args {
		offs = append(offs, a.off)
	}
	return make(fv, offs, d)
}
