package dlfs_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dlfs-go/book/dlfs"
)

// python runs Python with NumPy, and skips the test where there is none. In
// the environment, DLFS_PYTHON names another python3, and DLFS_REQUIRE_ALL=1
// makes the lack of NumPy a failure.
func python(t *testing.T, args ...string) string {
	t.Helper()
	return pythonWith(t, "numpy", args...)
}

// pythonWith is python where other modules are needed, too: “numpy, x”.
func pythonWith(t *testing.T, modules string, args ...string) string {
	t.Helper()
	exe := os.Getenv("DLFS_PYTHON")
	if exe == "" {
		exe = "python3"
	}
	if out, err := exec.Command(exe, "-c", "import "+modules).CombinedOutput(); err != nil {
		if os.Getenv("DLFS_REQUIRE_ALL") == "1" {
			t.Fatalf("%s with %s is required: %v\n%s", exe, modules, err, out)
		}
		t.Skipf("no %s with %s here: %v", exe, modules, err)
	}
	out, err := exec.Command(exe, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("python %q: %v\n%s", args, err, out)
	}
	return string(out)
}

// The numbers in testdata are those of the script beside them.
func TestOracleIsFresh(t *testing.T) {
	dir := t.TempDir()
	python(t, "testdata/oracle.py", dir)
	var files [2]any
	for i, path := range []string{filepath.Join(dir, "oracle.json"), "testdata/oracle.json"} {
		b, err := os.ReadFile(path)
		if err == nil {
			err = json.Unmarshal(b, &files[i])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	same(t, "oracle.json", files[0], files[1])
}

// same compares two JSON values, numbers to twelve digits: another version of
// NumPy may add them up in another order.
func same(t *testing.T, at string, got, want any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		g, _ := got.(map[string]any)
		if len(g) != len(want) {
			t.Errorf("%s has %d entries, want %d", at, len(g), len(want))
		}
		for k := range want {
			same(t, at+"."+k, g[k], want[k])
		}
	case []any:
		g, _ := got.([]any)
		if len(g) != len(want) {
			t.Errorf("%s has %d numbers, want %d", at, len(g), len(want))
			return
		}
		for i := range want {
			same(t, at, g[i], want[i])
		}
	case float64:
		if g, ok := got.(float64); !ok || math.Abs(g-want) > 1e-12*max(1, math.Abs(want)) {
			t.Errorf("%s: %v, want %v", at, got, want)
		}
	} // strings are the versions, which may differ
}

// NumPy reads the weights that this package writes, in the book's shapes.
func TestNumPyReadsOurWeights(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.npz")
	net := dlfs.NewSimpleConvNet(dlfs.SimpleConvNetConfig{In: dlfs.Shape{C: 2, H: 6, W: 6}, Filters: 3, FilterSize: 3, Hidden: 4}, rand.New(rand.NewPCG(1, 2)))
	for i, p := range net.Params() {
		r, c := p.Value.Dims()
		p.Value.Copy(ramp(i, r, c))
	}
	for _, tt := range []struct {
		dtype dlfs.DType
		name  string
	}{{dlfs.DTypeFloat16, "float16"}, {dlfs.DTypeFloat32, "float32"}, {dlfs.DTypeFloat64, "float64"}} {
		if err := dlfs.SaveParams(path, tt.dtype, net.Params()); err != nil {
			t.Fatal(err)
		}
		got := strings.Fields(python(t, "-c", `
import sys, numpy as np
def ramp(seed, *shape):
    k = np.arange(int(np.prod(shape)), dtype=np.int64)
    return (((k * 7919 + seed * 104729) % 1009) / 504.5 - 1).reshape(shape)
z = np.load(sys.argv[1])
for i, k in enumerate(z):
    print(k, z[k].dtype, "x".join(map(str, z[k].shape)), np.array_equal(z[k], ramp(i, *z[k].shape).astype(z[k].dtype)))
`, path))
		var want []string
		for _, shape := range []string{"W1 3x2x3x3", "b1 3", "W2 12x4", "b2 4", "W3 4x10", "b3 10"} {
			name, dims, _ := strings.Cut(shape, " ")
			want = append(want, name, tt.name, dims, "True")
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("NumPy reads\n%s\nwant\n%s", got, want)
		}
	}
}
