package exec

import (
	"errors"
	"sync"

	"github.com/dlfs-go/book/interp/rtype"
)

// Supported returns nil if the Go release that built the program is one whose
// runtime this package knows. Otherwise no code may be run, and the error says
// what to do.
var Supported = sync.OnceValue(func() error {
	if err := rtype.Supported(); err != nil {
		return err
	}
	switch {
	case boundsErrorType == nil:
		return errors.New(rtype.Refusal("runtime.boundsError has changed"))
	case makeFuncCode == 0:
		return errors.New(rtype.Refusal("the functions that reflect.MakeFunc makes have changed"))
	}
	return nil
})
