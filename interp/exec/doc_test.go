package exec

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The table in the package's comment names the files that there are.
func TestDocNamesTheFiles(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for line := range strings.Lines(string(doc)) {
		if row, ok := strings.CutPrefix(line, "//\t"); ok {
			names, _, _ := strings.Cut(row, "  ")
			for name := range strings.SplitSeq(names, ", ") {
				named[name] = true
			}
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, file := range files {
		name, _, _ := strings.Cut(strings.TrimSuffix(file, ".go"), "_") // limits_wasm is limits
		if name != "doc" && !strings.HasSuffix(file, "_test.go") {
			there[name] = true
		}
	}
	got, want := slices.Sorted(maps.Keys(named)), slices.Sorted(maps.Keys(there))
	if !slices.Equal(got, want) {
		t.Errorf("doc.go names\n%q, there are\n%q", got, want)
	}
}
