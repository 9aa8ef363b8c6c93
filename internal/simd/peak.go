package simd

import "time"

// Peak measures how many floating-point operations a second one core can do
// with the kernels in use, in a loop without memory. It is the roof that a
// matrix product stands against. Without kernels it returns 0.
func Peak[T Float]() float64 {
	loop := of[T]().peak
	if loop == nil {
		return 0
	}
	const n = 1 << 20
	best := time.Duration(1 << 62)
	for range 20 {
		start := time.Now()
		loop(n)
		best = min(best, time.Since(start))
	}
	return n * 12 * 2 * float64(Lanes[T]()) / best.Seconds() // 12 vectors, multiplied and added
}
