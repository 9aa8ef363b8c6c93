package atomicfile

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What a killed process has left is removed by the next one that writes the
// same file; what a living one is writing is not, and neither is anything else.
func TestSweep(t *testing.T) {
	child := exec.Command(os.Args[0], "-test.run", "^$")
	if err := child.Run(); err != nil {
		t.Fatal(err)
	}
	dead, dir := child.ProcessState.Pid(), t.TempDir()
	left := fmt.Sprintf(".nb.ipynb-%d-123", dead)
	stay := []string{fmt.Sprintf(".nb.ipynb-%d-123", os.Getpid()), fmt.Sprintf(".other.ipynb-%d-123", dead), ".nb.ipynb-notes", ".nb.ipynb-1-2-3.txt", fmt.Sprintf(".nb.ipynb-%d-mine", dead)}
	for _, name := range append(stay, left) {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := Write(filepath.Join(dir, "nb.ipynb"), []byte("new")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, left)); err == nil {
		t.Errorf("%s is still there", left)
	}
	for _, name := range stay {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("%s was removed", name)
		}
	}
}

func TestReadOnlyStays(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("old"), 0o444); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{"Check": Check(file), "Write": Write(file, []byte("new"))} {
		if err == nil || !strings.Contains(err.Error(), "read-only") {
			t.Errorf("%s of a read-only file: %v", name, err)
		}
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "old" {
		t.Errorf("it holds %q, %v", b, err)
	}
}
