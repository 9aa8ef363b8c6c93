package dlfs

import "github.com/dlfs-go/book/internal/par"

// chunks is in how many parts the layers cut a batch. It does not depend on
// the machine, so sums over a batch are added in the same order, and a network
// learns the same numbers, on any number of cores.
const chunks = 8

// parallel calls f for the parts [lo, hi) of [0, n), on all cores. Chunk 0
// always has work if n > 0. If f panics, so does parallel.
func parallel(n int, f func(chunk, lo, hi int)) {
	size := (n + chunks - 1) / chunks
	par.Do(chunks, func(chunk int) {
		if lo, hi := chunk*size, min(n, (chunk+1)*size); lo < hi {
			f(chunk, lo, hi)
		}
	})
}
