package simd

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

// sets returns the sets of kernels that this machine can run, the fastest
// first.
func sets() []*set {
	var all []*set
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX512VL && cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		all = append(all, avx512)
	}
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		all = append(all, avx2)
	}
	return all
}

var avx512 = &set{
	name: "AVX-512", bytes: 64, rows: []int{14, 12, 10, 8, 6, 5, 4, 3, 2, 1}, pack: pack128, adam: adamavx2,
	float64: kernels{
		one:   [MaxRows + 1]func(t *byte){14: avx512f64x14x1, 12: avx512f64x12x1, 10: avx512f64x10x1, 8: avx512f64x8x1, 6: avx512f64x6x1, 5: avx512f64x5x1, 4: avx512f64x4x1, 3: avx512f64x3x1, 2: avx512f64x2x1, 1: avx512f64x1x1},
		two:   [MaxRows + 1]func(t *byte){14: avx512f64x14x2, 12: avx512f64x12x2, 10: avx512f64x10x2, 8: avx512f64x8x2, 6: avx512f64x6x2, 5: avx512f64x5x2, 4: avx512f64x4x2, 3: avx512f64x3x2, 2: avx512f64x2x2, 1: avx512f64x1x2},
		half:  [MaxRows + 1]func(t *byte){14: avx512f64halfx14x1, 12: avx512f64halfx12x1, 10: avx512f64halfx10x1, 8: avx512f64halfx8x1, 6: avx512f64halfx6x1, 5: avx512f64halfx5x1, 4: avx512f64halfx4x1, 3: avx512f64halfx3x1, 2: avx512f64halfx2x1, 1: avx512f64halfx1x1},
		masks: bits(),
		peak:  peakavx512f64, elements: elements64,
	},
	float32: kernels{
		one:   [MaxRows + 1]func(t *byte){14: avx512f32x14x1, 12: avx512f32x12x1, 10: avx512f32x10x1, 8: avx512f32x8x1, 6: avx512f32x6x1, 5: avx512f32x5x1, 4: avx512f32x4x1, 3: avx512f32x3x1, 2: avx512f32x2x1, 1: avx512f32x1x1},
		two:   [MaxRows + 1]func(t *byte){14: avx512f32x14x2, 12: avx512f32x12x2, 10: avx512f32x10x2, 8: avx512f32x8x2, 6: avx512f32x6x2, 5: avx512f32x5x2, 4: avx512f32x4x2, 3: avx512f32x3x2, 2: avx512f32x2x2, 1: avx512f32x1x2},
		half:  [MaxRows + 1]func(t *byte){14: avx512f32halfx14x1, 12: avx512f32halfx12x1, 10: avx512f32halfx10x1, 8: avx512f32halfx8x1, 6: avx512f32halfx6x1, 5: avx512f32halfx5x1, 4: avx512f32halfx4x1, 3: avx512f32halfx3x1, 2: avx512f32halfx2x1, 1: avx512f32halfx1x1},
		masks: bits(),
		peak:  peakavx512f32, elements: elements32,
	},
}

var avx2 = &set{
	name: "AVX2", bytes: 32, rows: []int{6, 5, 4, 3, 2, 1}, pack: pack64, adam: adamavx2,
	float64: kernels{
		one:   [MaxRows + 1]func(t *byte){6: avx2f64x6x1, 5: avx2f64x5x1, 4: avx2f64x4x1, 3: avx2f64x3x1, 2: avx2f64x2x1, 1: avx2f64x1x1},
		two:   [MaxRows + 1]func(t *byte){6: avx2f64x6x2, 5: avx2f64x5x2, 4: avx2f64x4x2, 3: avx2f64x3x2, 2: avx2f64x2x2, 1: avx2f64x1x2},
		masks: addresses(4),
		peak:  peakavx2f64, elements: elements64,
	},
	float32: kernels{
		one:   [MaxRows + 1]func(t *byte){6: avx2f32x6x1, 5: avx2f32x5x1, 4: avx2f32x4x1, 3: avx2f32x3x1, 2: avx2f32x2x1, 1: avx2f32x1x1},
		two:   [MaxRows + 1]func(t *byte){6: avx2f32x6x2, 5: avx2f32x5x2, 4: avx2f32x4x2, 3: avx2f32x3x2, 2: avx2f32x2x2, 1: avx2f32x1x2},
		masks: addresses(8),
		peak:  peakavx2f32, elements: elements32,
	},
}

// Both sets have the same kernels for elements.
var (
	elements64 = elements{maskavx2f64, poolForwardavx2f64, poolBackwardavx2f64}
	elements32 = elements{maskavx2f32, poolForwardavx2f32, poolBackwardavx2f32}
)

// bits are masks of AVX-512: a bit a number.
func bits() *[MaxLanes + 1]int {
	var masks [MaxLanes + 1]int
	for n := range masks {
		masks[n] = 1<<n - 1
	}
	return &masks
}

// flags is what masks of AVX2 are cut out of: numbers whose first bit is set,
// and then zeros.
var flags = [2 * 8]uint32{^uint32(0), ^uint32(0), ^uint32(0), ^uint32(0), ^uint32(0), ^uint32(0), ^uint32(0), ^uint32(0)}

// addresses are masks of AVX2, for vectors of so many numbers: where a vector
// of flags begins.
func addresses(lanes int) *[MaxLanes + 1]int {
	var masks [MaxLanes + 1]int
	for n := range lanes + 1 {
		masks[n] = int(uintptr(unsafe.Pointer(&flags[(lanes-n)*8/lanes])))
	}
	return &masks
}
