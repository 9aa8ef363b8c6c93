// Package arch tests which package may import which.
package arch

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/dlfs-go/book/"

// machine is what runs and shows notebooks. The book's library and its figures
// work without.
var machine = []string{module + "kernel", module + "interp", module + "notebook", module + "site", module + "render", module + "cmd"}

// forbidden lists, for each package, the packages it must not depend on,
// directly or not, nor on what lies below them.
var forbidden = map[string][]string{
	"dlfs":        append(machine, module+"plotting", module+"display", "gonum.org/v1/plot"),
	"plotting":    append(machine, module+"dlfs"),
	"display":     {module, "gonum.org", "golang.org", "github.com"},
	"kernel":      {module + "interp", module + "dlfs", module + "plotting", "github.com/go-zeromq"},
	"kernel/wire": {module, "gonum.org", "golang.org", "github.com", "net"},
	"interp":      {module + "kernel", module + "dlfs", module + "plotting", module + "notebook", module + "site"},

	"dlfs/internal/engine": append(machine, module+"dlfs/mnist", module+"plotting", module+"display"),

	"internal/par":  {module, "gonum.org", "golang.org", "github.com"},
	"internal/simd": {module, "gonum.org", "golang.org/x/tools", "github.com"},
	"internal/blas": append(machine, module+"plotting", module+"display", module+"dlfs", "gonum.org/v1/plot"),
}

// A pkg is what the test needs of the go command's answer.
type pkg struct {
	ImportPath string
	Imports    []string
	CgoFiles   []string
	Standard   bool
	Error      *struct{ Err string }
}

// deps returns a package of this module and all it depends on.
func deps(t *testing.T, path string, env ...string) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Imports,CgoFiles,Standard,Error", module+path)
	cmd.Env = append(os.Environ(), env...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list -deps %s: %v\n%s", path, err, stderr.String())
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// below reports whether path is root or a package below it.
func below(path, root string) bool {
	root = strings.TrimSuffix(root, "/")
	return path == root || strings.HasPrefix(path, root+"/")
}

// breaks returns which of the packages are forbidden for path.
func breaks(path string, all []pkg, bad []string) []string {
	var found []string
	for _, p := range all {
		for _, b := range bad {
			if p.ImportPath != path && below(p.ImportPath, b) {
				found = append(found, p.ImportPath)
			}
		}
	}
	return found
}

func TestImports(t *testing.T) {
	for path, bad := range forbidden {
		t.Run(path, func(t *testing.T) {
			for _, dep := range breaks(module+path, deps(t, path), bad) {
				t.Errorf("%s depends on %s", path, dep)
			}
		})
	}
}

// The engine must run in a browser one day: for js/wasm all its packages have
// files, none needs cgo, and its own start no process and load no plugin.
func TestInterpRunsAnywhere(t *testing.T) {
	for _, p := range deps(t, "interp", "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0") {
		if p.Error != nil {
			t.Errorf("%s: %s", p.ImportPath, p.Error.Err)
		}
		if len(p.CgoFiles) > 0 && !p.Standard {
			t.Errorf("%s needs cgo", p.ImportPath)
		}
		for _, bad := range []string{"os/exec", "plugin"} {
			if strings.HasPrefix(p.ImportPath, module) && slices.Contains(p.Imports, bad) {
				t.Errorf("%s imports %s", p.ImportPath, bad)
			}
		}
	}
}

// The rules must be able to fail.
func TestBreaks(t *testing.T) {
	all := []pkg{{ImportPath: module + "dlfs"}, {ImportPath: module + "dlfs/mnist"}, {ImportPath: module + "dlfsx"}, {ImportPath: "net/http"}, {ImportPath: "netip"}}
	for _, tt := range []struct {
		bad  string
		want int
	}{{module + "dlfs", 1}, {module + "dlf", 0}, {"net", 1}, {module, 2}} {
		if got := breaks(module+"dlfs", all, []string{tt.bad}); len(got) != tt.want {
			t.Errorf("forbidding %s finds %q, want %d", tt.bad, got, tt.want)
		}
	}
}
