//go:build !unix

package atomicfile

import "os"

// alive reports whether a process with this number may exist.
func alive(pid int) bool {
	_, err := os.FindProcess(pid)
	return err == nil
}
