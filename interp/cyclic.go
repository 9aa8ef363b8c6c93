package interp

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"unsafe"
)

var errCyclic = errors.New("a value that contains itself cannot be printed: it has no end")

// Cyclic reports whether printing v would not end: a map or slice is among its
// own elements. Package fmt would use up the stack, which ends the process.
func Cyclic(v reflect.Value) bool {
	c := cycleSearch{path: map[place]bool{}, left: 1_000_000}
	for v.IsValid() && (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && !v.IsNil() {
		if p := v.Elem(); v.Kind() == reflect.Pointer && p.Kind() == reflect.Pointer {
			return false // printed as an address
		}
		if printsItself(v) {
			return false
		}
		v = v.Elem()
	}
	return c.find(v)
}

// place is a map or a slice on the way to an element.
type place struct {
	at  unsafe.Pointer
	len int
}

type cycleSearch struct {
	path map[place]bool
	left int // values to look at
}

func (c *cycleSearch) find(v reflect.Value) bool {
	if c.left--; c.left < 0 || !v.IsValid() || !mayContainItself(v.Type()) || printsItself(v) {
		return false
	}
	switch v.Kind() {
	case reflect.Interface:
		return c.find(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if c.find(v.Field(i)) {
				return true
			}
		}
	case reflect.Array:
		return c.elements(v)
	case reflect.Slice, reflect.Map:
		p := place{v.UnsafePointer(), v.Len()}
		if p.len == 0 {
			return false
		}
		if c.path[p] {
			return true
		}
		c.path[p] = true
		defer delete(c.path, p)
		return c.elements(v)
	}
	return false
}

func (c *cycleSearch) elements(v reflect.Value) bool {
	if v.Kind() != reflect.Map {
		for i := range v.Len() {
			if c.find(v.Index(i)) {
				return true
			}
		}
		return false
	}
	for iter := v.MapRange(); iter.Next(); {
		if c.find(iter.Key()) || c.find(iter.Value()) {
			return true
		}
	}
	return false
}

// printsItself reports whether fmt asks v how it looks.
func printsItself(v reflect.Value) bool {
	if !v.CanInterface() {
		return false
	}
	switch v.Interface().(type) {
	case error, fmt.Stringer, fmt.Formatter:
		return true
	}
	return false
}

var cyclicTypes sync.Map // reflect.Type → bool

// mayContainItself reports whether a value of type t may have one of the same
// type in it, or an interface, which may hold anything.
func mayContainItself(t reflect.Type) bool {
	if known, ok := cyclicTypes.Load(t); ok {
		return known.(bool)
	}
	may := reaches(t, map[reflect.Type]bool{})
	cyclicTypes.Store(t, may)
	return may
}

func reaches(t reflect.Type, above map[reflect.Type]bool) bool {
	if above[t] {
		return true
	}
	above[t] = true
	defer delete(above, t)
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Slice, reflect.Array:
		return reaches(t.Elem(), above)
	case reflect.Map:
		return reaches(t.Key(), above) || reaches(t.Elem(), above)
	case reflect.Struct:
		for f := range t.Fields() {
			if reaches(f.Type, above) {
				return true
			}
		}
	}
	return false
}
