package dlfs

import (
	"archive/zip"
	"bytes"
	"math"
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
	if err := loadBytes(b.Bytes(), NewNetwork(conv).Params()); err != nil {
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

func loadBytes(b []byte, params []*Param) error {
	return loadParams(bytes.NewReader(b), int64(len(b)), params)
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
		{"complex numbers", npz(t, "W.npy", npy(strings.Replace(good, "<f8", "<c8", 1), eight)), "type <c8"},
		{"strings", npz(t, "W.npy", npy(strings.Replace(good, "<f8", "<U2", 1), eight)), "type <U2"},
		{"records", npz(t, "W.npy", npy(strings.Replace(good, "'<f8'", "[('a', '<f8')]", 1), eight)), "holds records"},
		{"many dimensions", npz(t, "W.npy", npy(strings.Replace(good, "1, 1", strings.Repeat("1,", 65), 1), eight)), "at most 64 dimensions"},
		{"nothing of much", npz(t, "W.npy", npy(strings.Replace(good, "1, 1", "0, 268435456, 268435456", 1), eight)), "2²⁸ numbers"},
		{"much of nothing", npz(t, "W.npy", npy(strings.Replace(good, "1, 1", "268435456, 268435456, 0", 1), eight)), "2²⁸ numbers"},
		{"huge", npz(t, "W.npy", npy(strings.Replace(good, "1, 1", "99999999, 99999999", 1), eight)), "the shape is"},
		{"data cut short", npz(t, "W.npy", npy(good, "\x00")), "1 bytes of data, want 8"},
		{"too much data", npz(t, "W.npy", npy(good, eight+"\x00")), "more than 8 bytes of data"},
		{"another name", npz(t, "V.npy", npy(good, eight)), "there is no array W"},
		{"another size", npz(t, "W.npy", npy(strings.Replace(good, "1, 1", "1, 2", 1), eight+eight)), "has the shape [1 2], want 1×1"},
	} {
		p := &Param{Name: "W", Value: rows(1, 1, 42)}
		err := loadBytes(tt.file, []*Param{p})
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
	f.Add([]byte(npy("{'descr': '>i4', 'fortran_order': True, 'shape': (2, 0, 3L), }", "")))
	f.Add([]byte(npy("{'descr': '|b1', 'fortran_order': False, 'shape': (268435456,), }", "\x00\x3c")))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := ReadNPY(bytes.NewReader(b))
		size := 1
		for _, d := range a.Shape {
			size *= d
		}
		if err == nil && len(a.Data) != size {
			t.Errorf("%d numbers of shape %v", len(a.Data), a.Shape)
		}
		if err != nil && len(err.Error()) > 1000 {
			t.Errorf("an error of %d bytes", len(err.Error()))
		}
	})
}

// Whatever the file is, what is read can be written and is read again as it was.
func FuzzReadNPZ(f *testing.F) {
	numpy, err := os.ReadFile("testdata/numpy.npz")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(numpy)
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, b []byte) {
		arrays, err := ReadNPZ(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			if len(err.Error()) > 1000 {
				t.Errorf("an error of %d bytes", len(err.Error()))
			}
			return
		}
		var file bytes.Buffer
		if err := WriteNPZ(&file, DTypeFloat64, arrays); err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		again, err := ReadNPZ(bytes.NewReader(file.Bytes()), int64(file.Len()))
		if err != nil || len(again) != len(arrays) {
			t.Fatalf("%d arrays, %v; want %d", len(again), err, len(arrays))
		}
		for i, a := range arrays {
			same := func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) || x != x && y != y }
			if g := again[i]; g.Name != a.Name || !slices.Equal(g.Shape, a.Shape) || !slices.EqualFunc(g.Data, a.Data, same) {
				t.Errorf("array %q %v came back as %q %v", a.Name, a.Shape, g.Name, g.Shape)
			}
		}
		w := &Param{Name: "W", Value: mat.NewDense(2, 2, nil)}
		loadBytes(b, []*Param{w}) // whatever it says
	})
}
