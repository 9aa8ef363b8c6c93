package blas

import (
	"sync"

	"github.com/dlfs-go/book/internal/par"
	"github.com/dlfs-go/book/internal/simd"
)

// Sizes of the blocks that a product is cut into. A block of B, depth×width
// numbers, stays in the second-level cache, and a strip of it, depth×2 vectors,
// in the first. The depth decides in which order sums are added, so it is the
// same on every machine.
const (
	depth = 256
	width = 256
)

// serial is the number of multiplications below which sharing the work costs
// more than it saves.
const serial = 1 << 18

// A product is C = alpha·op(A)·op(B) + beta·C with op(A) m×k and op(B) k×n, of
// matrices that are stored row by row.
type product[T simd.Float] struct {
	transA, transB bool
	m, n, k        int
	alpha, beta    T
	a, b, c        []T
	lda, ldb, ldc  int

	rowParts, colParts int
	part               func(i int)
}

// A desk is what one goroutine needs for its part of a product.
type desk[T simd.Float] struct {
	tile simd.Tile[T]
	b    []T // a block of B, strip after strip
	a    []T // a few rows of A
	edge []T // a tile of C of which only a part is wanted
}

var (
	desks64    = sync.Pool{New: func() any { return newDesk[float64]() }}
	desks32    = sync.Pool{New: func() any { return newDesk[float32]() }}
	products64 = sync.Pool{New: func() any { return newProduct[float64](&desks64) }}
	products32 = sync.Pool{New: func() any { return newProduct[float32](&desks32) }}
)

func newDesk[T simd.Float]() *desk[T] {
	const strip = 2 * simd.MaxLanes
	return &desk[T]{b: make([]T, depth*(width+strip)), a: make([]T, simd.MaxRows*depth), edge: make([]T, simd.MaxRows*strip)}
}

// A Matrix is rows that begin Stride numbers apart, as in gonum.
type Matrix[T simd.Float] struct {
	Data   []T
	Stride int
	Trans  bool // to be transposed before it is multiplied
}

// Multiply computes C = A·B + beta·C for A m×k and B k×n, after they are
// transposed if they are to be. It works on every machine, for float64 and
// float32 alike, and checks nothing.
func Multiply[T simd.Float](m, n, k int, a, b Matrix[T], beta T, c Matrix[T]) {
	gemm(m, n, k, 1, a, b, beta, c)
}

// gemm computes C = alpha·A·B + beta·C.
func gemm[T simd.Float](m, n, k int, alpha T, a, b Matrix[T], beta T, c Matrix[T]) {
	var pool *sync.Pool
	switch any(beta).(type) {
	case float64:
		pool = &products64
	default:
		pool = &products32
	}
	p := pool.Get().(*product[T])
	p.transA, p.transB = a.Trans, b.Trans
	p.m, p.n, p.k, p.alpha, p.beta = m, n, k, alpha, beta
	p.a, p.b, p.c, p.lda, p.ldb, p.ldc = a.Data, b.Data, c.Data, a.Stride, b.Stride, c.Stride
	p.run()
	pool.Put(p)
}

func newProduct[T simd.Float](desks *sync.Pool) *product[T] {
	p := &product[T]{}
	p.part = func(i int) {
		d := desks.Get().(*desk[T])
		p.do(d, i)
		desks.Put(d)
	}
	return p
}

// run computes the product. Every element of C is a sum in the order of k,
// whichever way the work is shared.
func (p *product[T]) run() {
	p.rowParts, p.colParts = 1, 1
	strip := 2 * simd.Lanes[T]()
	if p.m*p.n*p.k > serial {
		strips := (p.n + strip - 1) / strip
		switch {
		case strips >= 4:
			p.colParts = max(min(8, strips/2), (p.n+width-1)/width)
		default:
			p.rowParts = max(1, min(8, p.m/(2*simd.Rows()[0])))
		}
	} else {
		p.colParts = (p.n + width - 1) / width
	}
	par.Do(p.rowParts*p.colParts, p.part)
	p.a, p.b, p.c = nil, nil, nil
}

// do computes part i of the product.
func (p *product[T]) do(d *desk[T], i int) {
	strip := 2 * simd.Lanes[T]()
	top, bottom := share(p.m, simd.Rows()[0], i/p.colParts, p.rowParts)
	left, right := share(p.n, strip, i%p.colParts, p.colParts)
	if top >= bottom || left >= right {
		return
	}
	if p.beta != 0 && p.beta != 1 {
		for r := top; r < bottom; r++ {
			row := p.c[r*p.ldc+left : r*p.ldc+right]
			for j := range row {
				row[j] *= p.beta
			}
		}
	}
	for at := 0; at < p.k; at += depth {
		start := simd.Add
		if at == 0 && p.beta == 0 {
			start = simd.Zero
		}
		p.block(d, top, bottom, left, right, at, min(at+depth, p.k), start)
	}
}

// share cuts n, which is counted in units, into equal parts and returns the
// one of number i.
func share(n, unit, i, parts int) (lo, hi int) {
	units := (n + unit - 1) / unit
	return min(n, units*i/parts*unit), min(n, units*(i+1)/parts*unit)
}

// block adds the products of k from k0 up to k1 to a part of C.
func (p *product[T]) block(d *desk[T], top, bottom, left, right, k0, k1 int, start simd.Start) {
	lanes := simd.Lanes[T]()
	strip, steps := 2*lanes, k1-k0
	direct := !p.transB && p.alpha == 1 && bottom-top <= 2*simd.Rows()[0]
	for j := left; j < right; j += strip {
		if cols := min(strip, right-j); !direct || cols%lanes != 0 {
			p.packB(d.b[(j-left)*steps:], j, cols, k0, k1)
		}
	}
	t := &d.tile
	t.Steps, t.Segs, t.ASeg, t.BSeg, t.Rectify = steps, 1, 0, 0, false
	for r := top; r < bottom; {
		rows := next(bottom - r)
		a := p.rowsOfA(d, r, rows, k0, k1, right-left)
		for j := left; j < right; j += strip {
			cols := min(strip, right-j)
			b := d.b[(j-left)*steps:]
			t.BStep = strip
			if direct && cols%lanes == 0 {
				b, t.BStep = p.b[k0*p.ldb+j:], p.ldb
			}
			if cols%lanes == 0 {
				t.CRow, t.Start = p.ldc, start
				t.Prepare()
				t.Run(rows, cols/lanes, a, b, p.c[r*p.ldc+j:], nil)
				continue
			}
			p.edge(d, rows, (cols+lanes-1)/lanes, a, b, r, j, cols, start)
		}
		r += rows
	}
}

// next returns how many of the rows that are left make up the next tile.
func next(left int) int {
	all := simd.Rows()
	if left >= 2*all[0] {
		return all[0]
	}
	want := left
	if left > all[0] {
		want = (left + 1) / 2 // two of a size are better than a large and a small one
	}
	for i, rows := range all {
		if rows <= want {
			if rows < want && left > all[0] {
				return all[i-1]
			}
			return rows
		}
	}
	return 1
}

// edge computes a tile of which C has only some columns.
func (p *product[T]) edge(d *desk[T], rows, vectors int, a, b []T, r, j, cols int, start simd.Start) {
	t := &d.tile
	t.CRow = vectors * simd.Lanes[T]()
	t.Start = start
	if start == simd.Add {
		for i := range rows {
			copy(d.edge[i*t.CRow:], p.c[(r+i)*p.ldc+j:][:cols])
		}
	}
	t.Prepare()
	t.Run(rows, vectors, a, b, d.edge, nil)
	for i := range rows {
		copy(p.c[(r+i)*p.ldc+j:][:cols], d.edge[i*t.CRow:])
	}
}

// rowsOfA returns where some rows of op(A) begin, from column k0 on, and sets
// the distances of the tile: in A itself if that is as good as a copy.
func (p *product[T]) rowsOfA(d *desk[T], r, rows, k0, k1, uses int) []T {
	t := &d.tile
	const page = 4096 / 8
	switch {
	case p.transA && uses < 128:
		t.ARow, t.AStep = 1, p.lda
		return p.a[k0*p.lda+r:]
	case p.transA:
		for k := k0; k < k1; k++ {
			copy(d.a[(k-k0)*rows:][:rows], p.a[k*p.lda+r:])
		}
		t.ARow, t.AStep = 1, rows
	case p.lda%page == 0 && uses >= 128: // all rows would want the same lines of the cache
		for i := range rows {
			copy(d.a[i*depth:][:k1-k0], p.a[(r+i)*p.lda+k0:])
		}
		t.ARow, t.AStep = depth, 1
	default:
		t.ARow, t.AStep = p.lda, 1
		return p.a[r*p.lda+k0:]
	}
	return d.a
}

// packB copies columns j to j+cols of op(B), times alpha, so that a row of a
// strip follows the other.
func (p *product[T]) packB(to []T, j, cols, k0, k1 int) {
	strip := 2 * simd.Lanes[T]()
	if p.transB {
		p.packTransposed(to, j, cols, k0, k1)
	} else {
		for k := k0; k < k1; k++ {
			row := to[(k-k0)*strip:][:strip]
			copy(row, p.b[k*p.ldb+j:][:cols])
			clear(row[cols:])
		}
	}
	if p.alpha != 1 {
		to = to[:(k1-k0)*strip]
		for i := range to {
			to[i] *= p.alpha
		}
	}
}

// packTransposed is packB for columns that are rows of B.
func (p *product[T]) packTransposed(to []T, j, cols, k0, k1 int) {
	strip := 2 * simd.Lanes[T]()
	if cols < strip {
		clear(to[:(k1-k0)*strip])
	}
	i := 0
	for ; i+4 <= cols; i += 4 {
		r0 := p.b[(j+i)*p.ldb+k0:][:k1-k0]
		r1 := p.b[(j+i+1)*p.ldb+k0:][:len(r0)]
		r2 := p.b[(j+i+2)*p.ldb+k0:][:len(r0)]
		r3 := p.b[(j+i+3)*p.ldb+k0:][:len(r0)]
		for k, v := range r0 {
			out := to[k*strip+i:][:4]
			out[0], out[1], out[2], out[3] = v, r1[k], r2[k], r3[k]
		}
	}
	for ; i < cols; i++ {
		for k, v := range p.b[(j+i)*p.ldb+k0:][:k1-k0] {
			to[k*strip+i] = v
		}
	}
}
