package render

import (
	"cmp"
	"reflect"
	"slices"
)

// entry is one of a map.
type entry struct{ key, value reflect.Value }

// entries returns those of a map in the order of their keys.
func entries(v reflect.Value) []entry {
	list := make([]entry, 0, v.Len())
	for iter := v.MapRange(); iter.Next(); {
		list = append(list, entry{iter.Key(), iter.Value()})
	}
	slices.SortStableFunc(list, func(a, b entry) int { return order(a.key, b.key) })
	return list
}

// order compares two keys as package fmt does, except that pointers have the
// order of what they point to: that of addresses changes from run to run.
func order(a, b reflect.Value) int {
	switch a.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return cmp.Compare(a.Int(), b.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return cmp.Compare(a.Uint(), b.Uint())
	case reflect.Float32, reflect.Float64:
		return cmp.Compare(a.Float(), b.Float())
	case reflect.Complex64, reflect.Complex128:
		x, y := a.Complex(), b.Complex()
		return cmp.Or(cmp.Compare(real(x), real(y)), cmp.Compare(imag(x), imag(y)))
	case reflect.String:
		return cmp.Compare(a.String(), b.String())
	case reflect.Bool:
		return cmp.Compare(truth(a), truth(b))
	case reflect.Array:
		return all(a.Len(), func(i int) int { return order(a.Index(i), b.Index(i)) })
	case reflect.Struct:
		return all(a.NumField(), func(i int) int { return order(a.Field(i), b.Field(i)) })
	case reflect.Interface:
		return held(a, b)
	}
	if !a.CanInterface() {
		return 0
	}
	return cmp.Compare(written(a.Interface()), written(b.Interface()))
}

// held compares what two interfaces hold: nil comes first, then one type after
// the other.
func held(a, b reflect.Value) int {
	if a.IsNil() || b.IsNil() {
		return cmp.Compare(truth(reflect.ValueOf(!a.IsNil())), truth(reflect.ValueOf(!b.IsNil())))
	}
	a, b = a.Elem(), b.Elem()
	if a.Type() != b.Type() {
		return cmp.Compare(a.Type().String(), b.Type().String())
	}
	return order(a, b)
}

func truth(v reflect.Value) int {
	if v.Bool() {
		return 1
	}
	return 0
}

// all is the first comparison of n that is not even.
func all(n int, compare func(i int) int) int {
	for i := range n {
		if c := compare(i); c != 0 {
			return c
		}
	}
	return 0
}
