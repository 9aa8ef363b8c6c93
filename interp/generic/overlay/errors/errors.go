// Package errors has the generic function of the standard library's.
package errors

import "errors"

// AsType finds the first error in err's tree that is an E.
func AsType[E error](err error) (E, bool) {
	var e E
	ok := errors.As(err, &e)
	return e, ok
}
