package site

import (
	"os"
	"testing"

	"github.com/dlfs-go/book/notebook"
)

// A notebook with cells of every kind, and what is made of it, to be read.
func TestGolden(t *testing.T) {
	nb, err := notebook.ReadFile("testdata/kinds.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	var b Book
	b.Add("testdata/kinds.ipynb", nb)
	if warnings, err := b.render(); err != nil || len(warnings) > 0 {
		t.Fatalf("%q, %v", warnings, err)
	}
	got := string(b.pages[0].Body)
	const golden = "testdata/kinds.html"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the page has changed (UPDATE_GOLDEN=1 takes it over); got\n%s", got)
	}
}
