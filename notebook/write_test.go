package notebook

import (
	"os"
	"path/filepath"
	"runtime"
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

// A notebook that only its owner may read stays that, and a link a link.
func TestWriteFileKeepsModeAndLink(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "x.ipynb"), filepath.Join(dir, "link.ipynb")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path, link); err != nil {
		t.Skip(err) // Windows asks for a privilege
	}
	if err := cells("a").WriteFile(link); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link: %v, %v", info, err)
	}
	if nb, err := ReadFile(path); err != nil || len(nb.Cells) != 1 {
		t.Errorf("what the link leads to was not written: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
}
