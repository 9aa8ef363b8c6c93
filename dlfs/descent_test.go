package dlfs_test

import (
	"math"
	"runtime"
	"testing"

	"github.com/dlfs-go/book/dlfs"
)

func square(x []float64) float64 { return x[0]*x[0] + x[1]*x[1] }

func TestGradientDescent(t *testing.T) {
	start := []float64{-3, 4}
	// Where Go fuses x·y + z, what runs away ends elsewhere.
	huge := map[bool]float64{true: 1e-3, false: 1e11}[runtime.GOARCH == "amd64"]
	for _, tt := range []struct {
		lr    float64
		steps int
		want  []float64
		tol   float64 // of what is small or huge
	}{
		{0.1, 20, []float64{-0.03458764513817675, 0.04611686018418694}, 1e-12},
		{0.1, 100, []float64{-6.111107928998789e-10, 8.148143905314271e-10}, 1e-14},
		{1e-10, 100, []float64{-2.999999939999995, 3.9999999199999934}, 1e-14},
		{10, 100, []float64{-25898374737328.363, -1295248616896.5398}, huge},
	} {
		x, path := dlfs.GradientDescent(square, start, tt.lr, tt.steps)
		for i := range x {
			if math.Abs(x[i]-tt.want[i]) > tt.tol {
				t.Errorf("rate %g: x[%d] = %v, want %v", tt.lr, i, x[i], tt.want[i])
			}
		}
		if len(path) != tt.steps || path[0][0] != -3 || path[0][1] != 4 {
			t.Errorf("rate %g: a path of %d points from %v, want %d from the start", tt.lr, len(path), path[0], tt.steps)
		}
		if start[0] != -3 || start[1] != 4 {
			t.Fatalf("the start has become %v", start)
		}
	}
}
