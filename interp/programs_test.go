package interp_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dlfs-go/book/interp"
)

// TestPrograms runs the programs of testdata/programs by the compiler, as a
// program, and spread over cells in all shapes. All print the same.
func TestPrograms(t *testing.T) {
	files, err := filepath.Glob("testdata/programs/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	bin := compile(t, files)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".go")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want, err := exec.Command(filepath.Join(bin, name)).CombinedOutput()
			if err != nil {
				t.Fatalf("the compiled program: %v\n%s", err, want)
			}
			compare(t, "as a program", runProgram(string(text)), string(want))
			inShapes(t, string(text), string(want))
		})
	}
}

// compile builds each file as a program of its own, all in one run of the go
// command.
func compile(t *testing.T, files []string) (bin string) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command: ", err)
	}
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module programs\n\ngo 1.27\n")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		write(filepath.Join(strings.TrimSuffix(filepath.Base(file), ".go"), "main.go"), string(text))
	}
	bin = filepath.Join(dir, "bin")
	cmd := exec.Command("go", "build", "-o", bin+"/", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
	return bin
}

func runProgram(text string) string {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var out writer
	s := newSession()
	if err := s.Program(ctx, "main.go", text, interp.IO{Stdout: &out, Stderr: &out}); err != nil {
		return fmt.Sprintf("%s! %v\n", out.String(), err)
	}
	return out.String()
}

// compare fails at the first line that differs.
func compare(t *testing.T, how, got, want string) {
	t.Helper()
	g, w := bytes.Split([]byte(got), []byte("\n")), bytes.Split([]byte(want), []byte("\n"))
	for i := range max(len(g), len(w)) {
		line := func(s [][]byte) string {
			if i < len(s) {
				return string(s[i])
			}
			return "(no more lines)"
		}
		if line(g) != line(w) {
			t.Fatalf("%s, line %d of the output:\n got %s\nwant %s", how, i+1, line(g), line(w))
		}
	}
}
