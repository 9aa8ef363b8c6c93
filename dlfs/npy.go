package dlfs

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// An Array is one array of an .npz file: numbers in C order, the last index
// fastest, whatever the order in the file (section 7.5).
type Array struct {
	Name  string
	Shape []int
	Data  []float64
}

// npyMagic starts every .npy file; a version and the length of the header
// follow.
//
// Reference: NumPy's documentation, “numpy.lib.format”.
const npyMagic = "\x93NUMPY"

// maxArray bounds what a header may ask for, in elements.
const maxArray = 1 << 28

var (
	npyDescr   = regexp.MustCompile(`'descr'\s*:\s*'([^']*)'`)
	npyFortran = regexp.MustCompile(`'fortran_order'\s*:\s*(True|False)`)
	npyShape   = regexp.MustCompile(`'shape'\s*:\s*\(([^)]*)\)`)
)

// DType is the type of the numbers in a file (section 8.3.4).
type DType string

// The types that files are written and read with.
const (
	DTypeFloat16 DType = "<f2"
	DTypeFloat32 DType = "<f4"
	DTypeFloat64 DType = "<f8"
)

// size returns the bytes of a number, 0 for an unknown type.
func (d DType) size() int {
	switch d {
	case DTypeFloat16:
		return 2
	case DTypeFloat32:
		return 4
	case DTypeFloat64:
		return 8
	}
	return 0
}

// readNPY reads one array in the .npy format.
func readNPY(r io.Reader) (shape []int, data []float64, err error) {
	header, err := readNPYHeader(r)
	if err != nil {
		return nil, nil, err
	}
	descr, fortran, dims := npyDescr.FindStringSubmatch(header), npyFortran.FindStringSubmatch(header), npyShape.FindStringSubmatch(header)
	if descr == nil || fortran == nil || dims == nil {
		return nil, nil, fmt.Errorf("the header %q is not one of NumPy", header)
	}
	dtype := DType(descr[1])
	if dtype.size() == 0 {
		return nil, nil, fmt.Errorf("the numbers are of type %s, want <f2, <f4 or <f8", dtype)
	}
	size := 1
	for f := range strings.FieldsFuncSeq(dims[1], func(r rune) bool { return r == ',' || r == ' ' }) {
		n, err := strconv.Atoi(f)
		if err != nil || n < 0 || n > maxArray || size*n > maxArray {
			return nil, nil, fmt.Errorf("the shape is (%s)", dims[1])
		}
		shape, size = append(shape, n), size*n
	}
	if data, err = readNumbers(r, dtype, size); err != nil {
		return nil, nil, err
	}
	if fortran[1] == "True" {
		data = fromFortran(data, shape)
	}
	return shape, data, nil
}

func readNPYHeader(r io.Reader) (string, error) {
	var start [8]byte
	if _, err := io.ReadFull(r, start[:]); err != nil || string(start[:6]) != npyMagic {
		return "", fmt.Errorf("it does not start like an .npy file")
	}
	var length uint32
	switch start[6] {
	case 1:
		var short uint16
		if err := binary.Read(r, binary.LittleEndian, &short); err != nil {
			return "", fmt.Errorf("the header is cut short: %w", err)
		}
		length = uint32(short)
	case 2, 3:
		if err := binary.Read(r, binary.LittleEndian, &length); err != nil {
			return "", fmt.Errorf("the header is cut short: %w", err)
		}
	default:
		return "", fmt.Errorf("it has version %d of the .npy format, want 1 to 3", start[6])
	}
	if length > 1<<16 {
		return "", fmt.Errorf("the header claims %d bytes", length)
	}
	header := make([]byte, length)
	if _, err := io.ReadFull(r, header); err != nil {
		return "", fmt.Errorf("the header is cut short: %w", err)
	}
	return string(header), nil
}

// readNumbers reads exactly n numbers. It reads before it makes room, so a
// header that lies cannot ask for more memory than the file has.
func readNumbers(r io.Reader, dtype DType, n int) ([]float64, error) {
	var buf bytes.Buffer
	want := int64(n) * int64(dtype.size())
	if got, err := io.Copy(&buf, io.LimitReader(r, want+1)); err != nil {
		return nil, err
	} else if got != want {
		return nil, fmt.Errorf("%d bytes of data or more, want %d", got, want)
	}
	raw, data := buf.Bytes(), make([]float64, n)
	for i := range data {
		switch dtype {
		case DTypeFloat16:
			data[i] = Float16(binary.LittleEndian.Uint16(raw[2*i:])).Float64()
		case DTypeFloat32:
			data[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:])))
		case DTypeFloat64:
			data[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
		}
	}
	return data, nil
}

// fromFortran brings numbers with the first index fastest into C order.
func fromFortran(data []float64, shape []int) []float64 {
	out := make([]float64, len(data))
	index := make([]int, len(shape))
	for c := range out {
		from, step := 0, 1
		for d, i := range index {
			from += i * step
			step *= shape[d]
		}
		out[c] = data[from]
		for d := len(shape) - 1; d >= 0; d-- {
			if index[d]++; index[d] < shape[d] {
				break
			}
			index[d] = 0
		}
	}
	return out
}

// writeNPY writes one array in the .npy format, version 1.
func writeNPY(w io.Writer, shape []int, data []float64, dtype DType) error {
	var dims strings.Builder
	for _, d := range shape {
		fmt.Fprintf(&dims, "%d, ", d)
	}
	text := strings.TrimRight(dims.String(), " ")
	if len(shape) != 1 { // (3,) keeps its comma
		text = strings.TrimSuffix(text, ",")
	}
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", dtype, text)
	const align, before = 64, len(npyMagic) + 4
	header += strings.Repeat(" ", (align-(before+len(header)+1)%align)%align) + "\n"

	out := []byte(npyMagic + "\x01\x00")
	out = binary.LittleEndian.AppendUint16(out, uint16(len(header)))
	out = append(out, header...)
	for _, v := range data {
		switch dtype {
		case DTypeFloat16:
			out = binary.LittleEndian.AppendUint16(out, uint16(NewFloat16(v)))
		case DTypeFloat32:
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(float32(v)))
		default:
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(v))
		}
	}
	_, err := w.Write(out)
	return err
}
