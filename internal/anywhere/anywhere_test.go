// Package anywhere runs tests of the engine, and of what computes, on other
// machines: WebAssembly under Node, and 64-bit ARM under an emulator.
package anywhere

import (
	"bytes"
	"compress/gzip"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var anywhere = flag.Bool("anywhere", false, "build the engine's tests for js/wasm and linux/arm64 and run them, which takes minutes")

// need finds a program or skips the test.
func need(t *testing.T, name string) string {
	t.Helper()
	if !*anywhere {
		t.Skip("takes minutes: go test ./internal/anywhere -anywhere")
	}
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
		return path
	case os.Getenv("DLFS_REQUIRE_ALL") != "":
		t.Fatal(err)
	}
	t.Skip(err)
	return ""
}

// build runs the go command in the directory of the engine for another system.
func build(t *testing.T, system string, args ...string) {
	t.Helper()
	goos, goarch, _ := strings.Cut(system, "/")
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
	cmd.Dir = "../../interp"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// wasmRunner is the script of the Go distribution that runs a program under
// Node. Node's own stack is left as small as a browser's.
func wasmRunner(t *testing.T) string {
	t.Helper()
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skip("no go command: ", err)
	}
	return filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js")
}

// cells runs those tests of package dir, as seen from the engine's directory,
// whose names fit want, on a system that the program run emulates.
func cells(t *testing.T, system, dir, want string, run ...string) {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "tests")
	build(t, system, "test", "-c", "-o", bin, dir)
	args := append(run[1:], bin, "-test.v", "-test.run", want)
	cmd := exec.Command(run[0], args...)
	// By this name package net/http knows Node, and does without its fetch,
	// which refuses the ports of servers that a test starts.
	cmd.Args[0] = filepath.Base(run[0])
	cmd.Dir = filepath.Join("../../interp", dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(cmd.Args, " "), err, out)
	}
	if passed := bytes.Count(out, []byte("--- PASS")); passed < 5 {
		t.Errorf("%s: %d tests passed, want 5 or more:\n%s", dir, passed, out)
	}
}

func TestWasm(t *testing.T) {
	node := need(t, "node")
	script := wasmRunner(t)
	cells(t, "js/wasm", "./rtype", ".", node, script)
	cells(t, "js/wasm", ".", "TestCells|TestComplete|TestInspect|TestIsComplete", node, script)
}

func TestARM64(t *testing.T) {
	qemu := need(t, "qemu-aarch64-static")
	cells(t, "linux/arm64", "./rtype", ".", qemu)
	cells(t, "linux/arm64", ".", "TestCells", qemu)
}

// TestKernelsOnARM64 runs the tests of what computes: the kernels for NEON and
// what is made of them.
func TestKernelsOnARM64(t *testing.T) {
	qemu := need(t, "qemu-aarch64-static")
	for _, dir := range []string{"internal/simd", "internal/blas", "dlfs/internal/engine"} {
		cells(t, "linux/arm64", "../"+dir, ".", qemu)
	}
}

// TestOneCell asks the smallest program with the engine for one result, and
// says how large it is.
func TestOneCell(t *testing.T) {
	node := need(t, "node")
	bin := filepath.Join(t.TempDir(), "onecell.wasm")
	build(t, "js/wasm", "build", "-trimpath", "-ldflags=-s -w", "-o", bin, "../internal/anywhere/onecell")
	cmd := exec.Command(node, wasmRunner(t), bin)
	cmd.Stdin = strings.NewReader(`
type Celsius float64
func (c Celsius) String() string { return fmt.Sprintf("%.1f °C", float64(c)) }
import "fmt"
fmt.Sprint(Celsius(21.55), []Celsius{1})`)
	out, err := cmd.CombinedOutput()
	if got, want := string(out), "21.6 °C [1.0 °C]\n"; err != nil || got != want {
		t.Errorf("under Node: got %q, %v, want %q", got, err, want)
	}
	module, err := os.ReadFile(bin)
	if err != nil {
		t.Fatal(err)
	}
	var small bytes.Buffer
	w := gzip.NewWriter(&small)
	if _, err := w.Write(module); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("WebAssembly: %.1f MB, %.1f MB gzipped", float64(len(module))/1e6, float64(small.Len())/1e6)
}
