//go:build !amd64 && !arm64 && !wasm

package exec

// Without it every goroutine looks like one of the engine's own: a panic in one
// that compiled code started ends the process.
func current() uintptr { return 0 }

func stackUsed() uintptr { return 0 }
