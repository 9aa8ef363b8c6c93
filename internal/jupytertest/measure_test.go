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
func installGophernotes(t *testing.T, env []string) {
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

// The kernels take turns on this machine, so that only their ratio counts; the
// slack is for the noise of a shared machine.
func TestMeasured(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	py := python(t, "jupyter_client, ipykernel")
	env := install(t, "cmd/dlfs")
	installGophernotes(t, env)
	out := run(t, env, py, "testdata/measure.py", "under-test=for {}", "gophernotes", "python3=while True: pass")
	t.Log(out)
	value := func(kernel, what string) float64 {
		m := regexp.MustCompile(`(?m)^` + kernel + `: .*\b` + what + ` ([0-9.]+)`).FindStringSubmatch(out)
		if m == nil {
			t.Fatalf("no %s of %s in\n%s", what, kernel, out)
		}
		v, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	const slack = 1.5
	for _, what := range []string{"bound", "first", "ready", "trip"} {
		if ours, theirs := value("under-test", what), value("gophernotes", what); ours > slack*theirs {
			t.Errorf("%s: %v, gophernotes %v", what, ours, theirs)
		}
	}
	if mb := value("under-test", "memory"); mb > 40 {
		t.Errorf("%v MB after one cell, want at most 40", mb)
	}
	if ms := value("under-test", "stop"); ms > 200 {
		t.Errorf("interrupt to idle takes %v ms, want at most 200", ms)
	}
}
