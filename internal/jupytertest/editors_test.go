package jupytertest

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// browser names a Chromium, or ends the test as python does.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("DLFS_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("DLFS_REQUIRE_ALL") != "" {
		t.Fatal("there is no Chromium: install it, or name it in DLFS_CHROMIUM")
	}
	t.Skip("there is no Chromium: install it, or name it in DLFS_CHROMIUM")
	return ""
}

// JupyterLab and Notebook 7, by keys and clicks. DLFS_SHOTS names a folder for
// screenshots.
func TestEditors(t *testing.T) {
	for _, tt := range []struct{ app, modules string }{{"lab", "jupyterlab, playwright"}, {"notebook", "notebook, playwright"}} {
		t.Run(tt.app, func(t *testing.T) {
			py := python(t, tt.modules)
			env := append(install(t, "cmd/dlfs"), "DLFS_CHROMIUM="+browser(t))
			args := []string{"testdata/editors.py", tt.app}
			if dir := os.Getenv("DLFS_SHOTS"); dir != "" {
				args = append(args, dir)
			}
			out := run(t, env, py, args...)
			if !strings.Contains(out, "all of "+tt.app) {
				t.Errorf("%s is not done:\n%s", tt.app, out)
			}
		})
	}
}

func TestFrontEnds(t *testing.T) {
	py := python(t, "jupyter_console, papermill, pexpect, zmq, nbformat")
	env := install(t, "cmd/dlfs")
	exe := ""
	for _, v := range env {
		if path, ok := strings.CutPrefix(v, "DLFS_TEST_EXE="); ok {
			exe = path
		}
	}
	if out := run(t, env, py, "testdata/frontends.py", exe); !strings.Contains(out, "all front ends") {
		t.Errorf("not all front ends:\n%s", out)
	}
}
