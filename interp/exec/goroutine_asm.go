//go:build amd64 || arm64 || wasm

package exec

// current returns what tells the calling goroutine from others while it runs:
// the address of the runtime's record of it.
func current() uintptr

// stackUsed returns how many bytes of its stack the calling goroutine uses.
func stackUsed() uintptr
