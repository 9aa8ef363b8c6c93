package main

import (
	"archive/zip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dlfs-go/book/notebook"
)

// A notebook that was run and stamped becomes a page without being run; after
// a change of its code it is named, and run when that is asked for.
func TestHTMLRunsWhatIsStale(t *testing.T) {
	path, dir := write(t, "1 + 2"), t.TempDir()
	html := func(args ...string) string {
		t.Helper()
		out, err := dlfs(t, append([]string{"html", "-o", dir, path}, args...)...)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if _, err := dlfs(t, "run", "--inplace", path); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		change func(*notebook.Notebook)
		args   []string
		want   string // part of what is said
		not    string
	}{
		{"fresh", nil, nil, "wrote 1 page ", "running"},
		{"fresh, to be run if stale", nil, []string{"--execute"}, "wrote 1 page ", "running"},
		{"fresh, to be run", nil, []string{"--execute=all"}, "running " + path, "warning"},
		{"prose", func(nb *notebook.Notebook) {
			nb.Cells = append(nb.Cells, &notebook.Cell{ID: "p", Kind: notebook.Markdown, Source: "words"})
		}, nil, "wrote", "warning"},
		{"code", func(nb *notebook.Notebook) { nb.Cells[0].Source = "1 + 3" }, nil, "warning: " + path + ": its code has changed", "running"},
		{"code, to be run", nil, []string{"--execute"}, "running " + path, "warning"},
		{"not trusted", nil, []string{"--untrusted"}, "wrote", "running"},
	} {
		if tt.change != nil {
			nb, err := notebook.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			tt.change(nb)
			if err := nb.WriteFile(path); err != nil {
				t.Fatal(err)
			}
		}
		if out := html(tt.args...); !strings.Contains(out, tt.want) || strings.Contains(out, tt.not) {
			t.Errorf("%s: %q, want %q and not %q", tt.name, out, tt.want, tt.not)
		}
	}
}

// A cell that has failed fails the build, which names notebook, cell and line.
func TestHTMLOfFailures(t *testing.T) {
	path, dir := write(t, "x := 1", "x = 2\nx / (x - 2)"), t.TempDir()
	if said, err := dlfs(t, "run", "--allow-errors", "--inplace", path); err != nil || !strings.Contains(said, path+": cell 2 (b), line 2") {
		t.Fatalf("error %v, output:\n%s", err, said)
	}
	_, err := dlfs(t, "html", "-o", dir, path)
	for _, want := range []string{path, "cell 2 (b)", "line 2", "divide by zero", "--allow-errors"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q in it", err, want)
		}
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "*")); len(files) > 0 {
		t.Errorf("there are pages: %q", files)
	}
	for _, flag := range []string{"--allow-errors", "--untrusted"} {
		if _, err := dlfs(t, "html", "-o", dir, flag, path); err != nil {
			t.Errorf("%s: %v", flag, err)
		}
	}
}

func TestBookErrors(t *testing.T) {
	one, two := write(t, "1"), write(t, "2")
	t.Setenv("DLFS_CHROMIUM", "")
	t.Setenv("PATH", "")
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"two pages of one name", []string{"html", "-o", t.TempDir(), one, two}, two},
		{"unknown way to run", []string{"html", "-o", t.TempDir(), "--execute=some", one}, "want stale or all"},
		{"not trusted and run", []string{"html", "-o", t.TempDir(), "--untrusted", "--execute", one}, "is not run"},
		{"epub without a file", []string{"epub", one}, "-o"},
		{"epub in no language", []string{"epub", "-o", "x.epub", "--lang", "de", one}, `"en" "ko"`},
		{"pdf without a browser", []string{"pdf", "-o", t.TempDir(), one}, "DLFS_CHROMIUM"},
		{"pdf without a folder", []string{"pdf", one}, "-o"},
	} {
		if _, err := dlfs(t, tt.args...); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestEPUBFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "book.epub")
	if out, err := dlfs(t, "epub", "-o", file, "../../notebooks"); err != nil {
		t.Fatalf("%s %v", out, err)
	}
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if z.File[0].Name != "mimetype" {
		t.Errorf("first comes %s", z.File[0].Name)
	}
}

func TestPDF(t *testing.T) {
	if _, err := chromium(); err != nil {
		if os.Getenv("DLFS_REQUIRE_ALL") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	dir, path, odd := t.TempDir(), write(t, "1 + 2"), filepath.Join(t.TempDir(), "a #1 %41")
	if err := os.Mkdir(odd, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", odd) // signs that mean something in an address
	if out, err := dlfs(t, "pdf", "-o", dir, path); err != nil {
		t.Fatalf("%s %v", out, err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "nb.pdf"))
	if err != nil || !strings.HasPrefix(string(data), "%PDF-") {
		t.Errorf("%.20q, %v, want a PDF", data, err)
	}
}

func TestTwinCommand(t *testing.T) {
	dir := t.TempDir()
	en, ko := filepath.Join(dir, "en", "x.ipynb"), filepath.Join(dir, "ko", "x.ipynb")
	nb := func(path string, cells ...*notebook.Cell) {
		t.Helper()
		os.MkdirAll(filepath.Dir(path), 0o755)
		if err := (&notebook.Notebook{Metadata: map[string]any{}, Cells: cells}).WriteFile(path); err != nil {
			t.Fatal(err)
		}
	}
	nb(en, &notebook.Cell{ID: "a", Kind: notebook.Markdown, Source: "One."}, &notebook.Cell{ID: "b", Kind: notebook.Code, Source: "1"})
	nb(ko, &notebook.Cell{ID: "a", Kind: notebook.Markdown, Source: "하나입니다."})
	if out, err := dlfs(t, "twin", ko); err == nil || !strings.Contains(out, "cell a: it does not say") || !strings.Contains(out, "cell b: it is missing") {
		t.Errorf("before: %q, %v", out, err)
	}
	if out, err := dlfs(t, "twin", "--update", "--accept", "a", ko); err != nil || out != "" {
		t.Errorf("accepted: %q, %v", out, err)
	}
	if out, err := dlfs(t, "twin", ko); err != nil || out != "" {
		t.Errorf("after: %q, %v", out, err)
	}
	nb(en, &notebook.Cell{ID: "a", Kind: notebook.Markdown, Source: "Two."}, &notebook.Cell{ID: "b", Kind: notebook.Code, Source: "1"})
	if out, err := dlfs(t, "twin", ko); err == nil || !strings.Contains(out, "cell a: the original has changed") {
		t.Errorf("changed: %q, %v", out, err)
	}
}

// Jupyter's copies of the notebooks in a folder are no chapters.
func TestHiddenNotebooks(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"one.ipynb", "ko/two.ipynb", ".ipynb_checkpoints/one-checkpoint.ipynb", "ko/.three.ipynb", ".four.ipynb"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{filepath.Join(dir, "one.ipynb"), filepath.Join(dir, "ko/two.ipynb")}
	if got, err := notebooks([]string{dir}); err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	if got, err := notebooks([]string{filepath.Join(dir, ".four.ipynb")}); err != nil || len(got) != 1 {
		t.Errorf("a hidden notebook that is named: %q, %v", got, err)
	}
}
