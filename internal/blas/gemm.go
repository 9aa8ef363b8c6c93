package blas

import (
	"sync"

	"github.com/dlfs-go/book/internal/par"
	"github.com/dlfs-go/book/internal/simd"
)

// serial is the number of multiplications below which sharing the work costs
// more than it saves.
const serial = 1 << 18

// A product is C = alpha·op(A)·op(B) + beta·C with op(A) m×k and op(B) k×n, of
// matrices that are stored row by row. If there is a bias, C starts with that
// in every row.
type product[T simd.Float] struct {
	transA, transB bool
	m, n, k        int
	alpha, beta    T
	a, b, c, bias  []T
	lda, ldb, ldc  int
	rectify        bool // C = max(0, C) in the end

	direct             bool // B is read where it is
	rowParts, colParts int
	part               func(i int)
}

// A desk is what one goroutine needs for its part of a product.
type desk[T simd.Float] struct {
	tile simd.Tile[T]
	b    []T // a block of B, strip after strip
	a    []T // a group of rows of A
}

var (
	desks64    = sync.Pool{New: func() any { return newDesk[float64]() }}
	desks32    = sync.Pool{New: func() any { return newDesk[float32]() }}
	products64 = sync.Pool{New: func() any { return newProduct[float64](&desks64) }}
	products32 = sync.Pool{New: func() any { return newProduct[float32](&desks32) }}
)

func newDesk[T simd.Float]() *desk[T] {
	return &desk[T]{b: make([]T, depth*(width+2*simd.MaxLanes)), a: make([]T, group*aligned)}
}

// A Matrix is rows that begin Stride numbers apart, as in gonum.
type Matrix[T simd.Float] struct {
	Data   []T
	Stride int
	Trans  bool // to be transposed before it is multiplied
}

// Multiply computes C = A·B for A m×k and B k×n, after they are transposed if
// they are to be. None of m, n and k is 0. It works on every machine, for
// float64 and float32 alike, and checks nothing.
func Multiply[T simd.Float](m, n, k int, a, b, c Matrix[T]) {
	p := newProductOf(m, n, k, a, b, c)
	p.alpha, p.beta = 1, 0
	p.run()
}

// MultiplyAdd computes C = A·B + bias, which is added to every row, and then
// max(0, C) if rectify is set; see [Multiply].
func MultiplyAdd[T simd.Float](m, n, k int, a, b Matrix[T], bias []T, rectify bool, c Matrix[T]) {
	p := newProductOf(m, n, k, a, b, c)
	p.alpha, p.beta, p.bias, p.rectify = 1, 0, bias[:n], rectify
	p.run()
}

// gemm computes C = alpha·A·B + beta·C.
func gemm[T simd.Float](m, n, k int, alpha T, a, b Matrix[T], beta T, c Matrix[T]) {
	p := newProductOf(m, n, k, a, b, c)
	p.alpha, p.beta = alpha, beta
	p.run()
}

// newProductOf returns a product that run gives back.
func newProductOf[T simd.Float](m, n, k int, a, b, c Matrix[T]) *product[T] {
	p := productsOf[T]().Get().(*product[T])
	p.transA, p.transB = a.Trans, b.Trans
	p.m, p.n, p.k = m, n, k
	p.a, p.b, p.c, p.lda, p.ldb, p.ldc = a.Data, b.Data, c.Data, a.Stride, b.Stride, c.Stride
	return p
}

func productsOf[T simd.Float]() *sync.Pool {
	if _, double := any(T(0)).(float64); double {
		return &products64
	}
	return &products32
}

func newProduct[T simd.Float](desks *sync.Pool) *product[T] {
	p := &product[T]{}
	p.part = func(i int) {
		d := desks.Get().(*desk[T])
		p.do(d, i)
		d.tile.Forget()
		desks.Put(d)
	}
	return p
}

// run computes the product. Every element of C is a sum in the order of k,
// whichever way the work is shared.
func (p *product[T]) run() {
	p.plan()
	par.Do(p.rowParts*p.colParts, p.part)
	p.a, p.b, p.c, p.bias, p.rectify = nil, nil, nil, nil, false
	productsOf[T]().Put(p)
}

// plan decides how the work is shared.
//
// If C has few rows or B is small, B is read where it is, since a copy would
// cost more than it saves, and each part has some rows of C. Otherwise each has
// some columns, whose strips of B are copied once.
func (p *product[T]) plan() {
	lanes := simd.Lanes[T]()
	strips := (p.n + 2*lanes - 1) / (2 * lanes)
	p.direct = !p.transB && p.alpha == 1 && (p.m <= 2*simd.Rows()[0] || p.ldb%(16*lanes) != 0 && (p.m <= few || p.n*p.k <= width*depth/2))
	p.rowParts, p.colParts = 1, 1
	if !p.direct {
		p.colParts = (p.n + width - 1) / width
	}
	if p.m*p.n*p.k <= serial {
		return
	}
	tiles := (p.m + simd.Rows()[0] - 1) / simd.Rows()[0]
	switch {
	case tiles >= 4 && (p.direct || strips < 4):
		p.rowParts = min(8, tiles)
	case strips >= 4:
		p.colParts = max(p.colParts, min(8, strips/2))
	}
}

// do computes part i of the product.
func (p *product[T]) do(d *desk[T], i int) {
	top, bottom := share(p.m, 2, i/p.colParts, p.rowParts)
	left, right := share(p.n, 2*simd.Lanes[T](), i%p.colParts, p.colParts)
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
	step := depth
	if p.direct && !p.copiesA(bottom-top, right-left) {
		step = 4 * depth // nothing must fit into a desk
	}
	for at := 0; at < p.k; at += step {
		p.block(d, top, bottom, left, right, at, min(at+step, p.k))
	}
}

// share cuts n, which is counted in units, into equal parts and returns the
// one of number i.
func share(n, unit, i, parts int) (lo, hi int) {
	units := (n + unit - 1) / unit
	return min(n, units*i/parts*unit), min(n, units*(i+1)/parts*unit)
}

// start returns what the sums of the block from k0 on start with.
func (p *product[T]) start(k0 int) simd.Start {
	switch {
	case k0 > 0 || p.beta != 0:
		return simd.Add
	case p.bias != nil:
		return simd.Bias
	}
	return simd.Zero
}
