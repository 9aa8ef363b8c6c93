// Package jupytertest runs the kernel under Jupyter's own clients.
package jupytertest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dlfs-go/book/notebook"
)

// programs is a folder with the programs of this module that tests have built.
var programs string

func TestMain(m *testing.M) {
	var err error
	if programs, err = os.MkdirTemp("", "jupytertest"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(programs)
	os.Exit(code)
}

// build builds a program of this module, once.
func build(t testing.TB, pkg string) string {
	t.Helper()
	exe := filepath.Join(programs, filepath.Base(pkg))
	if _, err := os.Stat(exe); err == nil {
		return exe
	}
	if out, err := exec.Command("go", "build", "-o", exe, "github.com/dlfs-go/book/"+pkg).CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", pkg, err, out)
	}
	return exe
}

// python returns a Python that has the modules, or ends the test: by a skip,
// or by a failure where everything must be there.
func python(t testing.TB, modules string) string {
	t.Helper()
	py := os.Getenv("DLFS_PYTHON")
	if py == "" {
		py = "python3"
	}
	if out, err := exec.Command(py, "-c", "import "+modules).CombinedOutput(); err != nil {
		if os.Getenv("DLFS_REQUIRE_ALL") != "" {
			t.Fatalf("%s cannot import %s: %v\n%s", py, modules, err, out)
		}
		t.Skipf("%s cannot import %s: pip install them, or name another Python in DLFS_PYTHON", py, modules)
	}
	return py
}

// environment builds the command, installs the kernel for a Jupyter of its
// own, and returns the command and the environment of that Jupyter.
func environment(t *testing.T) (dlfs string, env []string) {
	t.Helper()
	dir := t.TempDir()
	dlfs = build(t, "cmd/dlfs")
	if out, err := exec.Command(dlfs, "install", "--prefix", dir).CombinedOutput(); err != nil {
		t.Fatalf("dlfs install: %v\n%s", err, out)
	}
	return dlfs, append(os.Environ(), "JUPYTER_PATH="+filepath.Join(dir, "share", "jupyter"),
		"JUPYTER_RUNTIME_DIR="+filepath.Join(dir, "runtime"), "IPYTHONDIR="+filepath.Join(dir, "ipython"),
		"DLFS_HISTORY="+filepath.Join(dir, "history"))
}

func run(t testing.TB, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = env
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out.String())
	}
	return out.String()
}

func TestConformance(t *testing.T) {
	py := python(t, "jupyter_client, jupyter_kernel_test")
	_, env := environment(t)
	out := run(t, env, py, "conformance.py")
	t.Log(out)
	if !strings.Contains(out, "Ran 13 tests") || strings.Contains(out, "skipped") {
		t.Errorf("want 13 tests run and none skipped:\n%s", out)
	}
}

func TestBehaviour(t *testing.T) {
	py := python(t, "jupyter_client")
	_, env := environment(t)
	t.Log(run(t, env, py, "behaviour.py"))
}

// The chapters do the same under nbclient and the kernel as by themselves.
// Where all is required, all of them do, and what is committed is what a fresh
// run must leave; internal/chapters says the same of “dlfs run”.
func TestChaptersUnderNbclient(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	py := python(t, "nbclient, nbformat")
	dlfs, env := environment(t)
	all := os.Getenv("DLFS_REQUIRE_ALL") != ""
	chapters, err := filepath.Glob("../../notebooks/en/*.ipynb")
	if err != nil || len(chapters) == 0 {
		t.Fatalf("no chapters (%v)", err)
	}
	for _, chapter := range chapters {
		name := strings.TrimSuffix(filepath.Base(chapter), ".ipynb")
		t.Run(name, func(t *testing.T) {
			if !all && name != "ch01" && name != "appendix-a" {
				t.Skip("takes long: set DLFS_REQUIRE_ALL=1 to run all chapters")
			}
			dir := t.TempDir()
			theirs, ours := filepath.Join(dir, "theirs.ipynb"), chapter
			run(t, env, py, "chapter.py", chapter, theirs)
			if !all {
				ours = filepath.Join(dir, "ours.ipynb")
				run(t, env, dlfs, "run", "-o", ours, chapter)
			}
			for _, d := range notebook.Compare(readNotebook(t, theirs), readNotebook(t, ours)) {
				t.Errorf("nbclient against %s: %s", ours, d)
			}
		})
	}
}

func readNotebook(t *testing.T, path string) *notebook.Notebook {
	t.Helper()
	nb, err := notebook.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

// nbconvert is the command that people type.
func TestNbconvert(t *testing.T) {
	py := python(t, "nbconvert, nbclient")
	_, env := environment(t)
	dir := t.TempDir()
	src := filepath.Join(dir, "small.ipynb")
	nb := &notebook.Notebook{
		Metadata: map[string]any{"kernelspec": map[string]any{"name": "dlfs", "display_name": "Go (dlfs)", "language": "go"}},
		Cells:    []*notebook.Cell{{ID: "a", Kind: notebook.Code, Source: "6 * 7"}},
	}
	if err := nb.WriteFile(src); err != nil {
		t.Fatal(err)
	}
	run(t, env, py, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", src)
	got, err := notebook.ReadFile(src)
	if err != nil {
		t.Fatal(err)
	}
	if o := got.Cells[0].Outputs; len(o) != 1 || o[0].Data["text/plain"] != "42" {
		t.Errorf("6 * 7 gives %+v, want 42", o)
	}
}
