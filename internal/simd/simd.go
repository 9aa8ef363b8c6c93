// Package simd holds the innermost loops of package blas and of the networks
// of dlfs: for AVX-512, for AVX2 with FMA, for NEON, and in Go for every other
// machine. Which ones run is decided when the program starts.
//
// The assembly is made by the programs in asm, with avo. All of them add the
// products of a sum in the same order, one after the other, so that AVX-512,
// AVX2 and NEON give the same numbers to the last bit, but for the sign of a 0.
package simd

import "unsafe"

//go:generate go run -C asm ./neon
//go:generate go run -C asm . -out ../kernels_amd64.s -stubs ../kernels_amd64.go -pkg simd

// Float is a type of numbers that there are kernels for.
type Float interface{ float32 | float64 }

// Tile describes a small matrix product, C = A·B, of which all elements of C
// are in registers until they are done. Row p of C is up to two vectors of
// [Lanes] numbers, the last of which may be shorter:
//
//	C[p] = start + Σ A[p·ARow + s·ASeg + k·AStep] · B[s·BSeg + k·BStep]
//
// with a sum over s < Segs and k < Steps, where B gives a row of numbers as
// long as that of C. With packed operands that is the heart of a matrix
// product; with the lines of a filter as segments it is convolution without a
// copy of its windows. All distances are in numbers, not in bytes.
//
// A kernel sees addresses, not slices: the caller makes sure that all of it is
// there.
type Tile[T Float] struct {
	a, b, c, bias     *T
	aRow, aStep, aSeg int
	bStep, bSeg       int
	cRow              int
	steps, segs       int
	start, rectify    int
	mask, partial     int
	ahead             int
	edge              []T // for a tile whose kernel has no masks
	ARow, AStep, ASeg int
	BStep, BSeg       int
	CRow              int
	Steps, Segs       int
	Ahead             int // from a to two rows of A that a later tile needs; 0 for none
	Start             Start
	Rectify           bool // C = max(0, C) in the end
}

// Start says what the sums of a [Tile] start with.
type Start int

// What sums start with.
const (
	Zero Start = iota
	Add        // C as it is
	Bias       // a row of numbers, for every row of C
)

// Prepare takes the distances over, for the calls of Run that follow. There is
// at least one segment with one step.
func (t *Tile[T]) Prepare() {
	size := int(unsafe.Sizeof(*new(T)))
	t.aRow, t.aStep, t.bStep, t.cRow = t.ARow*size, t.AStep*size, t.BStep*size, t.CRow*size
	t.aSeg, t.bSeg = (t.ASeg-t.Steps*t.AStep)*size, (t.BSeg-t.Steps*t.BStep)*size
	t.steps, t.segs, t.start = t.Steps, t.Segs, int(t.Start)
	t.rectify = 0
	if t.Rectify {
		t.rectify = 1
	}
}

// Run computes a tile of so many rows, one of [Rows], and columns, at most two
// vectors. The slices begin where the tile does; bias is only looked at if sums
// start with it. Ahead, unlike the other distances, may have changed since
// Prepare.
func (t *Tile[T]) Run(rows, cols int, a, b, c, bias []T) {
	t.a, t.b, t.c, t.bias = unsafe.SliceData(a), unsafe.SliceData(b), unsafe.SliceData(c), unsafe.SliceData(bias)
	set, lanes := of[T](), Lanes[T]()
	kernels, last := &set.one, cols
	switch {
	case cols > lanes:
		kernels, last = &set.two, cols-lanes
	case cols <= lanes/2 && set.half[rows] != nil:
		kernels, lanes = &set.half, lanes/2
	}
	kernel := kernels[rows]
	switch {
	case kernel == nil:
		t.inGo(rows, cols, a, b, c, bias)
		return
	case last < lanes && set.masks == nil:
		t.ragged(kernel, rows, cols, cols-last+lanes, a, b, c, bias)
		return
	case set.masks != nil:
		t.mask, t.partial = set.masks[last], lanes-last
	}
	t.ahead = t.Ahead * int(unsafe.Sizeof(*new(T)))
	kernel((*byte)(unsafe.Pointer(t)))
}

// Forget makes a tile that is kept forget what it has worked with.
func (t *Tile[T]) Forget() { t.a, t.b, t.c, t.bias = nil, nil, nil, nil }

// inGo is what the kernels do.
func (t *Tile[T]) inGo(rows, cols int, a, b, c, bias []T) {
	var sum [2 * MaxLanes]T
	for p := range rows {
		row := c[p*t.CRow:][:cols]
		acc := sum[:cols]
		switch t.Start {
		case Zero:
			clear(acc)
		case Add:
			copy(acc, row)
		case Bias:
			copy(acc, bias)
		}
		for s := range t.Segs {
			for k := range t.Steps {
				x := a[p*t.ARow+s*t.ASeg+k*t.AStep]
				line := b[s*t.BSeg+k*t.BStep:][:cols]
				for j, y := range line {
					acc[j] += x * y
				}
			}
		}
		for j, v := range acc {
			if t.Rectify {
				v = max(0, v)
			}
			row[j] = v
		}
	}
}

// ragged is Run for a row whose last vector is not whole, with a kernel that
// knows only whole ones, width numbers a row. The kernel works in memory of the
// tile's own, and leaves out the last steps, where it would read beyond b.
func (t *Tile[T]) ragged(kernel func(t *byte), rows, cols, width int, a, b, c, bias []T) {
	safe := (len(b)-width)/t.BStep + 1
	if t.Segs > 1 || len(b) < width || safe < 1 {
		t.inGo(rows, cols, a, b, c, bias)
		return
	}
	if t.edge == nil {
		t.edge = make([]T, (MaxRows+1)*2*MaxLanes)
	}
	edge, row := t.edge, t.edge[rows*width:]
	switch t.Start {
	case Add:
		for p := range rows {
			copy(edge[p*width:][:cols], c[p*t.CRow:])
		}
	case Bias:
		copy(row[:cols], bias)
	}
	whole := *t
	t.Steps, t.CRow = min(t.Steps, safe), width
	t.Rectify = t.Rectify && t.Steps == whole.Steps
	t.Prepare()
	t.a, t.b, t.c, t.bias = unsafe.SliceData(a), unsafe.SliceData(b), unsafe.SliceData(edge), unsafe.SliceData(row)
	kernel((*byte)(unsafe.Pointer(t)))
	for p := range rows {
		copy(c[p*whole.CRow:][:cols], edge[p*width:])
	}
	done := t.Steps
	*t = whole
	if done < whole.Steps {
		t.Steps, t.Start = whole.Steps-done, Add
		t.inGo(rows, cols, a[done*t.AStep:], b[done*t.BStep:], c, nil)
		*t = whole
	}
}

// MaxLanes is the greatest number of lanes there is: float32 in 512 bits.
const MaxLanes = 16

// Lanes returns how many numbers a vector has.
func Lanes[T Float]() int { return level.bytes / int(unsafe.Sizeof(*new(T))) }

// Rows returns the numbers of rows that a tile can have, the greatest first;
// the last is 1.
func Rows() []int { return level.rows }

// Fast reports whether there are kernels for this machine that are faster than
// Go, and their name.
func Fast() (name string, ok bool) { return level.name, level.name != goLevel.name }

// A set is one of the sets of kernels.
type set struct {
	name             string
	bytes            int   // of a vector
	rows             []int // of tiles
	float64, float32 kernels

	pack func(to, from *byte, rows, stride int)
	adam func(value, grad, m, v *byte, vectors int, rest1, rest2, rate, tiny float64)
}

// kernels are those for one kind of numbers. Any of them may be missing.
type kernels struct {
	one, two, half [MaxRows + 1]func(t *byte) // by rows, for so many vectors a row
	masks          *[MaxLanes + 1]int         // by how many numbers of the last vector count; nil: all must
	peak           func(n int)

	elements
}

// elements are kernels for vectors of 32 bytes.
type elements struct {
	mask                      func(dx, y *byte, vectors int)
	poolForward, poolBackward func(t *byte)
}

// of returns the kernels in use for a kind of numbers.
func of[T Float]() *kernels {
	if unsafe.Sizeof(*new(T)) == 8 {
		return &level.float64
	}
	return &level.float32
}

// MaxRows is the greatest number of rows of a tile.
const MaxRows = 14

var goLevel = &set{name: "Go", bytes: 32, rows: []int{8, 4, 2, 1}}

// level is the set in use. Tests change it.
var level = best()

// best returns the fastest set that this machine can run.
func best() *set {
	if all := sets(); len(all) > 0 {
		return all[0]
	}
	return goLevel
}

// EachSet calls f while each set of kernels that this machine can run is in
// use, and without any. It is for tests: nothing else may run meanwhile.
func EachSet(f func(name string)) {
	defer func(l *set) { level = l }(level)
	for _, s := range append(sets(), goLevel) {
		level = s
		f(s.name)
	}
}
