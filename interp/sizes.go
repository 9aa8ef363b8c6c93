package interp

import (
	"math/bits"
	"reflect"
)

// sizes says how many bytes the compiled functions allocate that take a size:
// where there is no memory for them the process would end.
var sizes = map[string]func(args []reflect.Value) uint64{
	"strings.Repeat":          func(a []reflect.Value) uint64 { return product(a[0].Len(), int(a[1].Int())) },
	"bytes.Repeat":            func(a []reflect.Value) uint64 { return product(a[0].Len(), int(a[1].Int())) },
	"(*strings.Builder).Grow": func(a []reflect.Value) uint64 { return product(int(a[1].Int())) },
	"(*bytes.Buffer).Grow":    func(a []reflect.Value) uint64 { return product(int(a[1].Int())) },
	"reflect.MakeSlice": func(a []reflect.Value) uint64 {
		return product(int(a[2].Int()), int(a[0].Interface().(reflect.Type).Elem().Size()))
	},
	matrix + "NewDense":     newMatrix(8, 2),
	matrix + "NewCDense":    newMatrix(16, 2),
	matrix + "NewVecDense":  newMatrix(8, 1),
	matrix + "NewDiagDense": newMatrix(8, 1),
	matrix + "NewSymDense":  newSquare,
	matrix + "NewTriDense":  newSquare,
	dense + "ReuseAs":       func(a []reflect.Value) uint64 { return product(int(a[1].Int()), int(a[2].Int()), 8) },
	dense + "Mul":           func(a []reflect.Value) uint64 { return productSize(a[1], a[2]) },
	dense + "Outer":         func(a []reflect.Value) uint64 { return outerSize(a[2], a[3]) },
}

const (
	matrix = "gonum.org/v1/gonum/mat."
	dense  = "(*gonum.org/v1/gonum/mat.Dense)."
)

// newMatrix is for functions whose first parameters are the dimensions, and
// whose last one is the data or nil.
func newMatrix(elem, dims int) func(a []reflect.Value) uint64 {
	return func(a []reflect.Value) uint64 {
		if !a[dims].IsNil() {
			return 0
		}
		n := []int{elem}
		for _, d := range a[:dims] {
			n = append(n, int(d.Int()))
		}
		return product(n...)
	}
}

func newSquare(a []reflect.Value) uint64 {
	if !a[len(a)-1].IsNil() {
		return 0
	}
	return product(int(a[0].Int()), int(a[0].Int()), 8)
}

// productSize is of a product of matrices, whose operands are a and b.
func productSize(a, b reflect.Value) uint64 {
	r, _ := dims(a)
	_, c := dims(b)
	return product(r, c, 8)
}

func outerSize(a, b reflect.Value) uint64 {
	r, _ := dims(a)
	c, _ := dims(b)
	return product(r, c, 8)
}

// dims asks a compiled matrix for its dimensions. A nil one has none.
func dims(v reflect.Value) (r, c int) {
	for v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	m, ok := v.Interface().(interface{ Dims() (r, c int) })
	if !ok || v.Kind() != reflect.Pointer || v.IsNil() {
		return 0, 0
	}
	return m.Dims()
}

// product is 0 if a factor is negative: the function that is called will say
// so. One that does not fit is the largest number.
func product(factors ...int) uint64 {
	n := uint64(1)
	for _, f := range factors {
		if f < 0 {
			return 0
		}
		hi, lo := bits.Mul64(n, uint64(f))
		if hi != 0 {
			return 1<<64 - 1
		}
		n = lo
	}
	return n
}
