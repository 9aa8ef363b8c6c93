package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	book "github.com/dlfs-go/book/dlfs"
	"github.com/dlfs-go/book/dlfs/mnist"
)

// dataSet writes n images of size×size pixels, as training and test set.
func dataSet(t *testing.T, n, size int) string {
	t.Helper()
	dir := t.TempDir()
	file := func(name string, data []byte, dims ...uint32) {
		b := binary.BigEndian.AppendUint32(nil, 0x800+uint32(len(dims)))
		for _, d := range dims {
			b = binary.BigEndian.AppendUint32(b, d)
		}
		if err := os.WriteFile(filepath.Join(dir, name), append(b, data...), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	pixels, labels := make([]byte, n*size*size), make([]byte, n)
	for i := range labels {
		labels[i] = byte(i % 2)
		for j := range size * size {
			pixels[i*size*size+j] = labels[i] * 255 // black or white
		}
	}
	for _, name := range []string{mnist.TrainImages, mnist.TestImages} {
		file(name, pixels, uint32(n), uint32(size), uint32(size))
	}
	for _, name := range []string{mnist.TrainLabels, mnist.TestLabels} {
		file(name, labels, uint32(n))
	}
	return dir
}

func TestTrain(t *testing.T) {
	out := filepath.Join(t.TempDir(), "w.npz")
	said, err := dlfs(t, "train", "three-layer-net", "--data", dataSet(t, 200, 28), "-o", out)
	if err != nil || !strings.Contains(said, "epoch 15 of 15") || !strings.Contains(said, "accuracy 1.0000 on 200 test images") {
		t.Fatalf("error %v, output:\n%s", err, said)
	}
	r, err := book.FindRecipe("three-layer-net")
	if err != nil {
		t.Fatal(err)
	}
	if err := book.LoadParams(out, r.New().State()); err != nil {
		t.Errorf("the weights cannot be loaded: %v", err)
	}
}

func TestTrainLists(t *testing.T) {
	said, err := dlfs(t, "train")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range book.Recipes {
		if !strings.Contains(said, r.Name) {
			t.Errorf("%s is not in the list:\n%s", r.Name, said)
		}
	}
}

func TestTrainErrors(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"train", "resnet"}, "simple-conv-net"},
		{[]string{"train", "three-layer-net", "--data", "testdata/no"}, "testdata/no: mnist: neither train-images-idx3-ubyte.gz"},
		{[]string{"train", "three-layer-net", "--data", dataSet(t, 10, 20)}, "want 28×28"},
		{[]string{"train", "three-layer-net", "--data", dataSet(t, 10, 28), "-o", filepath.Join(t.TempDir(), "no", "w.npz")}, "w.npz cannot be written: "},
	} {
		if _, err := dlfs(t, tt.args...); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("dlfs %q: error %v, want %q", tt.args, err, tt.want)
		}
	}
}
