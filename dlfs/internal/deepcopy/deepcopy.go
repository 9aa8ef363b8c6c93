// Package deepcopy copies values with all that they point to, unexported fields
// too: a layer of a reader has no other way to be had twice.
package deepcopy

import (
	"reflect"
	"strings"
	"unsafe"
)

// A Copier copies values that may point to each other: what is there once is
// there once in the copies.
type Copier struct {
	// Own copies values of certain types in another way, and reports whether it
	// has.
	Own func(c *Copier, v reflect.Value) (reflect.Value, bool)

	done map[pointer]reflect.Value
}

type pointer struct {
	at  unsafe.Pointer
	typ reflect.Type
}

// Copy returns a copy of v. Functions, channels and what belongs to the system,
// files for example, are shared with v; locks are open in the copy.
func Copy[T any](c *Copier, v T) T {
	// Through a pointer, so that an interface stays one.
	return c.value(reflect.ValueOf(&v).Elem()).Interface().(T)
}

// shared are packages whose values are not copied: they stand for something
// outside, or must not be moved.
var shared = []string{"reflect", "os", "net", "runtime", "time", "log", "unique", "weak", "context"}

func isShared(t reflect.Type) bool {
	path := t.PkgPath()
	for _, s := range shared {
		if path == s || strings.HasPrefix(path, s+"/") {
			return true
		}
	}
	return strings.HasPrefix(path, "internal/")
}

func (c *Copier) value(v reflect.Value) reflect.Value {
	if c.Own != nil && v.IsValid() {
		if w, ok := c.Own(c, v); ok {
			return w
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		return c.pointer(v)
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type()).Elem()
		out.Set(c.value(v.Elem()))
		return out
	case reflect.Struct, reflect.Array:
		if v.Kind() == reflect.Array && plain(v.Type().Elem()) || isShared(v.Type()) {
			return v
		}
		out := reflect.New(v.Type()).Elem()
		c.into(out, v)
		return out
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		if plain(v.Type().Elem()) {
			reflect.Copy(out, v)
			return out
		}
		for i := range v.Len() {
			out.Index(i).Set(c.value(v.Index(i)))
		}
		return out
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeMapWithSize(v.Type(), v.Len())
		for it := v.MapRange(); it.Next(); {
			out.SetMapIndex(c.value(it.Key()), c.value(it.Value()))
		}
		return out
	}
	return v
}

// plain reports whether a type is numbers or the like, which point to nothing.
func plain(t reflect.Type) bool {
	return t.Kind() >= reflect.Bool && t.Kind() <= reflect.Complex128 || t.Kind() == reflect.String
}

func (c *Copier) pointer(v reflect.Value) reflect.Value {
	if v.IsNil() || isShared(v.Type().Elem()) {
		return v
	}
	if c.done == nil {
		c.done = map[pointer]reflect.Value{}
	}
	key := pointer{v.UnsafePointer(), v.Type()}
	if out, ok := c.done[key]; ok {
		return out
	}
	out := reflect.New(v.Type().Elem())
	if out.Type() != v.Type() { // a named type of pointer
		out = out.Convert(v.Type())
	}
	c.done[key] = out // before what it points to, which may lead back
	c.into(out.Elem(), v.Elem())
	return out
}

// into copies v to a place, field by field.
func (c *Copier) into(to, v reflect.Value) {
	switch {
	case v.Kind() == reflect.Struct && v.Type().PkgPath() == "sync":
		return // an open lock, an empty pool
	case v.Kind() == reflect.Struct && !isShared(v.Type()):
		if !v.CanAddr() {
			place := reflect.New(v.Type()).Elem()
			place.Set(v)
			v = place
		}
		for i := range v.NumField() {
			field(to, i).Set(c.value(field(v, i)))
		}
	case v.Kind() == reflect.Array && !plain(v.Type().Elem()) && !isShared(v.Type()):
		for i := range v.Len() {
			to.Index(i).Set(c.value(v.Index(i)))
		}
	default:
		to.Set(c.value(v))
	}
}

// field returns a field of a struct that has a place, as one that may be read
// and set if it is unexported, too.
func field(s reflect.Value, i int) reflect.Value {
	f := s.Field(i)
	return reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem()
}
