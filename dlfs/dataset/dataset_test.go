package dataset_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dlfs-go/book/dlfs"
	"github.com/dlfs-go/book/dlfs/dataset"
)

// picture is a PNG of one colour.
func picture(t *testing.T, c color.Color, h, w int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func file(b []byte) *fstest.MapFile { return &fstest.MapFile{Data: b, Mode: 0o644} }

// Pictures of any size and number of channels become what is asked for.
func TestFolder(t *testing.T) {
	gray := image.NewGray(image.Rect(0, 0, 5, 7))
	for i := range gray.Pix {
		gray.Pix[i] = 255
	}
	var jpg bytes.Buffer
	if err := jpeg.Encode(&jpg, gray, nil); err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{
		"red/1.png": file(picture(t, color.RGBA{255, 0, 0, 255}, 6, 4)), "red/2.png": file(picture(t, color.RGBA{255, 0, 0, 255}, 20, 30)),
		"white/a.jpg": file(jpg.Bytes()), "white/.DS_Store": file([]byte("x")), ".git/x": file(nil), "README": file(nil),
	}
	s, err := dataset.FolderFS(fsys, dlfs.Shape{C: 3, H: 2, W: 3})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.Names, []string{"red", "white"}) || !slices.Equal(s.Labels, []int{0, 0, 1}) || s.Shape != (dlfs.Shape{C: 3, H: 2, W: 3}) {
		t.Fatalf("%v: names %q, labels %v", s, s.Names, s.Labels)
	}
	x, labels := s.Batch([]int{1, 2})
	for i, want := range [][3]float64{{1, 0, 0}, {1, 1, 1}} {
		for k, v := range x.RawRowView(i) {
			if math.Abs(v-want[k/6]) > 0.01 {
				t.Errorf("picture %d, channel %d: %v, want %v", i, k/6, v, want[k/6])
			}
		}
	}
	if labels.At(0, 0) != 1 || labels.At(0, 1) != 0 || labels.At(1, 1) != 1 {
		t.Errorf("labels %v", labels)
	}
	s, err = dataset.FolderFS(fstest.MapFS{"red/1.png": fsys["red/1.png"]}, dlfs.Shape{})
	if err != nil || s.Shape != (dlfs.Shape{C: 1, H: 6, W: 4}) || math.Abs(float64(s.Values[0])-0.299) > 1e-3 {
		t.Errorf("gray: %v, %v, red is %v, want 0.299", s, err, s.Values[0])
	}
}

func TestFolderErrors(t *testing.T) {
	good := file(picture(t, color.White, 3, 3))
	bomb := bytes.Clone(good.Data)
	binary.BigEndian.PutUint32(bomb[16:], 1<<20) // width of the header
	binary.BigEndian.PutUint32(bomb[20:], 1<<20)
	for want, tt := range map[string]struct {
		fsys  fstest.MapFS
		shape dlfs.Shape
	}{
		"there is no directory in it":      {fstest.MapFS{"a.png": good}, dlfs.Shape{}},
		"a/x.txt: it is not a PNG or JPEG": {fstest.MapFS{"a/1.png": good, "a/x.txt": file([]byte("hello"))}, dlfs.Shape{}},
		"a/1.png: png: ":                   {fstest.MapFS{"a/1.png": file(good.Data[:50])}, dlfs.Shape{}},
		"a/2.png: it has 4×5 pixels, the":  {fstest.MapFS{"a/1.png": good, "a/2.png": file(picture(t, color.White, 4, 5))}, dlfs.Shape{}},
		"a/bomb.png: it is not a PNG":      {fstest.MapFS{"a/bomb.png": file(bomb)}, dlfs.Shape{}},
		"1 or 3 channels":                  {fstest.MapFS{"a/1.png": good}, dlfs.Shape{C: 2, H: 3, W: 3}},
		"height and width or neither":      {fstest.MapFS{"a/1.png": good}, dlfs.Shape{C: 1, H: 3}},
	} {
		if s, err := dataset.FolderFS(tt.fsys, tt.shape); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, error %v, want %q", s, err, want)
		}
	}
	if _, err := dataset.Folder(filepath.Join(t.TempDir(), "no"), dlfs.Shape{}); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("no directory: %v", err)
	}
}

func TestCSV(t *testing.T) {
	s, err := dataset.ReadCSV(strings.NewReader("\ufeffwidth,kind,\"height\"\n1,b,2.5\n-3e2,a, 4\n0,b,0\n"), "kind")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.Names, []string{"a", "b"}) || !slices.Equal(s.Labels, []int{1, 0, 1}) || !slices.Equal(s.Values, []float32{1, 2.5, -300, 4, 0, 0}) {
		t.Errorf("names %q, labels %v, values %v", s.Names, s.Labels, s.Values)
	}
	s, err = dataset.ReadCSV(strings.NewReader("y,x\n10,0\n9,0\n100,0\n"), "y")
	if err != nil || !slices.Equal(s.Names, []string{"9", "10", "100"}) {
		t.Errorf("numbers as classes: %q, %v", s.Names, err)
	}
}

func TestCSVErrors(t *testing.T) {
	for want, text := range map[string]string{
		"it is empty":   "",
		"no line after": "a,kind\n",
		`there is no column "kind", but "a", "b"`:   "a,b\n1,2\n",
		"no column besides":                         "kind\n1\n",
		`line 3, column 3 (a): "x" is not a number`: "kind,a\n1,2\ny,x\n",
		`line 2, column 1 (a): "1e99" is not`:       "a,kind\n1e99,2\n",
		"line 3: wrong number of fields":            "a,kind\n1,2\n1\n",
		"line 2, column 3 (kind): there is no cl":   "a,kind\n1, \n",
	} {
		if _, err := dataset.ReadCSV(strings.NewReader(text), "kind"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
	name := filepath.Join(t.TempDir(), "iris.csv")
	if err := os.WriteFile(name, []byte("kind,a\n1,x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := dataset.CSV(name, "kind"); err == nil || !strings.Contains(err.Error(), "iris.csv: line 2, column 3 (a)") {
		t.Errorf("error %v, want the file, the line and the column", err)
	}
}

func TestFromArrays(t *testing.T) {
	for _, tt := range []struct {
		x, labels dlfs.Array
		shape     dlfs.Shape
		want      []int
		classes   int
		first     float32
	}{
		{dlfs.Array{Shape: []int{2, 3}, Data: []float64{255, 2, 3, 4, 5, 6}}, dlfs.Array{Shape: []int{2}, Data: []float64{0, 2}}, dlfs.Shape{C: 1, H: 1, W: 3}, []int{0, 2}, 3, 255},
		{dlfs.Array{Shape: []int{2, 1, 2}, Data: []float64{255, 2, 3, 4}, DType: "u1"}, dlfs.Array{Shape: []int{2, 1}, Data: []float64{1, 0}}, dlfs.Shape{C: 1, H: 1, W: 2}, []int{1, 0}, 2, 1},
		{dlfs.Array{Shape: []int{2, 2, 1, 1}, Data: []float64{1, 2, 3, 4}}, dlfs.Array{Shape: []int{2, 3}, Data: []float64{0, 0, 1, 1, 0, 0}}, dlfs.Shape{C: 2, H: 1, W: 1}, []int{2, 0}, 3, 1},
	} {
		s, err := dataset.FromArrays(tt.x, tt.labels)
		if err != nil || s.Shape != tt.shape || !slices.Equal(s.Labels, tt.want) || len(s.Names) != tt.classes || s.Values[0] != tt.first {
			t.Errorf("x %v, labels %v: %v %+v", tt.x.Shape, tt.labels.Shape, err, s)
		}
	}
	x := dlfs.Array{Name: "x", Shape: []int{2, 1}, Data: []float64{1, 2}}
	for want, labels := range map[string]dlfs.Array{
		"as many labels as examples": {Shape: []int{3}, Data: []float64{0, 0, 0}},
		"label 1 is -1":              {Shape: []int{2}, Data: []float64{0, -1}},
		"label 0 is 0.5":             {Shape: []int{2}, Data: []float64{0.5, 1}},
		"label 0 is NaN":             {Shape: []int{2}, Data: []float64{math.NaN(), 1}},
		"row 1 is not one-hot":       {Shape: []int{2, 2}, Data: []float64{0, 1, 1, 1}},
		"row 0 is not one-hot":       {Shape: []int{2, 2}, Data: []float64{0, 0, 1, 0}},
	} {
		if _, err := dataset.FromArrays(x, labels); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// idx is a file in MNIST's format, packed.
func idx(t *testing.T, data []byte, dims ...uint32) []byte {
	t.Helper()
	b := binary.BigEndian.AppendUint32(nil, 0x800+uint32(len(dims)))
	for _, d := range dims {
		b = binary.BigEndian.AppendUint32(b, d)
	}
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write(append(b, data...))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Letters begin with label 1, lie on their side and have names.
func TestEMNIST(t *testing.T) {
	dir := t.TempDir()
	for name, b := range map[string][]byte{
		"emnist-letters-train-images-idx3-ubyte.gz": idx(t, []byte{255, 0, 0, 51, 0, 0, 255, 0}, 2, 2, 2),
		"emnist-letters-train-labels-idx1-ubyte.gz": idx(t, []byte{1, 3}, 2),
		"emnist-letters-test-images-idx3-ubyte.gz":  idx(t, []byte{0, 255, 0, 0}, 1, 2, 2),
		"emnist-letters-test-labels-idx1-ubyte.gz":  idx(t, []byte{2}, 1),
		"emnist-letters-mapping.txt":                []byte("1 65 97\n2 66 98\n3 67 99\n"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	train, test, err := dataset.EMNIST(dir, "letters")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(train.Names, []string{"a", "b", "c"}) || !slices.Equal(test.Names, train.Names) || !slices.Equal(train.Labels, []int{0, 2}) || !slices.Equal(test.Labels, []int{1}) {
		t.Errorf("names %q, %q, labels %v, %v", train.Names, test.Names, train.Labels, test.Labels)
	}
	if want := []float32{0, 0, 1, 0}; !slices.Equal(test.Values, want) {
		t.Errorf("the picture is %v, want %v", test.Values, want)
	}
	if _, _, err := dataset.EMNIST(dir, "balanced"); err == nil || !strings.Contains(err.Error(), "emnist-balanced-train-images-idx3-ubyte") {
		t.Errorf("error %v, want the name of the file", err)
	}
}

// From a folder of pictures to a trained network, of another size and number of
// classes than MNIST's.
func ExampleFolder() {
	dir, err := os.MkdirTemp("", "stripes")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	drawStripes(dir)

	all, err := dataset.Folder(dir, dlfs.Shape{C: 1, H: 12, W: 12})
	if err != nil {
		panic(err)
	}
	fmt.Println(all, all.Names)

	rng := rand.New(rand.NewPCG(1, 1))
	test, train := all.Split(rng, 30)
	net := dlfs.NewSimpleConvNet(dlfs.SimpleConvNetConfig{In: all.Shape, Filters: 8, FilterSize: 3, Hidden: 20, Out: len(all.Names), Init: dlfs.He}, rng)
	(&dlfs.Trainer{Model: net, Optimizer: &dlfs.Adam{LR: 0.01}, Train: train, Test: test, RNG: rng, Epochs: 15, BatchSize: 20}).Run()
	fmt.Printf("accuracy %.2f\n", dlfs.AccuracyOn(net, test, test.Len()))
	// Output:
	// 120 examples of 1×12×12 in 3 classes [across down slanted]
	// accuracy 1.00
}

// drawStripes draws 40 pictures of each of three kinds.
func drawStripes(dir string) {
	rng := rand.New(rand.NewPCG(1, 2))
	for k, way := range [][2]int{{0, 1}, {1, 0}, {1, 1}} {
		name := []string{"across", "down", "slanted"}[k]
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			panic(err)
		}
		for i := range 40 {
			img := image.NewGray(image.Rect(0, 0, 24, 24))
			shift := rng.IntN(8)
			for p := range img.Pix {
				if (p%24*way[0]+p/24*way[1]+shift)%8 < 4 {
					img.Pix[p] = 255
				}
			}
			f, err := os.Create(filepath.Join(dir, name, fmt.Sprint(i, ".png")))
			if err == nil {
				err = png.Encode(f, img)
			}
			if err != nil {
				panic(err)
			}
			f.Close()
		}
	}
}
