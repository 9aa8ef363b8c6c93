//go:build unix

package kernel

import "syscall"

func makePipe(name string) error { return syscall.Mkfifo(name, 0o600) }
