package dlfs

import (
	"runtime"
	"sync"
)

// chunks is in how many parts the layers cut a batch. It does not depend on
// the machine, so sums over a batch are added in the same order, and a network
// learns the same numbers, on any number of cores.
const chunks = 8

// parallel calls f for the parts [lo, hi) of [0, n) on as many goroutines as
// the machine has cores. Chunk 0 always has work if n > 0.
func parallel(n int, f func(chunk, lo, hi int)) {
	size := (n + chunks - 1) / chunks
	var wg sync.WaitGroup
	gate := make(chan struct{}, runtime.GOMAXPROCS(0))
	failed := make(chan any, chunks)
	for chunk := range chunks {
		lo, hi := chunk*size, min(n, (chunk+1)*size)
		if lo >= hi {
			break
		}
		gate <- struct{}{}
		wg.Go(func() {
			defer func() {
				<-gate
				if r := recover(); r != nil {
					failed <- r
				}
			}()
			f(chunk, lo, hi)
		})
	}
	wg.Wait()
	select {
	case r := <-failed:
		panic(r) // in the caller's goroutine, where it can be recovered
	default:
	}
}
