//go:build !unix

package gokernel

import (
	"errors"
	"os"
)

// captured is a standard stream of the process; on this system compiled code
// and child processes write where they always do.
type captured struct{ saved *os.File }

func capture(int, func([]byte)) (*captured, error) {
	return nil, errors.New("this system does not let a kernel capture its standard streams")
}

func (c *captured) drain() bool { return true }
func (c *captured) stop()       {}
