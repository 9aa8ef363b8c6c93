package jupytertest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dlfs-go/book/kernel/spec"
)

// install builds a program of this module, installs it as a kernel with the
// name "under-test", and returns the environment in which Jupyter finds it.
func install(t testing.TB, pkg string) []string {
	t.Helper()
	dir := t.TempDir()
	exe := build(t, pkg)
	if _, err := spec.Install(spec.Options{Prefix: dir, Name: "under-test", Executable: exe}); err != nil {
		t.Fatal(err)
	}
	return append(os.Environ(),
		"JUPYTER_PATH="+filepath.Join(dir, "share", "jupyter"), "JUPYTER_RUNTIME_DIR="+filepath.Join(dir, "runtime"),
		"IPYTHONDIR="+filepath.Join(dir, "ipython"), "DLFS_HISTORY="+filepath.Join(dir, "history"), "DLFS_TEST_EXE="+exe, "PYTHONDONTWRITEBYTECODE=1")
}

// script runs a script of testdata; args go to it as one JSON argument.
func script(t *testing.T, python string, env []string, name string, args cells) string {
	t.Helper()
	b, err := json.Marshal(args)
	if err != nil {
		t.Fatal(err)
	}
	return run(t, env, python, filepath.Join("testdata", name), string(b))
}

// lines joins the lines of a cell.
func lines(s ...string) string { return strings.Join(s, "\n") }

// cells are the code samples that jupyter_kernel_test asks for, by its names.
type cells map[string]any

var echoCells = cells{
	"language_name": "echo", "file_extension": ".echo",
	"code_hello_world": "print hello, world", "code_stderr": "eprint oops",
	"completion_samples":    []cells{{"text": "pri", "matches": []string{"print"}}, {"text": "lat", "matches": []string{"later"}}},
	"complete_code_samples": []string{"print x", "value 1"}, "incomplete_code_samples": []string{"print \\"}, "invalid_code_samples": []string{"bogus"},
	"code_page_something": "page the manual", "code_generate_error": "fail x",
	"code_execute_result":  []cells{{"code": "value 3", "result": "3"}, {"code": "value 44", "result": "44"}},
	"code_display_data":    []cells{{"code": "show x", "mime": "text/plain"}},
	"code_history_pattern": "value 3", "supported_history_operations": []string{"tail", "range", "search"},
	"code_inspect_sample": "print", "code_clear_output": "clear",
}

// The protocol's half of the conformance tests, without a language.
func TestConformanceOfTheProtocol(t *testing.T) {
	py := python(t, "jupyter_client, jupyter_kernel_test")
	out := script(t, py, install(t, "internal/jupytertest/echo"), "conformance.py", echoCells)
	if !strings.Contains(out, "ran 13, skipped 0") {
		t.Errorf("not all 13 tests ran:\n%s", out)
	}
}

func TestClients(t *testing.T) {
	py := python(t, "jupyter_client, nbclient, nbformat")
	for _, tt := range []struct {
		pkg   string
		cells cells
	}{
		{"internal/jupytertest/echo", cells{
			"lines": "lines 100000", "sleep": "wait", "fail": "fail x", "print": "print a", "set": "set x 5", "get": "get x", "input": "input name?", "said": "you said Ada", "many": 3,
		}},
		{"cmd/dlfs", cells{
			"lines": lines(`import "fmt"`, "for i := range 100000 { fmt.Printf(\"line %d\\n\", i) }"),
			"sleep": "for {}", "fail": `panic("x")`, "print": `fmt.Println("a")`, "set": "x := 5", "get": "x",
			"input": lines(`var name string`, `fmt.Scanln(&name)`, `fmt.Println("you said", name)`), "said": "you said Ada", "many": 30,
		}},
	} {
		t.Run(filepath.Base(tt.pkg), func(t *testing.T) {
			t.Log(script(t, py, install(t, tt.pkg), "clients.py", tt.cells))
		})
	}
}
