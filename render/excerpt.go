package render

import (
	"fmt"
	"reflect"
)

// excerpt returns v with no more of it than text shows: of a slice, and of
// those in the fields of a struct, the beginning. To format all 47 million
// pixels of a data set takes seconds, and more memory than they do. What is
// left out would be cut, since each element takes at least one character.
func excerpt(v any) any {
	if speaks(reflect.TypeOf(v)) {
		return v
	}
	rv := reflect.ValueOf(v)
	if rv.Kind() == reflect.Slice {
		return beginning(rv).Interface()
	}
	pointer := rv.Kind() == reflect.Pointer && !rv.IsNil()
	if pointer {
		rv = rv.Elem()
	}
	long := longFields(rv)
	if len(long) == 0 {
		return v
	}
	short := reflect.New(rv.Type())
	short.Elem().Set(rv)
	for _, i := range long {
		short.Elem().Field(i).Set(beginning(rv.Field(i)))
	}
	if pointer {
		return short.Interface()
	}
	return short.Elem().Interface()
}

func beginning(slice reflect.Value) reflect.Value { return slice.Slice(0, min(slice.Len(), maxText)) }

// longFields are the exported fields of a struct that are slices of which not
// all is shown.
func longFields(rv reflect.Value) (list []int) {
	if rv.Kind() != reflect.Struct {
		return nil
	}
	for i := range rv.NumField() {
		f := rv.Field(i)
		if rv.Type().Field(i).IsExported() && f.Kind() == reflect.Slice && f.Len() > maxText && !speaks(f.Type()) {
			list = append(list, i)
		}
	}
	return list
}

// speaks reports whether values of a type say themselves how fmt writes them.
func speaks(t reflect.Type) bool {
	for _, is := range []reflect.Type{reflect.TypeFor[fmt.Formatter](), reflect.TypeFor[fmt.Stringer](), reflect.TypeFor[error]()} {
		if t.Implements(is) {
			return true
		}
	}
	return false
}
