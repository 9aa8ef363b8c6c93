package dlfs

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/dlfs-go/book/internal/atomicfile"
)

// ReadNPZ reads all arrays of an .npz file, NumPy's zip of .npy files
// (section 7.5), in the order of the file. Numbers may be float16, float32 or
// float64, little-endian, in C or Fortran order.
func ReadNPZ(r io.ReaderAt, size int64) ([]Array, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("dlfs: reading .npz: %w", err)
	}
	var arrays []Array
	for _, f := range z.File {
		a := Array{Name: strings.TrimSuffix(f.Name, ".npy")}
		file, err := f.Open()
		if err == nil {
			a.Shape, a.Data, err = readNPY(file)
			err = errors.Join(err, file.Close())
		}
		if err != nil {
			return nil, fmt.Errorf("dlfs: reading .npz: array %s: %w", a.Name, err)
		}
		arrays = append(arrays, a)
	}
	return arrays, nil
}

// WriteNPZ writes arrays as a compressed .npz file (section 7.5). The same
// arrays give the same bytes.
func WriteNPZ(w io.Writer, dtype DType, arrays []Array) error {
	if dtype.size() == 0 {
		return fmt.Errorf("dlfs: writing .npz: unknown type %q", dtype)
	}
	z := zip.NewWriter(w)
	for _, a := range arrays {
		size := 1
		for _, d := range a.Shape {
			size *= d
		}
		if size != len(a.Data) {
			return fmt.Errorf("dlfs: writing .npz: array %s has %d numbers, want %d for the shape %v", a.Name, len(a.Data), size, a.Shape)
		}
		f, err := z.Create(a.Name + ".npy")
		if err == nil {
			err = writeNPY(f, a.Shape, a.Data, dtype)
		}
		if err != nil {
			return fmt.Errorf("dlfs: writing .npz: array %s: %w", a.Name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("dlfs: writing .npz: %w", err)
	}
	return nil
}

// SaveParams writes parameters to an .npz file that NumPy can load, with the
// shapes that the book's own code gives them: biases have one dimension,
// filters four (section 7.5). The file is complete or, after an error, as
// it was before.
func SaveParams(path string, dtype DType, params []*Param) error {
	var arrays []Array
	for _, p := range params {
		r, c := p.Value.Dims()
		a := Array{Name: p.Name, Shape: p.Shape}
		for i := range r {
			a.Data = append(a.Data, p.Value.RawRowView(i)...)
		}
		switch {
		case a.Shape != nil:
		case r == 1:
			a.Shape = []int{c}
		default:
			a.Shape = []int{r, c}
		}
		arrays = append(arrays, a)
	}
	var b bytes.Buffer
	if err := WriteNPZ(&b, dtype, arrays); err != nil {
		return fmt.Errorf("dlfs: SaveParams: %w", err)
	}
	if err := atomicfile.Write(path, b.Bytes()); err != nil {
		return fmt.Errorf("dlfs: SaveParams: %w", err)
	}
	return nil
}

// LoadParams sets parameters from an .npz file, by name (section 7.5). Filters
// may have the book's four dimensions, FN×C×FH×FW, and biases one. The file
// must have all parameters; if it has not, or one has another size, there is
// an error and none is changed.
func LoadParams(path string, params []*Param) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("dlfs: LoadParams: %w", err)
	}
	if err := loadParams(b, params); err != nil {
		return fmt.Errorf("dlfs: LoadParams: %s: %w", path, err)
	}
	return nil
}

func loadParams(file []byte, params []*Param) error {
	arrays, err := ReadNPZ(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return err
	}
	byName := map[string]Array{}
	for _, a := range arrays {
		byName[a.Name] = a
	}
	for _, p := range params {
		a, ok := byName[p.Name]
		if !ok {
			return fmt.Errorf("there is no array %s", p.Name)
		}
		if r, c := p.Value.Dims(); !fits(a.Shape, r, c) {
			return fmt.Errorf("array %s has the shape %v, want %d×%d", p.Name, a.Shape, r, c)
		}
	}
	for _, p := range params {
		r, c := p.Value.Dims()
		for i := range r {
			copy(p.Value.RawRowView(i), byName[p.Name].Data[i*c:])
		}
	}
	return nil
}

// fits reports whether an array is an r×c matrix: of two dimensions, or of
// more whose last ones make up the columns, or of one for a single row.
func fits(shape []int, r, c int) bool {
	if len(shape) == 0 {
		return false
	}
	rows, cols := shape[0], 1
	if len(shape) == 1 {
		rows, cols = 1, shape[0]
	}
	for _, d := range shape[1:] {
		cols *= d
	}
	return rows == r && cols == c
}
