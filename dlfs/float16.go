package dlfs

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Float16 is a half-precision number as its 16 bits: sign, 5 bits of exponent,
// 10 of fraction (section 8.3.4). Its format is binary16 of IEEE 754.
type Float16 uint16

// NewFloat16 returns the Float16 nearest to x, of two equally
// near ones the one with an even last bit (section 8.3.4). Numbers from 65520
// on become infinite.
func NewFloat16(x float64) Float16 {
	sign := Float16(0)
	if math.Signbit(x) {
		sign, x = 0x8000, -x
	}
	switch {
	case math.IsNaN(x):
		return sign | 0x7e00
	case x >= 65520:
		return sign | 0x7c00
	case x < 0x1p-14: // subnormal: multiples of 2^-24; 1024 of them are the smallest normal number
		return sign | Float16(math.RoundToEven(x*0x1p24))
	}
	frac, exp := math.Frexp(x) // x = frac·2^exp, ½ ≤ frac < 1
	mantissa := math.RoundToEven(frac * 2048)
	// A mantissa that rounds up to 2048 carries into the exponent by itself.
	return sign | Float16((exp+13)<<10+int(mantissa))
}

// Float64 returns the number, exactly.
func (h Float16) Float64() float64 {
	exp, frac := int(h>>10&0x1f), float64(h&0x3ff)
	var x float64
	switch exp {
	case 0:
		x = math.Ldexp(frac, -24)
	case 31:
		x = math.Inf(1)
		if frac != 0 {
			x = math.NaN()
		}
	default:
		x = math.Ldexp(1024+frac, exp-25)
	}
	if h&0x8000 != 0 {
		x = -x
	}
	return x
}

// HalfMatrix is a matrix stored in half precision, a quarter of the memory of
// a [mat.Dense] (section 8.3.4).
type HalfMatrix struct {
	Rows, Cols int
	Data       []Float16 // row by row
}

var _ mat.Matrix = (*HalfMatrix)(nil)

// NewHalfMatrix returns m in half precision (section 8.3.4).
func NewHalfMatrix(m mat.Matrix) *HalfMatrix {
	r, c := m.Dims()
	h := &HalfMatrix{r, c, make([]Float16, r*c)}
	for i := range r {
		for j := range c {
			h.Data[i*c+j] = NewFloat16(m.At(i, j))
		}
	}
	return h
}

// Dims returns the number of rows and columns.
func (h *HalfMatrix) Dims() (r, c int) { return h.Rows, h.Cols }

// At returns an element.
func (h *HalfMatrix) At(i, j int) float64 { return h.Data[i*h.Cols+j].Float64() }

// T returns the transpose, which shares the numbers.
func (h *HalfMatrix) T() mat.Matrix { return mat.Transpose{Matrix: h} }

// RoundToHalf rounds every parameter to the nearest [Float16] (section 8.3.4).
// What a network computes with them then is what it would compute from weights
// stored in half precision.
//
// Unlike the book: its script assigns float16 numbers into float64 arrays and
// says it computes in half precision. What it does is what is done here:
// stored numbers are halves, arithmetic is not.
func RoundToHalf(params []*Param) {
	for _, p := range params {
		p.Value.Copy(NewHalfMatrix(p.Value))
	}
}
