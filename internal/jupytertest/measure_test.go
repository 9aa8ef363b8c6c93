package jupytertest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// installGophernotes makes the pinned gophernotes a kernel of an environment.
func installGophernotes(t testing.TB, env []string) {
	t.Helper()
	out, err := exec.Command("go", "tool", "-n", "gophernotes").Output()
	if err != nil {
		if os.Getenv("DLFS_REQUIRE_ALL") != "" {
			t.Fatalf("go tool -n gophernotes: %v", err)
		}
		t.Skipf("go tool -n gophernotes: %v", err)
	}
	for _, v := range env {
		if data, ok := strings.CutPrefix(v, "JUPYTER_PATH="); ok {
			dir := filepath.Join(data, "kernels", "gophernotes")
			spec, err := json.Marshal(map[string]any{"argv": []string{strings.TrimSpace(string(out)), "{connection_file}"}, "display_name": "gophernotes", "language": "go"})
			if err == nil {
				err = os.MkdirAll(dir, 0o755)
			}
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, "kernel.json"), spec, 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// measured are the medians that measure.py has printed for a kernel, by name:
// those that have been measured there.
func measured(out, kernel string) map[string]float64 {
	got := map[string]float64{}
	line := regexp.MustCompile(`(?m)^` + kernel + `: .*$`).FindString(out)
	for _, m := range regexp.MustCompile(`\b([a-z]+) ([0-9.]+)`).FindAllStringSubmatch(line, -1) {
		if v, err := strconv.ParseFloat(m[2], 64); err == nil {
			got[m[1]] = v
		}
	}
	return got
}

// Memory does not depend on what else the machine does. Times do: they are
// told by BenchmarkKernels.
func TestMemory(t *testing.T) {
	py := python(t, "jupyter_client")
	env := append(install(t, "cmd/dlfs"), "DLFS_ROUNDS=1")
	out := run(t, env, py, "testdata/measure.py", "under-test=for {}")
	// Some 33 MB of it are pages of the program's file, which all kernels of a
	// machine share, and which grew with the packages of Go 1.27 and with KaTeX
	// (from 62 to 78 MB); how many are mapped depends on the system's cache. The
	// kernel's own memory is 6 MB.
	const most = 46
	if mb, ok := measured(out, "under-test")["memory"]; !ok || mb > most {
		t.Errorf("%v MB after one cell, want at most %d:\n%s", mb, most, out)
	}
}

// The kernels take turns, so that what else the machine does hits all of them
// and the ratios mean something.
func BenchmarkKernels(b *testing.B) {
	py := python(b, "jupyter_client, ipykernel")
	env := install(b, "cmd/dlfs")
	installGophernotes(b, env)
	for b.Loop() {
		out := run(b, env, py, "testdata/measure.py", "under-test=for {}", "gophernotes", "python3=while True: pass")
		for what, ours := range measured(out, "under-test") {
			b.ReportMetric(ours, what)
			for _, other := range []string{"gophernotes", "python3"} {
				if theirs, ok := measured(out, other)[what]; ok {
					b.ReportMetric(ours/theirs, what+"/"+other)
				}
			}
		}
	}
}
