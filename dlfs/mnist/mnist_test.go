package mnist

import (
	"bytes"
	"compress/gzip"
	"crypto/md5"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gonum.org/v1/gonum/mat"
)

func TestFilesAreTheOriginals(t *testing.T) {
	for name, want := range map[string]string{
		TrainImages: "f68b3c2dcbeaaa9fbdd348bbdeb94873", TrainLabels: "d53e105ee54ea40749a09fcbcd1e9432",
		TestImages: "9fb629c4189551a2d022fa330f9573f3", TestLabels: "ec29112dd5afa0611ce80d1b7f02629c",
	} {
		b, err := files.ReadFile("data/" + name + ".gz")
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%x", md5.Sum(b)); got != want {
			t.Errorf("md5 of %s is %s, want %s", name, got, want)
		}
	}
}

func TestLoad(t *testing.T) {
	train, test, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if train.Len() != 60000 || test.Len() != 10000 || train.Rows != 28 || train.Cols != 28 {
		t.Errorf("%d and %d images of %d×%d, want 60000 and 10000 of 28×28", train.Len(), test.Len(), train.Rows, train.Cols)
	}
	if got, want := train.Labels[:10], []int{5, 0, 4, 1, 9, 2, 1, 3, 1, 4}; !slices.Equal(got, want) {
		t.Errorf("first labels %v, want %v", got, want)
	}
	if got, want := test.Labels[:10], []int{7, 2, 1, 0, 4, 1, 4, 9, 5, 9}; !slices.Equal(got, want) {
		t.Errorf("first test labels %v, want %v", got, want)
	}
	sum := 0
	for _, p := range train.Image(0) {
		sum += int(p)
	}
	if sum != 27525 {
		t.Errorf("sum of the first image %d, want 27525", sum)
	}
	if g := train.Gray(0); g.Bounds().Dx() != 28 || g.Bounds().Dy() != 28 || g.GrayAt(12, 5).Y != train.Image(0)[5*28+12] {
		t.Errorf("Gray(0) is %v with %v at (12, 5), want 28×28 with %v", g.Bounds(), g.GrayAt(12, 5), train.Image(0)[5*28+12])
	}
	counts := make([]int, Classes)
	for _, l := range train.Labels {
		counts[l]++
	}
	if want := []int{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}; !slices.Equal(counts, want) {
		t.Errorf("images of each class: %v, want %v", counts, want)
	}
	total := 0
	for _, p := range train.Pixels {
		total += int(p)
	}
	if got, want := float64(total)/float64(len(train.Pixels))/255, 0.1306604762738429; math.Abs(got-want) > 1e-15 {
		t.Errorf("mean pixel %v, want %v", got, want)
	}
	x, labels := train.Range(0, 2)
	if got, want := mat.Sum(x.Slice(0, 1, 0, 784)), 27525.0/255; got < want-1e-9 || got > want+1e-9 {
		t.Errorf("sum of the first row %v, want %v", got, want)
	}
	if labels.At(0, 5) != 1 || labels.At(1, 0) != 1 || mat.Sum(labels) != 2 {
		t.Errorf("one-hot labels %v, want 5 and 0", mat.Formatted(labels))
	}
}

func idx(dims []uint32, data ...byte) []byte {
	var b bytes.Buffer
	binary.Write(&b, binary.BigEndian, 0x800+uint32(len(dims)))
	binary.Write(&b, binary.BigEndian, dims)
	b.Write(data)
	return b.Bytes()
}

func zipped(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

func TestLoadFS(t *testing.T) {
	images := idx([]uint32{2, 1, 2}, 1, 2, 3, 4)
	good := map[string][]byte{
		TrainImages: images, TrainLabels: idx([]uint32{2}, 7, 8),
		TestImages: images, TestLabels: idx([]uint32{2}, 0, 9),
	}
	for _, tt := range []struct {
		name, file string
		data       []byte
		want       string // part of the error, which must name the file
	}{
		{"good", "", nil, ""},
		{"labels for images", TrainImages, idx([]uint32{2}, 1, 2), "magic number is 0x801, want 0x803"},
		{"empty", TestLabels, nil, "header is cut short"},
		{"truncated", TrainImages, images[:len(images)-1], "it has 3 bytes of data, want 4"},
		{"too long", TestImages, append(slices.Clone(images), 0), "1 bytes follow the data"},
		{"label 10", TrainLabels, idx([]uint32{2}, 1, 10), "label 1 is 10"},
		{"too few labels", TestLabels, idx([]uint32{1}, 1), "2 images"},
		{"huge", TrainImages, idx([]uint32{1 << 31, 1 << 31, 1 << 31}), "the header gives the sizes"},
		{"no images", TrainImages, idx([]uint32{0, 1, 1}), "the header gives the sizes"},
		{"not there", TestLabels, []byte("-"), "neither t10k-labels-idx1-ubyte.gz nor"},
	} {
		for _, z := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s gz=%t", tt.name, z), func(t *testing.T) {
				fsys := fstest.MapFS{}
				for name, data := range good {
					if name == tt.file {
						data = tt.data
					}
					if string(data) == "-" {
						continue
					}
					if z {
						name, data = name+".gz", zipped(data)
					}
					fsys[name] = &fstest.MapFile{Data: data}
				}
				train, _, err := LoadFS(fsys)
				switch {
				case tt.want == "" && (err != nil || train.Len() != 2 || train.Rows != 1 || train.Cols != 2):
					t.Errorf("error %v, set %+v; want 2 images of 1×2", err, train)
				case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), tt.file)):
					t.Errorf("error %v, want %q and the name %s", err, tt.want, tt.file)
				}
			})
		}
	}
}

// A .gz file whose data are whole but whose checksum does not match is damaged.
func TestChecksum(t *testing.T) {
	b := zipped(idx([]uint32{1}, 7))
	b[len(b)-8] ^= 1
	fsys := fstest.MapFS{
		TrainImages:         {Data: idx([]uint32{1, 1, 1}, 0)},
		TrainLabels + ".gz": {Data: b},
	}
	if _, _, err := LoadFS(fsys); err == nil || !strings.Contains(err.Error(), TrainLabels) || !strings.Contains(err.Error(), "checksum") {
		t.Errorf("error %v, want one about the checksum of %s", err, TrainLabels)
	}
	fsys[TrainLabels+".gz"].Data = []byte("not gzip")
	if _, _, err := LoadFS(fsys); err == nil || !strings.Contains(err.Error(), TrainLabels+".gz") {
		t.Errorf("error %v, want one about %s.gz", err, TrainLabels)
	}
}

// FuzzLoad feeds one file with anything: there may be an error, but no panic
// and no set that contradicts itself.
func FuzzLoad(f *testing.F) {
	f.Add(idx([]uint32{2, 1, 2}, 1, 2, 3, 4))
	f.Add(idx([]uint32{1, 1, 1}, 1))
	f.Fuzz(func(t *testing.T, images []byte) {
		labels := idx([]uint32{2}, 1, 2)
		train, _, err := LoadFS(fstest.MapFS{
			TrainImages: {Data: images}, TrainLabels: {Data: labels}, TestImages: {Data: images}, TestLabels: {Data: labels},
		})
		if err == nil && len(train.Pixels) != 2*train.Rows*train.Cols {
			t.Errorf("%d pixels for two images of %d×%d", len(train.Pixels), train.Rows, train.Cols)
		}
	})
}

// All callers get the same sets, decoded once.
func TestLoadIsShared(t *testing.T) {
	sets := make(chan *Set)
	for range 4 {
		go func() {
			train, _, _ := Load()
			sets <- train
		}()
	}
	first := <-sets
	for range 3 {
		if s := <-sets; s != first || s == nil {
			t.Error("two calls give two sets")
		}
	}
}

func TestMatrixAndFirst(t *testing.T) {
	_, test, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	x, labels := test.First(3).Range(0, 3)
	if !mat.Equal(x, test.Matrix(3)) || labels.At(1, 2) != 1 || test.First(3).Len() != 3 {
		t.Error("First(3) and Matrix(3) are not the first three images")
	}
	if mat.Max(x) > 1 || mat.Min(x) < 0 || mat.Max(x) < 0.9 {
		t.Errorf("pixels from %v to %v, want 0 to 1", mat.Min(x), mat.Max(x))
	}
}

func TestLoadDir(t *testing.T) {
	if _, _, err := LoadDir(t.TempDir()); err == nil || !strings.Contains(err.Error(), TrainImages) {
		t.Errorf("an empty directory: error %v, want the name %s", err, TrainImages)
	}
	if train, test, err := LoadDir("data"); err != nil || train.Len() != 60000 || test.Len() != 10000 {
		t.Errorf("the directory of the embedded files: error %v", err)
	}
}

func TestFill(t *testing.T) {
	_, test, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	x, labels := test.Batch([]int{3, 1})
	wantX, wantT := test.Batch([]int{5, 2})
	test.Fill(x, labels, []int{5, 2})
	if !mat.Equal(x, wantX) || !mat.Equal(labels, wantT) {
		t.Error("Fill leaves something of the batch before")
	}
	if got := testing.AllocsPerRun(10, func() { test.Fill(x, labels, []int{5, 2}) }); got > 0 {
		t.Errorf("%v allocations, want none", got)
	}
	for name, f := range map[string]func(){
		"x": func() { test.Fill(wantT, labels, []int{5, 2}) },
		"t": func() { test.Fill(x, x, []int{5, 2}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a wrong %s: no panic", name)
				}
			}()
			f()
		}()
	}
}

// What is not in a set is not taken from what lies behind it.
func TestBeyondTheSet(t *testing.T) {
	train, test, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	few := train.First(3)
	for name, f := range map[string]func(){
		"an image behind the last": func() { test.Image(test.Len()) },
		"an image before 0":        func() { test.Image(-1) },
		"an image of the whole":    func() { few.Image(3) },
		"a picture of the whole":   func() { few.Gray(3) },
		"more than there are":      func() { few.First(5) },
		"fewer than none":          func() { few.First(-1) },
		"a matrix of more":         func() { few.Matrix(4) },
		"a range beyond":           func() { few.Range(2, 4) },
		"a range backwards":        func() { few.Range(2, 1) },
	} {
		func() {
			defer func() {
				if s, _ := recover().(string); !strings.HasPrefix(s, "mnist: ") {
					t.Errorf("%s: panic %q, want one of mnist", name, s)
				}
			}()
			f()
		}()
	}
	if few.First(3).Len() != 3 || few.First(0).Len() != 0 {
		t.Error("the first of a set: want 3 and none")
	}
}
