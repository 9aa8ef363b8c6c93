//go:build amd64 || arm64

package simd

import "time"

// operations returns how many operations a second a loop does that multiplies
// and adds 12 vectors f(n) times.
func operations[T Float](f func(n int)) float64 {
	const n = 1 << 20
	best := time.Duration(1 << 62)
	for range 20 {
		start := time.Now()
		f(n)
		best = min(best, time.Since(start))
	}
	return n * 12 * 2 * float64(Lanes[T]()) / best.Seconds()
}
