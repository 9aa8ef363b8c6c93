//go:build !unix

package kernel

import "errors"

func makePipe(string) error { return errors.ErrUnsupported }
