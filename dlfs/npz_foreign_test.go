package dlfs

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// zipOf returns a zip file of names and contents, in turn.
func zipOf(t *testing.T, entries ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		f, err := z.Create(entries[i])
		if err == nil && !strings.HasSuffix(entries[i], "/") {
			_, err = io.WriteString(f, entries[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func header(descr, shape string) string {
	return fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", descr, shape)
}

// Every type of number that NumPy writes, with numbers at its ends.
func TestReadNPYTypes(t *testing.T) {
	for _, tt := range []struct {
		descr, data string
		want        []float64
	}{
		{"|u1", "\x00\x01\xff", []float64{0, 1, 255}},
		{"|i1", "\x00\x80\xff", []float64{0, -128, -1}},
		{"|b1", "\x00\x01\x02", []float64{0, 1, 1}},
		{"<u2", "\x01\x00\xff\xff\x00\x80", []float64{1, 65535, 32768}},
		{">u2", "\x00\x01\xff\xff\x80\x00", []float64{1, 65535, 32768}},
		{"<i2", "\x01\x00\xff\xff\x00\x80", []float64{1, -1, -32768}},
		{"<u4", "\x01\x00\x00\x00\xff\xff\xff\xff\x00\x00\x00\x80", []float64{1, 4294967295, 2147483648}},
		{"<i4", "\x01\x00\x00\x00\xff\xff\xff\xff\x00\x00\x00\x80", []float64{1, -1, -2147483648}},
		{">i4", "\x00\x00\x00\x01\xff\xff\xff\xff\x80\x00\x00\x00", []float64{1, -1, -2147483648}},
		{"<i8", "\x03" + strings.Repeat("\x00", 7) + strings.Repeat("\xff", 8) + strings.Repeat("\x00", 7) + "\x80", []float64{3, -1, -1 << 63}},
		{"<u8", "\x03" + strings.Repeat("\x00", 7) + strings.Repeat("\xff", 8) + strings.Repeat("\x00", 7) + "\x80", []float64{3, 1 << 64, 1 << 63}},
		{">f4", "\x3f\x80\x00\x00\xbf\x80\x00\x00\x00\x00\x00\x00", []float64{1, -1, 0}},
	} {
		a, err := ReadNPY(strings.NewReader(npy(header(tt.descr, "3,"), tt.data)))
		if err != nil || !slices.Equal(a.Data, tt.want) || !slices.Equal(a.Shape, []int{3}) {
			t.Errorf("%s: %v of shape %v, %v; want %v", tt.descr, a.Data, a.Shape, err, tt.want)
		}
	}
}

// Files of others, strings, folders: what is asked for is read all the same.
func TestForeignMembers(t *testing.T) {
	file := zipOf(t, "README.txt", "hello", "folder/", "", "classes.npy", npy(header("<U3", "2,"), strings.Repeat("\x00", 24)),
		"epoch.npy", npy(header("<i8", ""), "\x03\x00\x00\x00\x00\x00\x00\x00"), "W.npy", npy(header("<f4", "1, 1"), "\x00\x00\x80\x3f"))
	w := &Param{Name: "W", Value: rows(1, 1, 42)}
	if err := loadBytes(file, []*Param{w}); err != nil || w.Value.At(0, 0) != 1 {
		t.Errorf("W is %v, %v; want 1", w.Value.At(0, 0), err)
	}
	arrays, err := ReadNPZ(bytes.NewReader(file), int64(len(file)))
	if err != nil || len(arrays) != 2 || arrays[0].Name != "epoch" || arrays[0].Data[0] != 3 || arrays[1].Name != "W" {
		t.Errorf("arrays %v, %v; want epoch and W", arrays, err)
	}
}

// A name that is there twice is an error, in a file and among parameters.
func TestRepeatedNames(t *testing.T) {
	one := npy(header("<f8", "1, 1"), strings.Repeat("\x00", 8))
	file := zipOf(t, "W.npy", one, "W.npy", one)
	path := filepath.Join(t.TempDir(), "w.npz")
	a := []*Param{{Name: "W", Value: rows(1, 1, 1)}, {Name: "W", Value: rows(1, 1, 2)}}
	_, read := ReadNPZ(bytes.NewReader(file), int64(len(file)))
	for what, err := range map[string]error{
		"there are two arrays W":         read,
		"there are two arrays W ":        WriteNPZ(io.Discard, DTypeFloat64, []Array{{Name: "W", Data: []float64{1}}, {Name: "W", Data: []float64{2}}}),
		"there are two arrays W  ":       loadBytes(file, a[:1]),
		"two parameters are called W: ":  SaveParams(path, DTypeFloat64, a),
		"two parameters are called W:  ": LoadParams(path, a),
	} {
		if want := strings.TrimRight(what, " "); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	if err := WriteNPZ(io.Discard, DTypeFloat16, []Array{{Name: "W", Data: []float64{1e6}}}); err == nil || !strings.Contains(err.Error(), "too great for the type <f2") {
		t.Errorf("1e6 in half precision: %v", err)
	}
}

// Arrays that nobody asked for cost nothing, however great they say they are.
func TestBombCostsNothing(t *testing.T) {
	const n = 1 << 24
	big := npy(header("<f8", fmt.Sprint(n)), strings.Repeat("\x00", 8*n))
	file := zipOf(t, "a.npy", big, "W.npy", big)
	big = ""
	w := &Param{Name: "W", Value: mat.NewDense(1, 1, nil)}
	v := &Param{Name: "V", Value: mat.NewDense(1, 1, nil)}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := loadBytes(file, []*Param{v})
	err2 := loadBytes(file, []*Param{w})
	runtime.ReadMemStats(&after)
	if err == nil || err2 == nil || !strings.Contains(err.Error(), "there is no array V") || !strings.Contains(err2.Error(), "want 1×1") {
		t.Errorf("errors %v, %v", err, err2)
	}
	if got := (after.TotalAlloc - before.TotalAlloc) >> 20; got > 2 {
		t.Errorf("%d MB for a file with 256 MB of others, want 2 at most", got)
	}
}
