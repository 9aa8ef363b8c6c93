//go:build amd64 || arm64

package par

// pause tells the processor that this is a loop that waits, so that it leaves
// more of its parts to the other thread of the same core, if there is one.
//
//go:noescape
func pause()
