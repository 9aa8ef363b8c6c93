package interp_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/dlfs-go/book/interp"
)

// A program that was built by a Go release of the future refuses its first
// cell, in one sentence that says what to do. The build tag futurego makes
// today's release such a one.
func TestUnknownRelease(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	cmd := exec.Command("go", "run", "-tags", "futurego", "../internal/anywhere/onecell")
	cmd.Stdin = strings.NewReader("1 + 1")
	out, err := cmd.CombinedOutput()
	if _, missing := err.(*exec.Error); missing && os.Getenv("DLFS_REQUIRE_ALL") == "" {
		t.Skip("no go command: ", err)
	}
	if err == nil {
		t.Errorf("a cell ran in a program of an unknown release and printed %q, want an error", out)
	}
	first, _, _ := strings.Cut(string(out), "\n")
	for _, want := range []string{"cells cannot run in a program that was built by go", "GOTOOLCHAIN=" + interp.GoVersion} {
		if !strings.Contains(first, want) {
			t.Errorf("the program says %q, want %q in it", first, want)
		}
	}
}
