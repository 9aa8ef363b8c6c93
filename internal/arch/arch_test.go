// Package arch tests which package may import which.
package arch

import (
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/dlfs-go/book/"

// forbidden lists, for each package, the prefixes of import paths it must not
// depend on, directly or not.
var forbidden = map[string][]string{
	"dlfs":        {module + "plotting", module + "kernel", module + "interp", module + "notebook", module + "site", "gonum.org/v1/plot"},
	"plotting":    {module + "dlfs", module + "kernel", module + "interp", module + "notebook", module + "site"},
	"display":     {module, "gonum.org", "golang.org"},
	"kernel":      {module + "interp", module + "dlfs", "github.com/go-zeromq"},
	"kernel/wire": {module, "gonum.org", "golang.org", "net"},
	"interp":      {module + "kernel", module + "dlfs", module + "plotting", "os/exec", "plugin"},
}

func TestImports(t *testing.T) {
	for pkg, bad := range forbidden {
		out, err := exec.Command("go", "list", "-deps", module+pkg).CombinedOutput()
		if err != nil {
			t.Errorf("go list -deps %s: %v\n%s", pkg, err, out)
			continue
		}
		for dep := range strings.FieldsSeq(string(out)) {
			for _, b := range bad {
				if dep != module+pkg && (dep == b || strings.HasPrefix(dep, strings.TrimSuffix(b, "/")+"/")) {
					t.Errorf("%s depends on %s", pkg, dep)
				}
			}
		}
	}
}
