package blas

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"github.com/dlfs-go/book/internal/simd"
)

// BenchmarkDgemm measures products of random matrices. They are random because
// gonum leaves out zeros, and would look faster with them than it is.
func BenchmarkDgemm(b *testing.B) {
	for _, s := range [][3]int{{4, 4, 4}, {8, 8, 8}, {10, 10, 10}, {16, 16, 16}, {32, 32, 32}, {100, 10, 50}, {100, 50, 784}, {1, 100, 1000}, {100, 100, 100}, {300, 300, 300}, {1000, 1000, 1000}} {
		p := problem{tA: blas.NoTrans, tB: blas.NoTrans, m: s[0], n: s[1], k: s[2]}
		p.fill(rand.New(rand.NewPCG(1, 1)))
		for name, f := range map[string]func(tA, tB blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int){
			"kernels": dgemm, "gonum": gonum.Implementation{}.Dgemm,
		} {
			b.Run(fmt.Sprintf("%dx%dx%d/%s", s[0], s[1], s[2], name), func(b *testing.B) {
				for b.Loop() {
					f(p.tA, p.tB, p.m, p.n, p.k, 1, p.a, p.lda, p.b, p.ldb, 0, p.c, p.ldc)
				}
				b.ReportMetric(2*float64(p.m*p.n*p.k)/float64(b.Elapsed().Nanoseconds())*float64(b.N), "GFLOPS")
			})
		}
	}
}

// BenchmarkPeak reports the roof that BenchmarkDgemm stands against, of one
// core.
func BenchmarkPeak(b *testing.B) {
	for b.Loop() {
		b.ReportMetric(simd.Peak[float64]()/1e9, "GFLOPS")
	}
}
