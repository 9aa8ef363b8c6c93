//go:build unix && !linux

package gokernel

import "syscall"

// dup2 makes the descriptor to mean what from means.
func dup2(from, to int) error { return syscall.Dup2(from, to) }
