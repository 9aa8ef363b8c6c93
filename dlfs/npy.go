package dlfs

import (
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
	DType DType // that it was read from, without the order of bytes: u1, i8, f4; not looked at in writing
}

// npyMagic starts every .npy file; a version and the length of the header
// follow.
//
// Reference: NumPy's documentation, “numpy.lib.format”.
const npyMagic = "\x93NUMPY"

// maxArray bounds what a header may ask for, in elements.
const maxArray = 1 << 28

// maxDims is how many dimensions an array may have, as in NumPy.
const maxDims = 64

var (
	npyDescr   = regexp.MustCompile(`'descr'\s*:\s*'([^']*)'`)
	npyAnyType = regexp.MustCompile(`'descr'\s*:`)
	npyFortran = regexp.MustCompile(`'fortran_order'\s*:\s*(True|False)`)
	npyShape   = regexp.MustCompile(`'shape'\s*:\s*\(([^)]*)\)`)
)

// DType is the type of the numbers in a file (section 8.3.4).
type DType string

// The types that files are written with.
const (
	DTypeFloat16 DType = "<f2"
	DTypeFloat32 DType = "<f4"
	DTypeFloat64 DType = "<f8"
)

// size returns the bytes of a number, 0 for a type that is not written.
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

// infinite returns whether the type has no number as great as v, which is one.
func (d DType) infinite(v float64) bool {
	switch {
	case math.IsInf(v, 0):
		return false
	case d == DTypeFloat16:
		return math.IsInf(NewFloat16(v).Float64(), 0)
	case d == DTypeFloat32:
		return math.IsInf(float64(float32(v)), 0)
	}
	return false
}

// ReadNPY reads a file of NumPy's np.save (section 7.5): numbers of any size,
// whole or not, signed or not, or booleans as 0 and 1, in C or Fortran order and
// either order of bytes. Whole numbers beyond 2⁵³ lose their last digits. There
// is an error for other types, and for a file that is cut short or has something
// after the numbers.
func ReadNPY(r io.Reader) (Array, error) {
	var a Array
	h, err := readNPYHeader(r)
	if err == nil {
		a.Shape, a.DType = h.shape, h.dtype
		a.Data, err = h.read(r)
	}
	if err != nil {
		return Array{}, fmt.Errorf("dlfs: reading .npy: %w", err)
	}
	return a, nil
}

// An npyHeader says how the numbers of an .npy file lie.
type npyHeader struct {
	decode  func(b []byte) float64
	dtype   DType
	width   int // of a number, in bytes
	fortran bool
	shape   []int
	size    int // how many numbers
}

// otherType is the error for an array of something else than numbers.
type otherType string

func (t otherType) Error() string {
	return fmt.Sprintf("it holds %s, want numbers: f2, f4, f8, i1 to i8, u1 to u8 or b1", shorten(string(t)))
}

func readNPYHeader(r io.Reader) (npyHeader, error) {
	var h npyHeader
	text, err := readNPYText(r)
	if err != nil {
		return h, err
	}
	descr, fortran, dims := npyDescr.FindStringSubmatch(text), npyFortran.FindStringSubmatch(text), npyShape.FindStringSubmatch(text)
	if fortran == nil || dims == nil || !npyAnyType.MatchString(text) {
		return h, fmt.Errorf("the header %q is not one of NumPy", shorten(text))
	}
	if descr == nil {
		return h, otherType("records")
	}
	if h.width, h.decode = decoder(descr[1]); h.decode == nil {
		return h, otherType(fmt.Sprintf("the type %s", descr[1]))
	}
	h.dtype = DType(strings.TrimLeft(descr[1], "<>|="))
	h.fortran = fortran[1] == "True"
	h.shape, h.size, err = parseShape(dims[1])
	return h, err
}

// shorten cuts what a message cites from a file.
func shorten(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// parseShape reads the numbers of a shape and returns their product. Without
// those that are 0, the product must be allowed, too: (0, 2²⁸, 2²⁸) is not.
func parseShape(text string) (shape []int, size int, err error) {
	size, empty := 1, false
	for f := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		n, err := strconv.Atoi(strings.TrimSuffix(f, "L")) // of Python 2
		if err != nil || n < 0 || len(shape) == maxDims || n > maxArray || n > 0 && size > maxArray/n {
			return nil, 0, fmt.Errorf("the shape is (%s), want at most %d dimensions and 2²⁸ numbers", shorten(text), maxDims)
		}
		shape = append(shape, n)
		if empty = empty || n == 0; n > 0 {
			size *= n
		}
	}
	if empty {
		size = 0
	}
	return shape, size, nil
}

func readNPYText(r io.Reader) (string, error) {
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

// decoder returns how a number of a type is read, and its bytes; nothing if it
// is not a number.
func decoder(descr string) (width int, decode func([]byte) float64) {
	var order binary.ByteOrder = binary.LittleEndian
	kind := strings.TrimLeft(descr, "<>|=")
	if strings.HasPrefix(descr, ">") {
		order = binary.BigEndian
	}
	switch kind {
	case "f2":
		return 2, func(b []byte) float64 { return Float16(order.Uint16(b)).Float64() }
	case "f4":
		return 4, func(b []byte) float64 { return float64(math.Float32frombits(order.Uint32(b))) }
	case "f8":
		return 8, func(b []byte) float64 { return math.Float64frombits(order.Uint64(b)) }
	case "u1":
		return 1, func(b []byte) float64 { return float64(b[0]) }
	case "b1":
		return 1, func(b []byte) float64 { return float64(min(b[0], 1)) }
	case "i1":
		return 1, func(b []byte) float64 { return float64(int8(b[0])) }
	case "u2":
		return 2, func(b []byte) float64 { return float64(order.Uint16(b)) }
	case "i2":
		return 2, func(b []byte) float64 { return float64(int16(order.Uint16(b))) }
	case "u4":
		return 4, func(b []byte) float64 { return float64(order.Uint32(b)) }
	case "i4":
		return 4, func(b []byte) float64 { return float64(int32(order.Uint32(b))) }
	case "u8":
		return 8, func(b []byte) float64 { return float64(order.Uint64(b)) }
	case "i8":
		return 8, func(b []byte) float64 { return float64(int64(order.Uint64(b))) }
	}
	return 0, nil
}

// readPart is how many numbers are read at once.
const readPart = 1 << 13

// read reads the numbers, in C order, and makes sure that nothing follows. It
// makes room as they come, so a header that lies cannot ask for more memory than
// there are numbers.
func (h npyHeader) read(r io.Reader) ([]float64, error) {
	data, part := make([]float64, 0, min(h.size, readPart)), make([]byte, h.width*min(h.size, readPart))
	for len(data) < h.size {
		n := min(h.size-len(data), readPart)
		if got, err := io.ReadFull(r, part[:n*h.width]); err == io.EOF || err == io.ErrUnexpectedEOF {
			return nil, fmt.Errorf("%d bytes of data, want %d", len(data)*h.width+got, h.size*h.width)
		} else if err != nil {
			return nil, err
		}
		for i := range n {
			data = append(data, h.decode(part[i*h.width:]))
		}
	}
	if got, err := io.CopyN(io.Discard, r, 1); got > 0 {
		return nil, fmt.Errorf("more than %d bytes of data", h.size*h.width)
	} else if err != io.EOF {
		return nil, err // of the checksum, for example
	}
	if h.fortran {
		data = fromFortran(data, h.shape)
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
