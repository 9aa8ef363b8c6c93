//go:build !unix && !windows

package children

import (
	"errors"
	"os/exec"
)

func processes() ([]process, error) { return nil, errors.ErrUnsupported }

// EndWithParent does nothing here: no process can be started.
func EndWithParent(*exec.Cmd) {}

// Adopt does nothing here: no process can be started.
func Adopt() error { return nil }
