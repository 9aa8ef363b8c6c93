package gosource_test

import (
	"archive/zip"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"

	"github.com/dlfs-go/book"
	"github.com/dlfs-go/book/internal/gosource"
)

// proxy makes a folder that serves modules, named path@version, to the go
// command, and has it use nothing else.
func proxy(t *testing.T, modules map[string]map[string]string) {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	for m, files := range modules {
		path, version, _ := strings.Cut(m, "@")
		base := filepath.Join(dir, path, "@v")
		if err := os.MkdirAll(base, 0o755); err != nil {
			t.Fatal(err)
		}
		put := func(name, text string) {
			if err := os.WriteFile(filepath.Join(base, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		put(version+".info", `{"Version":"`+version+`"}`)
		put(version+".mod", files["go.mod"])
		list, _ := os.ReadFile(filepath.Join(base, "list")) // none yet
		put("list", string(list)+version+"\n")
		f, err := os.Create(filepath.Join(base, version+".zip"))
		if err != nil {
			t.Fatal(err)
		}
		z := zip.NewWriter(f)
		for name, text := range files {
			w, err := z.Create(m + "/" + name)
			if err == nil {
				_, err = w.Write([]byte(text))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	for name, value := range map[string]string{"GOPROXY": "file://" + filepath.ToSlash(dir), "GOSUMDB": "off", "GOFLAGS": "-modcacherw", "GOMODCACHE": t.TempDir(), "GOTOOLCHAIN": "local"} {
		t.Setenv(name, value)
	}
}

// runGo runs the go command in a folder.
func runGo(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func compiledVersion(t *testing.T, path string) string {
	t.Helper()
	mod, err := modfile.ParseLax("go.mod", []byte(book.Module), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range mod.Require {
		if r.Mod.Path == path {
			return r.Mod.Version
		}
	}
	t.Fatalf("go.mod does not require %s", path)
	return ""
}

// After go get of a module any of its packages can be imported, those too whose
// own imports go get did not look at.
func TestAnyPackageOfAModule(t *testing.T) {
	proxy(t, map[string]map[string]string{
		"example.com/m@v1.2.0":    {"go.mod": "module example.com/m\n\ngo 1.21\n\nrequire example.com/deep v1.0.0\n", "m.go": "package m\n", "table/table.go": "package table\nimport \"example.com/deep/width\"\nfunc Wide() int { return width.Of(\"abc\") }\n"},
		"example.com/deep@v1.0.0": {"go.mod": "module example.com/deep\n\ngo 1.21\n", "width/width.go": "package width\nfunc Of(s string) int { return len(s) }\n"},
	})
	kept := write(t, map[string]string{"go.mod": "module notebook\n\ngo 1.21\n"})
	runGo(t, kept, "get", "example.com/m")
	f := &gosource.Finder{Dir: t.TempDir(), Kept: kept}
	if gosource.InModule(f.Dir) {
		t.Skip("the temporary directory is in a module")
	}
	if got := cell(t, f, "import \"example.com/m/table\"", "table.Wide()"); got != "3\n" {
		t.Errorf("a package of the module: %q, want 3", got)
	}
	// What nobody asked for is not fetched.
	if got := cell(t, f, "import \"example.com/deep/other\""); !strings.Contains(got, "example.com/deep/other") {
		t.Errorf("no such package: %q", got)
	}
	before, _ := os.ReadFile(filepath.Join(kept, "go.mod"))
	if got := cell(t, f, "import \"example.com/never\""); !strings.Contains(got, "run !go get example.com/never@latest") {
		t.Errorf("a module that was not fetched: %q", got)
	}
	if after, _ := os.ReadFile(filepath.Join(kept, "go.mod")); string(after) != string(before) {
		t.Errorf("go.mod changed to %s", after)
	}
}

// The module requires what is compiled in, in these versions, also if another
// module asks for older ones; and go mod tidy takes nothing out.
func TestPinAndKeep(t *testing.T) {
	const gonum, plot = "gonum.org/v1/gonum", "gonum.org/v1/plot"
	g, p := compiledVersion(t, gonum), compiledVersion(t, plot)
	mod := func(path string) map[string]string {
		return map[string]string{"go.mod": "module " + path + "\n\ngo 1.21\n", "doc.go": "package " + filepath.Base(path) + "\n"}
	}
	proxy(t, map[string]map[string]string{
		"example.com/old@v1.0.0": {"go.mod": "module example.com/old\n\ngo 1.21\n\nrequire gonum.org/v1/gonum v0.8.2\n", "old.go": "package old\nimport _ \"gonum.org/v1/gonum\"\n"},
		gonum + "@v0.8.2":        mod(gonum), gonum + "@" + g: mod(gonum), plot + "@" + p: mod(plot),
	})
	kept := write(t, map[string]string{"go.mod": "module notebook\n\ngo 1.21\n"})
	runGo(t, kept, "get", "example.com/old")
	if got := runGo(t, kept, "list", "-m", gonum); got != gonum+" v0.8.2\n" {
		t.Fatalf("before: %s", got)
	}
	gosource.Pin(context.Background(), kept)
	want := gonum + " " + g + "\n" + plot + " " + p + "\nexample.com/old v1.0.0\n"
	if got := runGo(t, kept, "list", "-m", gonum, plot, "example.com/old"); got != want {
		t.Errorf("pinned: %q, want %q", got, want)
	}
	restore := gosource.Keep(kept)
	runGo(t, kept, "mod", "tidy")
	if text, _ := os.ReadFile(filepath.Join(kept, "go.mod")); strings.Contains(string(text), "example.com/old") {
		t.Error("go mod tidy has left the module as it was: the test tests nothing")
	}
	if err := restore(); err != nil {
		t.Fatal(err)
	}
	if got := runGo(t, kept, "list", "-m", gonum, plot, "example.com/old"); got != want {
		t.Errorf("after go mod tidy: %q, want %q", got, want)
	}
	f := &gosource.Finder{Dir: t.TempDir(), Kept: kept}
	if got := cell(t, f, "import _ \"example.com/old\"\n1"); got != "1\n" && !gosource.InModule(f.Dir) {
		t.Errorf("a package after go mod tidy: %q", got)
	}
}

// Without a network nothing is pinned, and nothing is broken.
func TestPinWithoutNetwork(t *testing.T) {
	proxy(t, map[string]map[string]string{"example.com/m@v1.0.0": {"go.mod": "module example.com/m\n\ngo 1.21\n", "m.go": "package m\n"}})
	kept := write(t, map[string]string{"go.mod": "module notebook\n\ngo 1.21\n"})
	runGo(t, kept, "get", "example.com/m")
	before, err := os.ReadFile(filepath.Join(kept, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	gosource.Pin(context.Background(), kept)
	if after, _ := os.ReadFile(filepath.Join(kept, "go.mod")); string(after) != string(before) {
		t.Errorf("go.mod was\n%s\nand is\n%s", before, after)
	}
}

func TestWhatAShellCommandDoes(t *testing.T) {
	for command, want := range map[string][2]bool{
		"go get example.com/x": {true, false}, "go  mod  tidy": {false, true}, "go get x && go mod tidy": {true, true}, "go mod edit -replace a=b && go get a": {true, false},
		"go mod tidy -v": {false, true}, "go list": {false, false}, "ls": {false, false}, "go getaway": {false, false},
	} {
		if got := [2]bool{gosource.Gets(command), gosource.Tidies(command)}; got != want {
			t.Errorf("%s: gets and tidies %v, want %v", command, got, want)
		}
	}
}
