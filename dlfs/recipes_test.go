package dlfs

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/dlfs-go/book/dlfs/mnist"
)

// Each recipe's weights classify the test images as well as its table says,
// and in half precision hardly worse (section 8.3.4).
func TestRecipesKeepTheirWord(t *testing.T) {
	_, test, err := mnist.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range Recipes {
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			net, err := r.Load()
			if err != nil {
				t.Fatal(err)
			}
			if got := AccuracyOn(net, test, test.Len()); math.Abs(got-r.Accuracy) > 1e-9 {
				t.Errorf("accuracy %.4f, want %.4f", got, r.Accuracy)
			}
			single := AccuracyOn(net, test, 2000)
			RoundToHalf(net.Params())
			if half := AccuracyOn(net, test, 2000); math.Abs(half-single) > 0.002 {
				t.Errorf("accuracy in half precision %.4f, want %.4f or nearly so", half, single)
			}
		})
	}
}

// A recipe gives the same weights twice, byte for byte, and reports its
// progress from the first iteration to the last.
func TestRecipeTrains(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 8))
	data := Examples{Apply(math.Abs, Randn(rng, 0.5, 120, 784)), OneHot(make([]int, 120), 10)}
	r := Recipe{Name: "tiny", Seed: 1, Stages: []Stage{{2, 0.01}, {1, 0.001}}, Augment: Augment{MaxShift: 1},
		build: func(rng *rand.Rand) *Network { return NewThreeLayerNet(784, 3, 3, 10, rng) }}
	var files [2][]byte
	for i := range files {
		var seen []Progress
		n, err := r.Train(t.Context(), data, data, func(p Progress) { seen = append(seen, p) })
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "tiny.npz")
		if err := r.Save(path, n); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[i] = b
		for k, p := range seen {
			if p.Iteration != k+1 || p.Iterations != 6 || p.Epoch != k/2+1 || p.Epochs != 3 {
				t.Errorf("progress %d is %+v, want iteration %d of 6, epoch %d of 3", k, p, k+1, k/2+1)
			}
		}
		if len(seen) != 6 || !(seen[5].Loss < seen[0].Loss) {
			t.Errorf("%d reports, want 6 with a falling loss", len(seen))
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("two trainings give two files")
	}
	ctx, cancel := context.WithCancel(t.Context())
	iterations := 0
	if n, err := r.Train(ctx, data, data, func(Progress) { iterations++; cancel() }); n != nil || !errors.Is(err, context.Canceled) || iterations != 1 {
		t.Errorf("canceled after the first iteration: %d iterations, network %v, error %v", iterations, n, err)
	}
}

func TestFindRecipe(t *testing.T) {
	if r, err := FindRecipe("simple-conv-net"); err != nil || r.Name != "simple-conv-net" {
		t.Errorf("FindRecipe = %q, %v", r.Name, err)
	}
	if _, err := FindRecipe("resnet"); err == nil || !strings.Contains(err.Error(), "simple-conv-net") {
		t.Errorf("error %v does not list the names", err)
	}
}

func TestUntrainedRecipeIsNoBetterThanChance(t *testing.T) {
	_, test, err := mnist.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range Recipes {
		if got := AccuracyOn(r.New(), test, 500); got > 0.3 {
			t.Errorf("%s before training: accuracy %.3f", r.Name, got)
		}
	}
}

var _ Data = (*mnist.Set)(nil)

func TestMatrixOfSet(t *testing.T) {
	_, test, err := mnist.Load()
	if err != nil {
		t.Fatal(err)
	}
	x, _ := test.Batch([]int{0, 1, 2})
	if !mat.Equal(test.Matrix(3), x) || test.First(3).Len() != 3 {
		t.Error("Matrix(3) and First(3) are not the first three images")
	}
}
