package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/dlfs-go/book/notebook"
)

// TestMain makes the test program one that does not end by itself, for
// TestSecondInterrupt.
func TestMain(m *testing.M) {
	if os.Getenv("DLFS_TEST_STUBBORN") != "" {
		ctx, _ := interruptible()
		os.Stdout.WriteString("ready\n")
		<-ctx.Done()
		os.Stdout.WriteString("first\n")
		time.Sleep(time.Minute)
		return
	}
	if path := os.Getenv("DLFS_TEST_RUN"); path != "" {
		cmd := command()
		cmd.SetArgs([]string{"run", "-o", os.Getenv("DLFS_TEST_OUT"), path})
		if cmd.Execute() != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// A run that a cell ends together with the process has written the outputs of
// the cells before it, and the runtime's stack is to be seen, with the call that
// ended it.
func TestRunThatTheRuntimeEnds(t *testing.T) {
	path := write(t, "1 + 1", "import \"runtime/debug\"\n2 + 2", "debug.SetMaxThreads(1)\ndone := make(chan int)\nfor range 50 {\n\tgo func() {\n\t\tdone <- 1\n\t}()\n\t<-done\n}")
	out := filepath.Join(t.TempDir(), "out.ipynb")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "DLFS_TEST_RUN="+path, "DLFS_TEST_OUT="+out)
	text, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(text), "runtime/debug.SetMaxThreads") {
		t.Errorf("the process ends with %v and says\n%s\nwant the stack with the call that did it", err, text)
	}
	nb, err := notebook.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if o := nb.Cells[0].Outputs; len(o) != 1 || o[0].Data["text/plain"] != "2" {
		t.Errorf("the first cell has %v", o)
	}
}

// A notebook that fails has the outputs up to there; cells that did not run keep
// theirs.
func TestRunWritesWhatFails(t *testing.T) {
	path := write(t, "1 + 1", "println := 0\n1 / println", "2 + 2")
	nb, err := notebook.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	nb.Cells[2].Outputs = []notebook.Output{{Type: "stream", Name: "stdout", Text: "old\n"}}
	if err := nb.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	if _, err := dlfs(t, "run", "--inplace", path); err == nil || !strings.Contains(err.Error(), "divide by zero") {
		t.Errorf("the error is %v", err)
	}
	if nb, err = notebook.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"execute_result", "error", "stream"} {
		if o := nb.Cells[i].Outputs; len(o) != 1 || o[0].Type != want {
			t.Errorf("cell %d has %v, want one output of type %s", i+1, o, want)
		}
	}
}

// A huge array in a function is an error, with a timeout and without.
func TestRunOfAHugeArray(t *testing.T) {
	path := write(t, "func f() float64 { var w [100000][100000]float64; return w[1][2] }\nf()")
	for _, args := range [][]string{{"run", path}, {"run", "--timeout", "15s", path}} {
		if _, err := dlfs(t, args...); err == nil || !strings.Contains(err.Error(), "out of memory: 80 GB asked for") {
			t.Errorf("%v: %v", args, err)
		}
	}
}

// A command that does not end at Ctrl-C ends at the second one.
func TestSecondInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be sent an interrupt there")
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "DLFS_TEST_STUBBORN=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(out)
	for _, want := range []string{"ready\n", "first\n"} {
		if got, err := r.ReadString('\n'); got != want {
			t.Fatalf("the process says %q, %v, want %q", got, err, want)
		}
		cmd.Process.Signal(os.Interrupt)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	// The first one has been taken. One that comes at the same moment may be
	// taken, too, so more follow as from an impatient reader.
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for late := time.After(20 * time.Second); ; {
		select {
		case <-ended:
			return
		case <-again.C:
			cmd.Process.Signal(os.Interrupt)
		case <-late:
			cmd.Process.Kill()
			t.Fatal("the process still lives after many interrupts")
		}
	}
}

// What is saved while a notebook runs is kept, and so are the outputs.
func TestInplaceKeepsWhatWasSaved(t *testing.T) {
	path := write(t, "import \"os\"\nb, _ := os.ReadFile(\"nb.ipynb\")\nos.WriteFile(\"nb.ipynb\", append(b, '\\n'), 0o644)\n6 * 7")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n, beside := range []string{"nb-run1.ipynb", "nb-run2.ipynb"} {
		_, err := dlfs(t, "run", "--inplace", path)
		if err == nil || !strings.Contains(err.Error(), beside) {
			t.Fatalf("run %d: %v, want an error that names %s", n+1, err, beside)
		}
		after, _ := os.ReadFile(path)
		if want := string(before) + strings.Repeat("\n", n+1); string(after) != want {
			t.Errorf("run %d has replaced what was saved", n+1)
		}
		nb, err := notebook.ReadFile(filepath.Join(filepath.Dir(path), beside))
		if err != nil || nb.Cells[0].Outputs[0].Data["text/plain"] != "42" {
			t.Errorf("run %d: the outputs beside: %v", n+1, err)
		}
	}
}

func TestReadOnlyAndPipes(t *testing.T) {
	path := write(t, "1")
	if err := os.Chmod(path, 0o444); err != nil {
		t.Fatal(err)
	}
	if _, err := dlfs(t, "run", "--inplace", path); err == nil || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("a read-only notebook: %v", err)
	}
	pipe := filepath.Join(t.TempDir(), "f.ipynb")
	if err := exec.Command("mkfifo", pipe).Run(); err != nil {
		t.Skip("no pipes here: ", err)
	}
	for _, args := range [][]string{{"run", pipe}, {"html", "-o", t.TempDir(), pipe}, {"twin", pipe}} {
		if _, err := dlfs(t, args...); err == nil || !strings.Contains(err.Error(), "pipe") {
			t.Errorf("%q: %v, want an error that says it is a pipe", args[0], err)
		}
	}
}

// Only what is this kernel's is replaced or removed.
func TestKernelspecsOfOthersStay(t *testing.T) {
	dir := t.TempDir()
	kernels := filepath.Join(dir, "share", "jupyter", "kernels")
	for name, spec := range map[string]string{
		"python3":     `{"argv":["python","-m","ipykernel_launcher","-f","{connection_file}"],"display_name":"Python 3","language":"python"}`,
		"gophernotes": `{"argv":["gophernotes","{connection_file}"],"display_name":"Go","language":"go"}`,
		"broken":      `{`,
		"other":       "",
	} {
		folder := filepath.Join(kernels, name)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if name != "other" {
			os.WriteFile(filepath.Join(folder, "kernel.json"), []byte(spec), 0o644)
		}
		mine := filepath.Join(folder, "mine.txt")
		os.WriteFile(mine, nil, 0o644)
		for _, verb := range []string{"uninstall", "install"} {
			if out, err := dlfs(t, verb, "--prefix", dir, "--name", name, "--executable", "/usr/bin/dlfs"); err == nil {
				t.Errorf("%s --name %s: %s, want an error", verb, name, out)
			}
			if _, err := os.Stat(mine); err != nil {
				t.Errorf("%s --name %s: %v", verb, name, err)
			}
		}
		if _, err := dlfs(t, "install", "--force", "--prefix", dir, "--name", name, "--executable", "/usr/bin/dlfs"); err != nil {
			t.Errorf("install --force --name %s: %v", name, err)
		}
		if _, err := dlfs(t, "uninstall", "--prefix", dir, "--name", name); err != nil {
			t.Errorf("uninstall --name %s of our own: %v", name, err)
		}
	}
}
