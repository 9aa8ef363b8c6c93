package simd

// sets returns the sets of kernels that this machine can run, the fastest
// first. Every 64-bit ARM has NEON.
func sets() []*set { return []*set{neon} }

var neon = &set{
	name: "NEON", bytes: 32, rows: []int{6, 5, 4, 3, 2, 1},
	float64: kernels{
		one:  [MaxRows + 1]func(t *byte){6: neonf64x6x1, 5: neonf64x5x1, 4: neonf64x4x1, 3: neonf64x3x1, 2: neonf64x2x1, 1: neonf64x1x1},
		two:  [MaxRows + 1]func(t *byte){6: neonf64x6x2, 5: neonf64x5x2, 4: neonf64x4x2, 3: neonf64x3x2, 2: neonf64x2x2, 1: neonf64x1x2},
		half: [MaxRows + 1]func(t *byte){6: neonf64x6half, 5: neonf64x5half, 4: neonf64x4half, 3: neonf64x3half, 2: neonf64x2half, 1: neonf64x1half},
		peak: peakneonf64,
	},
	float32: kernels{
		one:  [MaxRows + 1]func(t *byte){6: neonf32x6x1, 5: neonf32x5x1, 4: neonf32x4x1, 3: neonf32x3x1, 2: neonf32x2x1, 1: neonf32x1x1},
		two:  [MaxRows + 1]func(t *byte){6: neonf32x6x2, 5: neonf32x5x2, 4: neonf32x4x2, 3: neonf32x3x2, 2: neonf32x2x2, 1: neonf32x1x2},
		half: [MaxRows + 1]func(t *byte){6: neonf32x6half, 5: neonf32x5half, 4: neonf32x4half, 3: neonf32x3half, 2: neonf32x2half, 1: neonf32x1half},
		peak: peakneonf32,
	},
}
