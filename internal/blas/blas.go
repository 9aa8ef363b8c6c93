// Package blas makes matrix products of gonum fast: for everything that
// multiplies matrices with gonum.org/v1/gonum, in this program and in cells,
// once [Register] was called.
//
// General matrix products of float64 and float32 run on kernels of package
// simd where the machine has them, large ones on all cores. All else, small
// products too, is gonum's own code, and so is everything on a machine without
// kernels.
//
// A sum is added in an order that does not depend on the number of cores. It
// is another order than gonum's, with fused multiplication and addition, so
// results differ from gonum's in the last digits. There is one more
// difference: gonum leaves out the products with a 0 in A, so that 0·NaN and
// 0·Inf count as 0 there; here they are NaN, as in IEEE 754.
package blas

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/gonum"

	"github.com/dlfs-go/book/internal/simd"
)

// Implementation is gonum's implementation of BLAS with other general matrix
// products.
type Implementation struct{ gonum.Implementation }

var (
	_ blas.Float64 = Implementation{}
	_ blas.Float32 = Implementation{}
)

// Register makes [Implementation] the one that gonum uses, unless the program
// has chosen another than gonum's own, or the machine has no kernels.
func Register() {
	if _, fast := simd.Fast(); !fast {
		return
	}
	if blas64.Implementation() == blas.Float64(gonum.Implementation{}) {
		blas64.Use(Implementation{})
	}
	if blas32.Implementation() == blas.Float32(gonum.Implementation{}) {
		blas32.Use(Implementation{})
	}
}

// small is the number of multiplications up to which gonum's own code is at
// least as fast.
const small = 1 << 9

// Dgemm computes C = alpha·op(A)·op(B) + beta·C; see [blas.Float64Level3].
func (i Implementation) Dgemm(tA, tB blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	if m*n*k <= small || alpha == 0 || !right(tA, tB, m, n, k, len(a), lda, len(b), ldb, len(c), ldc) {
		i.Implementation.Dgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	gemm(m, n, k, alpha, Matrix[float64]{a, lda, tA != blas.NoTrans}, Matrix[float64]{b, ldb, tB != blas.NoTrans}, beta, Matrix[float64]{c, ldc, false})
}

// Sgemm is Dgemm for float32; see [blas.Float32Level3].
func (i Implementation) Sgemm(tA, tB blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if m*n*k <= small || alpha == 0 || !right(tA, tB, m, n, k, len(a), lda, len(b), ldb, len(c), ldc) {
		i.Implementation.Sgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	gemm(m, n, k, alpha, Matrix[float32]{a, lda, tA != blas.NoTrans}, Matrix[float32]{b, ldb, tB != blas.NoTrans}, beta, Matrix[float32]{c, ldc, false})
}

// right reports whether all arguments are right. What is wrong is left to
// gonum, which says so.
func right(tA, tB blas.Transpose, m, n, k, lenA, lda, lenB, ldb, lenC, ldc int) bool {
	rowsA, colsA, okA := stored(tA, m, k)
	rowsB, colsB, okB := stored(tB, k, n)
	if !okA || !okB || m <= 0 || n <= 0 || k <= 0 {
		return false
	}
	fits := func(rows, cols, ld, length int) bool { return ld >= cols && length >= (rows-1)*ld+cols }
	return fits(rowsA, colsA, lda, lenA) && fits(rowsB, colsB, ldb, lenB) && fits(m, n, ldc, lenC)
}

// stored returns the shape of a matrix in memory that is r×c when it is
// multiplied.
func stored(t blas.Transpose, r, c int) (rows, cols int, ok bool) {
	switch t {
	case blas.NoTrans:
		return r, c, true
	case blas.Trans, blas.ConjTrans:
		return c, r, true
	}
	return 0, 0, false
}
