package bind

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Every package of the standard library can be imported, or there is a reason.
func TestStandardLibraryIsComplete(t *testing.T) {
	out, err := exec.Command("go", "list", "std").Output()
	if err != nil {
		if os.Getenv("DLFS_REQUIRE_ALL") != "" {
			t.Fatal(err)
		}
		t.Skip("no go command: ", err)
	}
	n := 0
	for _, path := range strings.Fields(string(out)) {
		if strings.HasPrefix(path, "vendor/") || strings.Contains("/"+path+"/", "/internal/") || path == "unsafe" { // the compiler's own
			continue
		}
		n++
		there, why := Lookup(path) != nil, Absent(path)
		if there == (why != "") {
			t.Errorf("package %s: compiled in %t, and the reason against it is %q", path, there, why)
		}
	}
	if n < 150 {
		t.Errorf("go list std names %d public packages, want more than 150", n)
	}
}
