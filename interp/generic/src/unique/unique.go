// Package unique makes comparable values canonical.
package unique

import "sync"

// A Handle stands for a value. Two handles are equal if their values are.
type Handle[T comparable] struct{ value *T }

// Value returns the value that Make was given.
func (h Handle[T]) Value() T { return *h.value }

// key is a value as an instance of Make sees it: the same value has a handle
// of its own in another type's Make.
type key[T comparable] struct{ value T }

var values sync.Map // from key[T] to *T

// Make returns the handle of value.
func Make[T comparable](value T) Handle[T] {
	if p, ok := values.Load(key[T]{value}); ok {
		return Handle[T]{p.(*T)}
	}
	p, _ := values.LoadOrStore(key[T]{value}, &value)
	return Handle[T]{p.(*T)}
}
