package gokernel

import "syscall"

// dup2 makes the descriptor to mean what from means. Linux has no dup2 on all
// of its architectures.
func dup2(from, to int) error { return syscall.Dup3(from, to, 0) }
