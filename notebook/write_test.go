package notebook

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWriteFileLeavesNothingHalfWritten(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.ipynb")
	nb := cells("a")
	if err := nb.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	nb.Metadata["bad"] = func() {}
	if err := nb.WriteFile(path); err == nil {
		t.Error("a notebook that is not JSON is written")
	}
	if _, err := ReadFile(path); err != nil {
		t.Errorf("the old file is damaged: %v", err)
	}
	if err := cells().WriteFile(filepath.Join(dir, "no", "x.ipynb")); err == nil {
		t.Error("writing into a folder that is not there succeeds")
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("%d files, want one", len(files))
	}
}
