package blas

import "github.com/dlfs-go/book/internal/simd"

// Sizes of the blocks that a product is cut into. A block of B, depth×width
// numbers, stays in the second-level cache, and a strip of it, depth×2 vectors,
// in the first.
const (
	depth = 256
	width = 256
)

// group is the number of rows of A, all tiles but the last of the greatest
// size, that are copied together if they must be. aligned is how far apart rows
// of depth numbers are then, so that they do not want the same lines of the
// cache.
const (
	group   = 8 * simd.MaxRows
	aligned = depth + 8
)

// few is the number of rows of C up to which a copy of B is not worth it.
const few = 512

// block adds the products of k from k0 up to k1 to a part of C.
func (p *product[T]) block(d *desk[T], top, bottom, left, right, k0, k1 int) {
	strip, steps := 2*simd.Lanes[T](), k1-k0
	if !p.direct {
		for j := left; j < right; j += strip {
			p.packB(d.b[(j-left)*steps:], j, min(strip, right-j), k0, k1)
		}
	}
	t := &d.tile
	t.Steps, t.Segs, t.ASeg, t.BSeg = steps, 1, 0, 0
	t.BStep, t.CRow, t.Start, t.Rectify = strip, p.ldc, p.start(k0), p.rectify && k1 == p.k
	if p.direct {
		t.BStep = p.ldb
	}
	most := bottom - top
	if p.copiesA(most, right-left) {
		most = group / simd.Rows()[0] * simd.Rows()[0]
	}
	for r := top; r < bottom; r += most {
		p.rows(d, r, min(r+most, bottom), left, right, k0, k1)
	}
}

// rows does so for some rows, one group at the most if they are copied.
func (p *product[T]) rows(d *desk[T], top, bottom, left, right, k0, k1 int) {
	t, strip := &d.tile, 2*simd.Lanes[T]()
	first := p.rowsOfA(d, top, bottom, k0, k1, right-left)
	t.Prepare()
	var bias []T
	for r := top; r < bottom; {
		rows := next(bottom - r)
		a := first[(r-top)*t.ARow:]
		for j := left; j < right; j += strip {
			var b []T
			if p.direct {
				b = p.b[k0*p.ldb+j:]
			} else {
				b = d.b[(j-left)*(k1-k0):]
			}
			if p.bias != nil {
				bias = p.bias[j:]
			}
			t.Ahead = 0
			if i := 2 * (j - left) / strip; t.AStep == 1 && i < rows && r+rows+i < bottom {
				t.Ahead = (rows + i) * t.ARow // of the next tile down, two rows with each to the right
			}
			t.Run(rows, min(strip, right-j), a, b, p.c[r*p.ldc+j:], bias)
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

// copiesA reports whether so many rows of op(A) are better copied before they
// meet so many columns: they are lines of other pages, far apart, or all would
// want the same lines of the cache.
func (p *product[T]) copiesA(rows, uses int) bool {
	const page = 4096 / 8
	if p.transA {
		return uses >= 64 && rows > simd.Rows()[0]
	}
	return p.lda%page == 0 && uses >= 128
}

// rowsOfA returns where rows of op(A) begin, from column k0 on, and sets the
// distances of the tile.
func (p *product[T]) rowsOfA(d *desk[T], top, bottom, k0, k1, uses int) []T {
	t, n := &d.tile, bottom-top
	switch copies := p.copiesA(n, uses); {
	case copies && p.transA:
		for k := k0; k < k1; k++ {
			copy(d.a[(k-k0)*n:][:n], p.a[k*p.lda+top:])
		}
		t.ARow, t.AStep = 1, n
		return d.a
	case copies:
		for i := range n {
			copy(d.a[i*aligned:][:k1-k0], p.a[(top+i)*p.lda+k0:])
		}
		t.ARow, t.AStep = aligned, 1
		return d.a
	case p.transA:
		t.ARow, t.AStep = 1, p.lda
		return p.a[k0*p.lda+top:]
	}
	t.ARow, t.AStep = p.lda, 1
	return p.a[top*p.lda+k0:]
}

// packB copies columns j to j+cols of op(B), times alpha, so that a row of a
// strip follows the other. Numbers beyond the columns are not written.
func (p *product[T]) packB(to []T, j, cols, k0, k1 int) {
	if p.transB {
		p.packTransposed(to, j, cols, k0, k1)
	} else {
		simd.Pack(to, p.b[k0*p.ldb+j:], k1-k0, cols, p.ldb)
	}
	if p.alpha == 1 {
		return
	}
	strip := 2 * simd.Lanes[T]()
	for k := range k1 - k0 {
		row := to[k*strip:][:cols]
		for i := range row {
			row[i] *= p.alpha
		}
	}
}

// packTransposed is packB for columns that are rows of B.
func (p *product[T]) packTransposed(to []T, j, cols, k0, k1 int) {
	strip := 2 * simd.Lanes[T]()
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
