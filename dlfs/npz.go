package dlfs

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/dlfs-go/book/internal/atomicfile"
)

// ReadNPZ reads all arrays of numbers of an .npz file, NumPy's zip of .npy files
// (section 7.5), in the order of the file. Numbers may be of any type that
// [ReadNPY] reads. Arrays of something else, strings for example, and files in
// the zip that are not .npy are left out. There is an error if two arrays have
// the same name, or all together have more than 2²⁸ numbers.
func ReadNPZ(r io.ReaderAt, size int64) ([]Array, error) {
	files, err := npyFiles(r, size)
	if err != nil {
		return nil, fmt.Errorf("dlfs: reading .npz: %w", err)
	}
	var arrays []Array
	left := maxArray
	for _, f := range files {
		a := Array{Name: arrayName(f)}
		a.Shape, a.Data, err = readEntry(f, func(h npyHeader) error {
			a.DType = h.dtype
			if left -= h.size; left < 0 {
				return errors.New("the arrays have more than 2²⁸ numbers")
			}
			return nil
		})
		if other := otherType(""); errors.As(err, &other) {
			continue
		} else if err != nil {
			return nil, fmt.Errorf("dlfs: reading .npz: array %s: %w", shorten(a.Name), err)
		}
		arrays = append(arrays, a)
	}
	return arrays, nil
}

func arrayName(f *zip.File) string { return strings.TrimSuffix(f.Name, ".npy") }

// npyFiles returns the .npy files in a zip, which must have different names.
func npyFiles(r io.ReaderAt, size int64) ([]*zip.File, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, err
	}
	var files []*zip.File
	seen := map[string]bool{}
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, ".npy") {
			continue
		}
		if seen[f.Name] {
			return nil, fmt.Errorf("there are two arrays %s", shorten(arrayName(f)))
		}
		seen[f.Name] = true
		files = append(files, f)
	}
	return files, nil
}

// readEntry reads one array. If check does not like the header, nothing more is
// read.
func readEntry(f *zip.File, check func(npyHeader) error) (shape []int, data []float64, err error) {
	file, err := f.Open()
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	h, err := readNPYHeader(file)
	if err != nil {
		return nil, nil, err
	}
	if err = check(h); err != nil {
		return nil, nil, err
	}
	data, err = h.read(file)
	return h.shape, data, err
}

// WriteNPZ writes arrays as a compressed .npz file (section 7.5). The same
// arrays give the same bytes. There is an error if two have the same name, or
// one has a number that the type does not reach: half precision ends at 65504.
func WriteNPZ(w io.Writer, dtype DType, arrays []Array) error {
	if dtype.size() == 0 {
		return fmt.Errorf("dlfs: writing .npz: unknown type %q", dtype)
	}
	z := zip.NewWriter(w)
	if err := writeArrays(z, dtype, arrays); err != nil {
		return fmt.Errorf("dlfs: writing .npz: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("dlfs: writing .npz: %w", err)
	}
	return nil
}

// writeArrays writes each array as a file of the zip.
func writeArrays(z *zip.Writer, dtype DType, arrays []Array) error {
	names := map[string]bool{}
	for _, a := range arrays {
		if names[a.Name] {
			return fmt.Errorf("there are two arrays %s", a.Name)
		}
		names[a.Name] = true
		if i := slices.IndexFunc(a.Data, dtype.infinite); i >= 0 {
			return fmt.Errorf("array %s has the number %g, too great for the type %s", a.Name, a.Data[i], dtype)
		}
		size := 1
		for _, d := range a.Shape {
			size *= d
		}
		if size != len(a.Data) {
			return fmt.Errorf("array %s has %d numbers, want %d for the shape %v", a.Name, len(a.Data), size, a.Shape)
		}
		f, err := z.Create(a.Name + ".npy")
		if err == nil {
			err = writeNPY(f, a.Shape, a.Data, dtype)
		}
		if err != nil {
			return fmt.Errorf("array %s: %w", a.Name, err)
		}
	}
	return nil
}

// SaveParams writes parameters to an .npz file that NumPy can load, with the
// shapes that the book's own code gives them: biases have one dimension,
// filters four (section 7.5). The file is complete or, after an error, as
// it was before. There is an error if two parameters have the same name, since
// one of them would be lost; [NewNetwork] numbers those of its layers. Type
// [DTypeFloat16] is for numbers up to 65504.
func SaveParams(path string, dtype DType, params []*Param) error {
	if name := repeated(params); name != "" {
		return errRepeated("SaveParams", name)
	}
	var b bytes.Buffer
	if err := WriteNPZ(&b, dtype, arraysOf(params)); err != nil {
		return fmt.Errorf("dlfs: SaveParams: %w", err)
	}
	if err := atomicfile.Write(path, b.Bytes()); err != nil {
		return fmt.Errorf("dlfs: SaveParams: %w", err)
	}
	return nil
}

// arraysOf returns the numbers of parameters, in the shapes of the book's code.
func arraysOf(params []*Param) []Array {
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
	return arrays
}

func errRepeated(fn, name string) error {
	return fmt.Errorf("dlfs: %s: two parameters are called %s: NewNetwork gives those of its layers different names, and State has all of them", fn, name)
}

// LoadParams sets parameters from an .npz file, by name (section 7.5). Filters
// may have the book's four dimensions, FN×C×FH×FW, and biases one. The file
// must have all parameters; if it has not, or one has another size, there is
// an error and none is changed. What else the file has is not looked at.
func LoadParams(path string, params []*Param) error {
	if name := repeated(params); name != "" {
		return errRepeated("LoadParams", name)
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("dlfs: LoadParams: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil {
		err = loadParams(f, info.Size(), params)
	}
	if err != nil {
		return fmt.Errorf("dlfs: LoadParams: %s: %w", path, err)
	}
	return nil
}

func loadParams(r io.ReaderAt, size int64, params []*Param) error {
	files, err := npyFiles(r, size)
	if err != nil {
		return err
	}
	byName := map[string]*zip.File{}
	for _, f := range files {
		byName[arrayName(f)] = f
	}
	data := make([][]float64, len(params))
	for i, p := range params {
		f, ok := byName[p.Name]
		if !ok {
			return fmt.Errorf("there is no array %s", p.Name)
		}
		_, data[i], err = readEntry(f, func(h npyHeader) error {
			if r, c := p.Value.Dims(); !fits(h.shape, r, c) {
				return fmt.Errorf("it has the shape %s, want %d×%d", shorten(fmt.Sprint(h.shape)), r, c)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("array %s: %w", p.Name, err)
		}
	}
	for i, p := range params {
		p.set(data[i])
	}
	return nil
}

// set takes numbers over, row by row.
func (p *Param) set(data []float64) {
	r, c := p.Value.Dims()
	for i := range r {
		copy(p.Value.RawRowView(i), data[i*c:])
	}
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
