package dlfs

import (
	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/internal/par"
	"github.com/dlfs-go/book/internal/simd"
)

// A reader gives the numbers of matrices to the engine, and keeps room for
// those that it must copy.
type reader[T simd.Float] struct {
	own []T
	c   conversion[T, float64]
}

// read returns the numbers of m, row by row: themselves if they lie like that,
// else a copy, which the next call overwrites.
func (f *reader[T]) read(m *mat.Dense) []T {
	r, c := m.Dims()
	raw := m.RawMatrix()
	if same, ok := any(raw.Data).([]T); ok && raw.Stride == c {
		return same[:r*c]
	}
	if cap(f.own) < r*c {
		f.own = make([]T, r*c)
	}
	f.own = f.own[:r*c]
	if raw.Stride == c {
		f.c.run(f.own, raw.Data[:r*c])
		return f.own
	}
	for i := range r {
		convert(f.own[i*c:][:c], m.RawRowView(i))
	}
	return f.own
}

// A writer makes matrices of numbers of the engine.
type writer[T simd.Float] struct {
	m *mat.Dense
	c conversion[float64, T]
}

// write returns n rows of numbers as a matrix: of the numbers themselves if
// they are of its type, else of a copy, which the next call overwrites.
func (w *writer[T]) write(data []T, n int) *mat.Dense {
	if n == 0 {
		return &mat.Dense{}
	}
	cols := len(data) / n
	same, double := any(data).([]float64)
	if w.m != nil {
		if raw := w.m.RawMatrix(); raw.Rows != n || raw.Cols != cols || double && &raw.Data[0] != &same[0] {
			w.m = nil
		}
	}
	if w.m == nil {
		w.m = mat.NewDense(n, cols, same)
	}
	if !double {
		w.c.run(w.m.RawMatrix().Data, data)
	}
	return w.m
}

// convert copies numbers into those of another type.
func convert[A, B simd.Float](to []A, from []B) {
	from = from[:len(to)]
	for i, v := range from {
		to[i] = A(v)
	}
}

// A conversion is convert on all cores.
type conversion[A, B simd.Float] struct {
	to   []A
	from []B
	part func(i int)
}

// conversionSize is how many numbers are converted by one call.
const conversionSize = 1 << 14

func (c *conversion[A, B]) run(to []A, from []B) {
	if c.part == nil {
		c.part = func(i int) {
			lo, hi := i*conversionSize, min((i+1)*conversionSize, len(c.to))
			convert(c.to[lo:hi], c.from[lo:hi])
		}
	}
	c.to, c.from = to, from
	par.Do((len(to)+conversionSize-1)/conversionSize, c.part)
	c.to, c.from = nil, nil
}
