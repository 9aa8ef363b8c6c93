package dlfs

import (
	"archive/zip"
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// numbers returns those of ramp in testdata/oracle.py.
func numbers(seed, n int) []float64 {
	v := make([]float64, n)
	for k := range v {
		v[k] = float64((k*7919+seed*104729)%1009)/504.5 - 1
	}
	return v
}

// The file is NumPy's own, from testdata/oracle.py.
func TestReadNPZFromNumPy(t *testing.T) {
	b, err := os.ReadFile("testdata/numpy.npz")
	if err != nil {
		t.Fatal(err)
	}
	arrays, err := ReadNPZ(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	round := func(v []float64, f func(float64) float64) []float64 {
		for i := range v {
			v[i] = f(v[i])
		}
		return v
	}
	want := map[string]Array{
		"c64":     {Shape: []int{3, 4}, Data: numbers(1, 12)},
		"c32":     {Shape: []int{3, 4}, Data: round(numbers(1, 12), func(x float64) float64 { return float64(float32(x)) })},
		"c16":     {Shape: []int{3, 4}, Data: round(numbers(1, 12), func(x float64) float64 { return NewFloat16(x).Float64() })},
		"f64":     {Shape: []int{3, 4}, Data: numbers(1, 12)},
		"f3d":     {Shape: []int{2, 3, 4}, Data: numbers(2, 24)},
		"filters": {Shape: []int{2, 1, 3, 3}, Data: numbers(3, 18)},
		"vector":  {Shape: []int{5}, Data: numbers(4, 5)},
		"scalar":  {Shape: nil, Data: []float64{7}},
	}
	if len(arrays) != len(want) {
		t.Errorf("%d arrays, want %d", len(arrays), len(want))
	}
	for _, a := range arrays {
		w, ok := want[a.Name]
		if !ok || !slices.Equal(a.Shape, w.Shape) || !slices.Equal(a.Data, w.Data) {
			t.Errorf("array %s is %v %v, want %v %v", a.Name, a.Shape, a.Data, w.Shape, w.Data)
		}
	}
}

func TestParamsRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "weights.npz")
	make := func(seed uint64) *Network {
		n := NewMultiLayerNet(MultiLayerNetConfig{In: 4, Hidden: []int{3}, Out: 2, BatchNorm: true}, rand.New(rand.NewPCG(seed, 0)))
		n.Gradient(Randn(rand.New(rand.NewPCG(seed, 1)), 1, 5, 4), OneHot([]int{0, 1, 1, 0, 1}, 2)) // moves the averages
		return n.Network
	}
	for dtype, tol := range map[DType]float64{DTypeFloat64: 0, DTypeFloat32: 1e-7, DTypeFloat16: 1e-3} {
		saved, loaded := make(1), make(2)
		if err := SaveParams(path, dtype, saved.State()); err != nil {
			t.Fatal(err)
		}
		if err := LoadParams(path, loaded.State()); err != nil {
			t.Fatal(err)
		}
		for i, p := range saved.State() {
			if got := loaded.State()[i]; got.Name != p.Name || !mat.EqualApprox(got.Value, p.Value, tol) {
				t.Errorf("%s: %s is %v, want %v", dtype, p.Name, mat.Formatted(got.Value), mat.Formatted(p.Value))
			}
		}
	}
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) != 1 {
		t.Errorf("files after saving: %v, %v; want one", files, err)
	}
}

func TestWeightsOfTheBookFit(t *testing.T) {
	var b bytes.Buffer
	if err := WriteNPZ(&b, DTypeFloat64, []Array{
		{Name: "b1", Shape: []int{2}, Data: numbers(1, 2)},
		{Name: "W1", Shape: []int{2, 1, 3, 3}, Data: numbers(2, 18)},
		{Name: "other", Shape: []int{1}, Data: []float64{0}},
	}); err != nil {
		t.Fatal(err)
	}
	conv := NewConvolution(mat.NewDense(2, 9, nil), mat.NewDense(1, 2, nil), Shape{1, 5, 5}, Window{H: 3, W: 3})
	if err := loadParams(b.Bytes(), NewNetwork(conv).Params()); err != nil {
		t.Fatal(err)
	}
	if want := mat.NewDense(2, 9, numbers(2, 18)); !mat.Equal(conv.W.Value, want) {
		t.Errorf("filters are %v, want %v", mat.Formatted(conv.W.Value), mat.Formatted(want))
	}
	path := filepath.Join(t.TempDir(), "w.npz")
	if err := SaveParams(path, DTypeFloat64, conv.Params()); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	arrays, err := ReadNPZ(bytes.NewReader(file), int64(len(file)))
	if err != nil || len(arrays) != 2 || !slices.Equal(arrays[0].Shape, []int{2, 1, 3, 3}) || !slices.Equal(arrays[1].Shape, []int{2}) {
		t.Errorf("saved as %v, %v; want shapes 2×1×3×3 and 2", arrays, err)
	}
}

// npz returns a zip file with one entry.
func npz(t *testing.T, name, data string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	f, err := z.Create(name)
	if err == nil {
		_, err = f.Write([]byte(data))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func npy(header, data string) string {
	return npyMagic + "\x01\x00" + string([]byte{byte(len(header)), 0}) + header + data
}

func TestBadWeights(t *testing.T) {
	const good = "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1), }"
	eight := strings.Repeat("\x00", 8)
	for _, tt := range []struct {
		name string
		file []byte
		want string
	}{
		{"not a zip file", []byte("weights"), "not a valid zip file"},
		{"not .npy", npz(t, "W.npy", "hello, world"), "array W: it does not start like an .npy file"},
		{"version 9", npz(t, "W.npy", npyMagic+"\x09\x00aaaa"), "version 9"},
		{"header cut short", npz(t, "W.npy", npyMagic+"\x01\x00\x40\x00{"), "header is cut short"},
		{"no shape", npz(t, "W.npy", npy("{'descr': '<f8'}", "")), "is not one of NumPy"},
		{"integers", npz(t, "W.npy", npy(strings.Replace(good, "<f8", "<i8", 1), eight)), "type <i8"},
		{"big-endian", npz(t, "W.npy", npy(strings.Replace(good, "<f8", ">f8", 1), eight)), "type >f8"},
		{"huge", npz(t, "W.npy", npy(strings.Replace(good, "1, 1", "99999999, 99999999", 1), eight)), "the shape is"},
		{"data cut short", npz(t, "W.npy", npy(good, "\x00")), "1 bytes of data or more, want 8"},
		{"too much data", npz(t, "W.npy", npy(good, eight+"\x00")), "9 bytes of data or more, want 8"},
		{"another name", npz(t, "V.npy", npy(good, eight)), "there is no array W"},
		{"another size", npz(t, "W.npy", npy(strings.Replace(good, "1, 1", "1, 2", 1), eight+eight)), "has the shape [1 2], want 1×1"},
	} {
		p := &Param{Name: "W", Value: rows(1, 1, 42)}
		err := loadParams(tt.file, []*Param{p})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.want)
		}
		if p.Value.At(0, 0) != 42 {
			t.Errorf("%s: the parameter has changed", tt.name)
		}
	}
	if err := LoadParams(filepath.Join(t.TempDir(), "none.npz"), nil); !os.IsNotExist(unwrap(err)) {
		t.Errorf("a missing file gives %v", err)
	}
	if err := SaveParams(filepath.Join(t.TempDir(), "no", "w.npz"), DTypeFloat32, nil); err == nil {
		t.Error("a missing directory gives no error")
	}
	if err := WriteNPZ(&bytes.Buffer{}, "<i4", nil); err == nil {
		t.Error("an unknown type gives no error")
	}
	if err := WriteNPZ(&bytes.Buffer{}, DTypeFloat32, []Array{{Name: "a", Shape: []int{2}, Data: []float64{1}}}); err == nil {
		t.Error("a shape that does not fit gives no error")
	}
}

// unwrap returns the innermost error.
func unwrap(err error) error {
	for {
		u, ok := err.(interface{ Unwrap() error })
		if !ok {
			return err
		}
		err = u.Unwrap()
	}
}

func FuzzReadNPY(f *testing.F) {
	f.Add([]byte(npy("{'descr': '<f8', 'fortran_order': True, 'shape': (1, 1), }", strings.Repeat("\x00", 8))))
	f.Add([]byte(npy("{'descr': '<f2', 'fortran_order': False, 'shape': (), }", "\x00\x3c")))
	f.Fuzz(func(t *testing.T, b []byte) {
		shape, data, err := readNPY(bytes.NewReader(b))
		size := 1
		for _, d := range shape {
			size *= d
		}
		if err == nil && len(data) != size {
			t.Errorf("%d numbers of shape %v", len(data), shape)
		}
	})
}
