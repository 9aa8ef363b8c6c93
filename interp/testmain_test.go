package interp_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// testing.Main ends what calls it, and not the process; nor does a test that
// panics. The program runs in a process of its own: package testing has one set
// of flags.
func TestTestingMain(t *testing.T) {
	if runtime.GOOS == "js" {
		t.Skip("no processes here")
	}
	const program = `package main

import (
	"fmt"
	"testing"
)

func good(t *testing.T)   { t.Run("sub", func(t *testing.T) {}) }
func skips(t *testing.T)  { t.Skip("later") }
func bad(t *testing.T)    { t.Errorf("bad %d", 1) }
func fatal(t *testing.T)  { t.Fatal("fatal") }
func panics(t *testing.T) { var m map[string]int; m["a"] = 1 }
func nested(t *testing.T) { fmt.Println("nested", t.Run("x", func(t *testing.T) { panic("in a subtest") })) }

func all(pat, str string) (bool, error) { return true, nil }

func main() {
	testing.Main(all, []testing.InternalTest{{"good", good}, {"skips", skips}}, nil, nil)
	fmt.Println("after the good ones")
	testing.Main(all, []testing.InternalTest{LIST}, nil, nil)
	fmt.Println("never")
}
`
	for _, tt := range []struct {
		list string
		code int
		want []string
	}{
		{`{"bad", bad}`, 1, []string{"bad 1", "--- FAIL: bad"}},
		{`{"fatal", fatal}, {"good", good}`, 1, []string{"--- FAIL: fatal"}},
		{`{"panics", panics}`, 2, []string{"assignment to entry in nil map", "--- FAIL: panics"}},
		{`{"nested", nested}`, 2, []string{"nested false", "in a subtest", "--- FAIL: nested"}},
	} {
		file := filepath.Join(t.TempDir(), "main.go")
		if err := os.WriteFile(file, []byte(strings.Replace(program, "LIST", tt.list, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), corpusChild+"="+file)
		out, err := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != tt.code {
			t.Errorf("%s: exit code %d (%v), want %d\n%s", tt.list, code, err, tt.code, out)
		}
		for _, part := range append(tt.want, "PASS\nafter the good ones") {
			if !strings.Contains(string(out), part) {
				t.Errorf("%s: the output lacks %q:\n%s", tt.list, part, out)
			}
		}
		if strings.Contains(string(out), "goroutine ") || strings.Contains(string(out), "never") {
			t.Errorf("%s: the process ended:\n%s", tt.list, out)
		}
	}
}
