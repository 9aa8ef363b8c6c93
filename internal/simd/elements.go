package simd

import (
	"math"
	"unsafe"
)

// inVector returns how many numbers a vector of 32 bytes has.
func inVector[T Float]() int { return 32 / int(unsafe.Sizeof(*new(T))) }

func bytes[T Float](x []T) *byte { return (*byte)(unsafe.Pointer(unsafe.SliceData(x))) }

// Mask sets the elements of dx to 0 where y is not positive: the way back
// through a ReLU whose output is y.
func Mask[T Float](dx, y []T) {
	y = y[:len(dx)]
	done := 0
	if mask, n := of[T]().mask, len(dx)/inVector[T](); mask != nil && n > 0 {
		mask(bytes(dx), bytes(y), n)
		done = n * inVector[T]()
	}
	for i := done; i < len(dx); i++ {
		if !(y[i] > 0) {
			dx[i] = 0
		}
	}
}

// Adam is a step of the optimizer of that name:
//
//	m ← m + rest1·(g - m)
//	v ← v + rest2·(g² - v)
//	p ← p - rate·m / (√v + tiny)
//
// It rounds as Go does, with and without kernels.
func Adam(p, g, m, v []float64, rest1, rest2, rate, tiny float64) {
	g, m, v = g[:len(p)], m[:len(p)], v[:len(p)]
	done := 0
	if n := len(p) / inVector[float64](); level.adam != nil && n > 0 {
		level.adam(bytes(p), bytes(g), bytes(m), bytes(v), n, rest1, rest2, rate, tiny)
		done = n * inVector[float64]()
	}
	for i := done; i < len(p); i++ {
		m[i] += float64(rest1 * (g[i] - m[i]))
		v[i] += float64(rest2 * (float64(g[i]*g[i]) - v[i]))
		p[i] -= float64(rate * m[i] / (math.Sqrt(v[i]) + tiny))
	}
}

// Pack copies rows of cols numbers, at most two vectors of [Lanes], which begin
// stride numbers apart in from. In to they begin two vectors apart; what is
// beyond the columns is not written.
func Pack[T Float](to, from []T, rows, cols, stride int) {
	width := 2 * Lanes[T]()
	to, from = to[:(rows-1)*width+cols], from[:(rows-1)*stride+cols]
	if level.pack != nil && cols == width {
		level.pack(bytes(to), bytes(from), rows, stride*int(unsafe.Sizeof(*new(T))))
		return
	}
	for k := range rows {
		copy(to[k*width:], from[k*stride:][:cols])
	}
}
