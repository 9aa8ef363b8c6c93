// Package mnist reads the MNIST data set of handwritten digits and other data
// in its format, Fashion-MNIST for example (section 3.6 of the book).
//
// The four files of MNIST are part of the package. See data/README for where
// they come from.
package mnist

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"io/fs"
	"os"
	"sync"

	"gonum.org/v1/gonum/mat"
)

//go:embed data/*.gz
var files embed.FS

// Classes is the number of labels, 0 to 9.
const Classes = 10

// The names of the files of a data set, with or without .gz.
const (
	TrainImages = "train-images-idx3-ubyte"
	TrainLabels = "train-labels-idx1-ubyte"
	TestImages  = "t10k-images-idx3-ubyte"
	TestLabels  = "t10k-labels-idx1-ubyte"
)

// A Set is a number of images with their labels.
type Set struct {
	Pixels     []byte // one image after the other, row by row, 0 is background
	Labels     []int
	Rows, Cols int // of an image
}

var load = sync.OnceValues(func() ([2]*Set, error) {
	sub, err := fs.Sub(files, "data")
	if err != nil {
		return [2]*Set{}, err
	}
	train, test, err := LoadFS(sub)
	return [2]*Set{train, test}, err
})

// Load returns the 60,000 images to train with and the 10,000 to test with.
// They are decoded once and shared by all callers, who must not change them.
func Load() (train, test *Set, err error) {
	sets, err := load()
	return sets[0], sets[1], err
}

// LoadDir reads a data set from the four files in a directory.
func LoadDir(dir string) (train, test *Set, err error) { return LoadFS(os.DirFS(dir)) }

// LoadFS reads a data set from the four files at the root of fsys.
func LoadFS(fsys fs.FS) (train, test *Set, err error) {
	if train, err = loadSet(fsys, TrainImages, TrainLabels); err != nil {
		return nil, nil, err
	}
	if test, err = loadSet(fsys, TestImages, TestLabels); err != nil {
		return nil, nil, err
	}
	return train, test, nil
}

func loadSet(fsys fs.FS, images, labels string) (*Set, error) {
	s := &Set{}
	dims, pixels, err := ReadIDX(fsys, images, 3)
	if err != nil {
		return nil, err
	}
	s.Rows, s.Cols, s.Pixels = dims[1], dims[2], pixels
	count, raw, err := ReadIDX(fsys, labels, 1)
	if err != nil {
		return nil, err
	}
	if count[0] != dims[0] {
		return nil, fmt.Errorf("mnist: %s has %d images, %s has %d labels", images, dims[0], labels, count[0])
	}
	s.Labels = make([]int, len(raw))
	for i, l := range raw {
		if l >= Classes {
			return nil, fmt.Errorf("mnist: %s: label %d is %d, want 0 to %d", labels, i, l, Classes-1)
		}
		s.Labels[i] = int(l)
	}
	return s, nil
}

// maxBytes bounds what a file's header may ask for: MNIST has 47 MB.
const maxBytes = 1 << 31

// maxCount bounds how many images or labels there are, which are small in a
// file that is packed.
const maxCount = 1 << 24

// ReadIDX reads a file of unsigned bytes in the IDX format (section 3.6.1): a
// magic number that says how many dimensions there are, each dimension, then the
// data, all numbers big-endian. The file is name.gz, or name if that is not
// there. There is an error if it has another number of dimensions than ndims,
// more or fewer data than it says, or more than 2³¹ bytes or 2²⁴ images.
func ReadIDX(fsys fs.FS, name string, ndims int) (dims []int, data []byte, err error) {
	r, err := open(fsys, name)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	fail := func(format string, args ...any) ([]int, []byte, error) {
		return nil, nil, fmt.Errorf("mnist: %s: %s", name, fmt.Sprintf(format, args...))
	}
	var magic uint32
	if err := binary.Read(r, binary.BigEndian, &magic); err != nil {
		return fail("the header is cut short: %v", err)
	}
	if want := uint32(0x800 + ndims); magic != want {
		return fail("the magic number is %#x, want %#x: this is not a file of that kind", magic, want)
	}
	sizes := make([]uint32, ndims)
	if err := binary.Read(r, binary.BigEndian, sizes); err != nil {
		return fail("the header is cut short: %v", err)
	}
	size := 1
	for _, d := range sizes {
		if d == 0 || uint64(size)*uint64(d) > maxBytes || sizes[0] > maxCount {
			return fail("the header gives the sizes %v", sizes)
		}
		size *= int(d)
		dims = append(dims, int(d))
	}
	// A header that lies must not cost memory: only what MNIST needs is
	// reserved before the data are there.
	var buf bytes.Buffer
	buf.Grow(min(size, 48<<20))
	if n, err := io.CopyN(&buf, r, int64(size)); err != nil {
		return fail("it has %d bytes of data, want %d: %v", n, size, err)
	}
	// The end of a .gz file holds its checksum, so it must be read, too.
	if n, err := io.Copy(io.Discard, r); err != nil {
		return fail("after the data: %v", err)
	} else if n > 0 {
		return fail("%d bytes follow the data", n)
	}
	return dims, buf.Bytes(), nil
}

type readCloser struct {
	io.Reader
	file io.Closer
}

func (r readCloser) Close() error { return r.file.Close() }

// open opens name or name.gz.
func open(fsys fs.FS, name string) (io.ReadCloser, error) {
	f, err := fsys.Open(name + ".gz")
	if errors.Is(err, fs.ErrNotExist) {
		if f, err = fsys.Open(name); err != nil {
			return nil, fmt.Errorf("mnist: neither %[1]s.gz nor %[1]s is there: %[2]w", name, err)
		}
		return f, nil
	}
	if err != nil {
		return nil, fmt.Errorf("mnist: %w", err)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("mnist: %s.gz: %w", name, err)
	}
	return readCloser{z, f}, nil
}

// Len returns the number of images.
func (s *Set) Len() int { return len(s.Labels) }

// within panics unless the images from lo up to hi, not included, are there.
func (s *Set) within(method string, lo, hi int) {
	if lo < 0 || hi < lo || hi > s.Len() {
		panic(fmt.Sprintf("mnist: %s: images %d to %d of a set of %d", method, lo, hi-1, s.Len()))
	}
}

// Image returns the pixels of image i, 0 to 255, row by row. It is a part of
// Pixels, not a copy. It panics if there is no image i.
func (s *Set) Image(i int) []byte {
	s.within("Image", i, i+1)
	n := s.Rows * s.Cols
	return s.Pixels[i*n : (i+1)*n : (i+1)*n]
}

// Gray returns image i as a picture to look at: white digits on black, as they
// are stored. It shares its pixels with the set, and panics as [Set.Image] does.
func (s *Set) Gray(i int) *image.Gray {
	return &image.Gray{Pix: s.Image(i), Stride: s.Cols, Rect: image.Rect(0, 0, s.Cols, s.Rows)}
}

// shades are the 256 values of a pixel as numbers between 0 and 1.
var shades = func() (s [256]float64) {
	for p := range s {
		s[p] = float64(p) / 255
	}
	return s
}()

// Batch returns the images with the given indexes as an N×D matrix of numbers
// between 0 and 1, and their labels as an N×10 one-hot matrix. It panics if
// there are no indexes, or one is of no image.
func (s *Set) Batch(index []int) (x, t *mat.Dense) {
	x = mat.NewDense(len(index), s.Rows*s.Cols, nil)
	t = mat.NewDense(len(index), Classes, nil)
	s.Fill(x, t, index)
	return x, t
}

// Fill is Batch into matrices that are there, N×D and N×10, for a loop that
// needs one batch at a time. It panics if x or t has not a row for each index
// or not those columns.
func (s *Set) Fill(x, t *mat.Dense, index []int) {
	if r, c := x.Dims(); r != len(index) || c != s.Rows*s.Cols {
		panic(fmt.Sprintf("mnist: Fill: x is %d×%d, want %d×%d", r, c, len(index), s.Rows*s.Cols))
	}
	if r, c := t.Dims(); r != len(index) || c != Classes {
		panic(fmt.Sprintf("mnist: Fill: t is %d×%d, want %d×%d", r, c, len(index), Classes))
	}
	for i, k := range index {
		row := x.RawRowView(i)
		for j, p := range s.Image(k) {
			row[j] = shades[p]
		}
		label := t.RawRowView(i)
		clear(label)
		label[s.Labels[k]] = 1
	}
}

// Matrix returns the first n images as [Set.Batch] does, without labels. It
// panics if n is not 1 to Len.
func (s *Set) Matrix(n int) *mat.Dense {
	x, _ := s.Range(0, n)
	return x
}

// First returns the first n images and labels as a set of their own, which
// shares their bytes. It panics if n is not 0 to Len.
func (s *Set) First(n int) *Set {
	s.within("First", 0, n)
	size := n * s.Rows * s.Cols
	return &Set{Pixels: s.Pixels[:size:size], Labels: s.Labels[:n:n], Rows: s.Rows, Cols: s.Cols}
}

// Range is Batch for the images from lo up to hi, not included. All of the
// training images take 376 MB. It panics if one of them is not there, or hi is
// not greater than lo.
func (s *Set) Range(lo, hi int) (x, t *mat.Dense) {
	s.within("Range", lo, hi)
	index := make([]int, hi-lo)
	for i := range index {
		index[i] = lo + i
	}
	return s.Batch(index)
}
