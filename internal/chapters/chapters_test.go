package chapters

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dlfs-go/book/internal/gokernel"
	"github.com/dlfs-go/book/notebook"
)

// files returns the notebooks of all languages.
func files(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob("../../notebooks/*/*.ipynb")
	if err != nil || len(found) == 0 {
		t.Fatalf("no notebooks (%v)", err)
	}
	return found
}

func name(path string) string { return strings.TrimSuffix(filepath.Base(path), ".ipynb") }

func TestNotebooksAreTidy(t *testing.T) {
	for _, path := range files(t) {
		t.Run(name(path), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, complaint := range Lint(name(path), data) {
				t.Error(complaint)
			}
		})
	}
}

// minCompared keeps the tags from being lost: it rises with the chapters.
const minCompared = 12

// Where the text says that a cell's code is the library's, it is.
func TestCodeIsTheLibrarys(t *testing.T) {
	lib, err := ReadLibrary("../../dlfs")
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, path := range files(t) {
		complaints, n := lib.Compare(read(t, path))
		for _, c := range complaints {
			t.Errorf("%s: %s", path, c)
		}
		compared += n
	}
	if compared < minCompared {
		t.Errorf("%d functions compared: the tags %s… are gone", compared, sameAs)
	}
}

// quick are the chapters that run in a few seconds. The others run where
// DLFS_REQUIRE_ALL is set; so does the comparison of pictures, which every
// change of package plotting alters.
var quick = []string{"ch01", "ch02", "appendix-a"}

// A fresh run leaves the outputs that are committed.
func TestOutputsAreFresh(t *testing.T) {
	all := os.Getenv("DLFS_REQUIRE_ALL") != ""
	for _, path := range files(t) {
		if !strings.Contains(path, "/en/") && !slices.Contains(quick, name(path)) {
			continue // the code of translations is made from it, and TestTwins compares their numbers
		}
		t.Run(path[len("../../notebooks/"):], func(t *testing.T) {
			if !all && !slices.Contains(quick, name(path)) {
				t.Skip("takes long: set DLFS_REQUIRE_ALL=1 to run all chapters")
			}
			committed, again := read(t, path), read(t, path)
			t.Chdir(filepath.Dir(path))
			ev := gokernel.New()
			defer ev.Close()
			if err := notebook.Run(context.Background(), again, ev, notebook.Options{}); err != nil {
				t.Fatal(err)
			}
			if !all {
				dropPictures(again)
				dropPictures(committed)
			}
			for _, d := range notebook.Compare(again, committed) {
				t.Errorf("%s\nIf that is right: go run ./cmd/dlfs run --inplace %s", d, path[len("../../"):])
			}
		})
	}
}

func read(t *testing.T, path string) *notebook.Notebook {
	t.Helper()
	nb, err := notebook.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

// dropPictures takes the outputs that show something out of a notebook.
func dropPictures(nb *notebook.Notebook) {
	for _, c := range nb.Cells {
		c.Outputs = slices.DeleteFunc(c.Outputs, IsPicture)
	}
}
