package dlfs_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs"
	"github.com/dlfs-go/book/dlfs/mnist"
)

// runONNX computes what a network gives in ONNX Runtime.
func runONNX(t *testing.T, n *dlfs.Network, x *mat.Dense) map[string]*mat.Dense {
	t.Helper()
	dir := t.TempDir()
	model, in, out := filepath.Join(dir, "net.onnx"), filepath.Join(dir, "in.npz"), filepath.Join(dir, "out.npz")
	if err := dlfs.SaveONNX(model, n); err != nil {
		t.Fatal(err)
	}
	if err := dlfs.SaveParams(in, dlfs.DTypeFloat32, []*dlfs.Param{{Name: "x", Value: x, Shape: shapeOf(x)}}); err != nil {
		t.Fatal(err)
	}
	pythonWith(t, "numpy, onnxruntime", "testdata/onnx_run.py", model, in, out)
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	arrays, err := dlfs.ReadNPZ(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	result := map[string]*mat.Dense{}
	for _, a := range arrays {
		if len(a.Shape) != 2 {
			t.Fatalf("output %s has the shape %v", a.Name, a.Shape)
		}
		result[a.Name] = mat.NewDense(a.Shape[0], a.Shape[1], a.Data)
	}
	return result
}

func shapeOf(m *mat.Dense) []int {
	r, c := m.Dims()
	return []int{r, c}
}

// apart is the greatest difference, in parts of the number if that is above 1.
func apart(got, want *mat.Dense) float64 {
	worst := 0.0
	n, _ := want.Dims()
	for i := range n {
		for j, w := range want.RawRowView(i) {
			d := math.Abs(got.At(i, j)-w) / max(1, math.Abs(w))
			if !(d <= worst) { // NaN too
				worst = d
			}
		}
	}
	return worst
}

// The trained networks give the same for MNIST's test images in ONNX Runtime.
func TestONNXOfRecipes(t *testing.T) {
	_, test, err := mnist.Load()
	if err != nil {
		t.Fatal(err)
	}
	x := test.Matrix(test.Len())
	for _, r := range dlfs.Recipes {
		n, err := r.Load()
		if err != nil {
			t.Fatal(err)
		}
		got := runONNX(t, n, x)
		want := n.Predict(x)
		if d := apart(got["scores"], want); !(d < 1e-5) {
			t.Errorf("%s: scores differ by %.2g, want less than 1e-5", r.Name, d)
		}
		if d := apart(got["probabilities"], dlfs.Softmax(want)); !(d < 1e-5) {
			t.Errorf("%s: probabilities differ by %.2g, want less than 1e-5", r.Name, d)
		} else {
			t.Logf("%s: scores differ by %.2g, probabilities by %.2g", r.Name, apart(got["scores"], want), d)
		}
	}
}

// Layers in all orders, strides, paddings and modes.
func TestONNXOfLayers(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 5))
	randn := func(r, c int) *mat.Dense { return dlfs.Randn(rng, 0.5, r, c) }
	norm := func(d, channels int) *dlfs.BatchNorm {
		l := dlfs.NewBatchNorm(randn(1, d), randn(1, d))
		l.Channels = channels
		l.Mean.Value.Copy(randn(1, d))
		return l
	}
	in := dlfs.Shape{C: 2, H: 7, W: 6}
	conv := dlfs.NewConvolution(randn(3, 2*3*2), randn(1, 3), in, dlfs.Window{H: 3, W: 2, Stride: 2, Pad: 1})
	pool := dlfs.NewMaxPooling(in, dlfs.Window{H: 3, W: 3, Stride: 2, Pad: 1})
	for name, tt := range map[string]struct {
		layers []dlfs.Layer
		loss   dlfs.LossLayer
		d      int
	}{
		"convolution":     {[]dlfs.Layer{conv, dlfs.NewReLU(), norm(3, 3), dlfs.NewAffine(randn(conv.Output().Size(), 4), randn(1, 4))}, dlfs.NewSigmoidWithLoss(), in.Size()},
		"pooling at ends": {[]dlfs.Layer{dlfs.NewTanh(), pool}, dlfs.NewMeanSquaredError(), in.Size()},
		"columns":         {[]dlfs.Layer{norm(6, 0), dlfs.NewSigmoid(), dlfs.Freeze(dlfs.NewAffine(randn(6, 4), randn(1, 4)), dlfs.NewReLU()), dlfs.NewDropout(0.3, rng)}, dlfs.NewSoftmaxWithLoss(), 6},
		"channels first":  {[]dlfs.Layer{norm(2, 2), dlfs.Sequential{conv}}, dlfs.NewSoftmaxWithLoss(), in.Size()},
		"other channels":  {[]dlfs.Layer{dlfs.NewConvolution(randn(4, 8), randn(1, 4), in, dlfs.Window{H: 2, W: 2}), norm(2, 2), dlfs.NewReLU()}, dlfs.NewSoftmaxWithLoss(), in.Size()},
		"no parameters":   {[]dlfs.Layer{dlfs.NewReLU()}, dlfs.NewSoftmaxWithLoss(), 3},
		"nothing":         {nil, dlfs.NewMeanSquaredError(), 3},
	} {
		t.Run(name, func(t *testing.T) {
			n := dlfs.NewNetwork(tt.layers...)
			n.LastLayer = tt.loss
			for _, rows := range []int{1, 5} {
				x := randn(rows, tt.d)
				got := runONNX(t, n, x)
				if d := apart(got["scores"], n.Predict(x)); !(d < 1e-5) {
					t.Errorf("%d rows: scores differ by %.2g", rows, d)
				}
				if _, ok := got["probabilities"]; ok == (name == "pooling at ends" || name == "nothing") {
					t.Errorf("probabilities: %t", ok)
				}
			}
		})
	}
}

// readersLayer is a layer that the format does not know.
type readersLayer struct{ *dlfs.ReLU }

func TestONNXErrors(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 6))
	big := dlfs.NewAffine(mat.NewDense(1, 1, []float64{1e39}), mat.NewDense(1, 1, nil))
	for want, layers := range map[string][]dlfs.Layer{
		"layer 1, dlfs_test.readersLayer: only layers of this package":    {dlfs.NewReLU(), readersLayer{dlfs.NewReLU()}},
		"layer 0, dlfs.Sequential: layer 0, dlfs_test.readersLayer: only": {dlfs.Sequential{readersLayer{dlfs.NewReLU()}}},
		"W1 has the number 1e+39, too great for single precision":         {big},
		"layer 1, *dlfs.Affine: it takes 3 columns and gets 2":            {dlfs.NewAffine(dlfs.Randn(rng, 1, 2, 2), mat.NewDense(1, 2, nil)), dlfs.NewAffine(dlfs.Randn(rng, 1, 3, 2), mat.NewDense(1, 2, nil))},
	} {
		path := filepath.Join(t.TempDir(), "net.onnx")
		if err := dlfs.SaveONNX(path, dlfs.NewNetwork(layers...)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
		if _, err := os.Stat(path); err == nil {
			t.Error("there is a file after an error")
		}
	}
}

// A trained network leaves for a program in another language.
func ExampleWriteONNX() {
	net := dlfs.NewTwoLayerNet(784, 50, 10, rand.New(rand.NewPCG(1, 1)))
	var file bytes.Buffer
	if err := dlfs.WriteONNX(&file, net.Network); err != nil {
		panic(err)
	}
	fmt.Println(file.Len()/1000, "KB for", 784*50+50+50*10+10, "weights of 4 bytes")
	// Output: 159 KB for 39760 weights of 4 bytes
}
