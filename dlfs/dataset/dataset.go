// Package dataset makes data to learn from out of a reader's own: pictures in a
// folder for each class, tables, arrays of NumPy, files in MNIST's format with
// any number of classes (section 3.6 of the book; the sets beside MNIST are not
// in it).
//
// A [Set] goes wherever package dlfs wants Data: into a Trainer, AccuracyOn or
// Confusion.
//
//	all, err := dataset.Folder("flowers", dlfs.Shape{C: 3, H: 32, W: 32})
//	…
//	test, train := all.Split(rng, 200)
//	net := dlfs.NewSimpleConvNet(dlfs.SimpleConvNetConfig{In: all.Shape, Out: len(all.Names)}, rng)
//	(&dlfs.Trainer{Model: net, Train: train, Test: test, RNG: rng}).Run()
package dataset

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs"
)

// A Set is examples with a class each (section 3.6.1). It keeps numbers in
// single precision, and gives batches in double.
type Set struct {
	Shape  dlfs.Shape // of an image; for a table 1×1×D
	Names  []string   // of the classes
	Labels []int      // of the examples: indexes of Names
	Values []float32  // one example after the other, Shape.Size() each
}

var _ dlfs.Data = (*Set)(nil)

// Len returns the number of examples.
func (s *Set) Len() int { return len(s.Labels) }

// Example returns the numbers of example i, a part of Values. It panics if
// there is none.
func (s *Set) Example(i int) []float32 {
	d := s.Shape.Size()
	return s.Values[i*d : (i+1)*d : (i+1)*d]
}

// Batch returns the examples with the given indexes as an N×D matrix, and their
// classes as an N×M one-hot matrix, M of Names. It panics if there are no
// indexes, or one is of no example.
func (s *Set) Batch(index []int) (x, t *mat.Dense) {
	x, t = mat.NewDense(len(index), s.Shape.Size(), nil), mat.NewDense(len(index), len(s.Names), nil)
	s.Fill(x, t, index)
	return x, t
}

// Fill is Batch into matrices that are there, N×D and N×M. It panics if x or t
// has another shape, or an index is of no example.
func (s *Set) Fill(x, t *mat.Dense, index []int) {
	want := [2][2]int{{len(index), s.Shape.Size()}, {len(index), len(s.Names)}}
	for i, m := range []*mat.Dense{x, t} {
		if r, c := m.Dims(); r != want[i][0] || c != want[i][1] {
			panic(fmt.Sprintf("dataset: Fill: %c is %d×%d, want %d×%d", "xt"[i], r, c, want[i][0], want[i][1]))
		}
	}
	for i, k := range index {
		if k < 0 || k >= s.Len() {
			panic(fmt.Sprintf("dataset: example %d of a set of %d", k, s.Len()))
		}
		row, label := x.RawRowView(i), t.RawRowView(i)
		for j, v := range s.Example(k) {
			row[j] = float64(v)
		}
		clear(label)
		label[s.Labels[k]] = 1
	}
}

// Split returns n examples, drawn at random, and the others, to test and to
// train with (section 6.5.1). Both copy their numbers. It panics if either would
// be empty.
func (s *Set) Split(rng *rand.Rand, n int) (first, rest *Set) {
	if n < 1 || n >= s.Len() {
		panic(fmt.Sprintf("dataset: Split: %d of %d examples leave one part empty", n, s.Len()))
	}
	order := rng.Perm(s.Len())
	return s.pick(order[:n]), s.pick(order[n:])
}

func (s *Set) pick(index []int) *Set {
	out := &Set{Shape: s.Shape, Names: s.Names}
	for _, i := range index {
		out.Labels = append(out.Labels, s.Labels[i])
		out.Values = append(out.Values, s.Example(i)...)
	}
	return out
}

// String says how many examples there are, of what and of how many classes.
func (s *Set) String() string {
	return fmt.Sprintf("%d examples of %v in %d classes", s.Len(), s.Shape, len(s.Names))
}
