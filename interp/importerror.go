package interp

import (
	"errors"
	"strings"
)

// An importError says why a package cannot be imported, and then who wants it.
type importError struct {
	cause error
	by    []string // the packages on the way to the cell, the innermost first
}

func asImportError(err error) *importError {
	var e *importError
	if errors.As(err, &e) {
		return e
	}
	return &importError{cause: err}
}

func (e *importError) Unwrap() error { return e.cause }

func (e *importError) Error() string {
	s := e.cause.Error()
	switch n := len(e.by); {
	case n == 0:
		return s
	case n > 3: // the ends say most
		return s + "; it is imported by " + e.by[0] + ", … by " + e.by[n-1]
	}
	return s + "; it is imported by " + strings.Join(e.by, ", that by ")
}
