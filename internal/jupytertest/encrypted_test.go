package jupytertest

import (
	"path/filepath"
	"strings"
	"testing"
)

// Jupyter's own client and its libzmq on the other side of CURVE: the kernel
// works, and nobody without the keys reads along.
func TestEncrypted(t *testing.T) {
	py := python(t, "jupyter_client, zmq")
	out := run(t, install(t, "cmd/dlfs"), py, filepath.Join("testdata", "encrypted.py"))
	if !strings.Contains(out, "encrypted: ok") {
		t.Errorf("the script did not end well:\n%s", out)
	}
}
