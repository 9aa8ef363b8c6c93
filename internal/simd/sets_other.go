//go:build !amd64 && !arm64

package simd

// sets returns the sets of kernels that this machine can run, the fastest
// first.
func sets() []*set { return nil }
