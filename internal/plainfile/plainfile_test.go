package plainfile

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if os.Symlink(file, link) == nil {
		if b, err := Read(link); err != nil || string(b) != "text" {
			t.Errorf("behind a link: %q, %v", b, err)
		}
	}
	if b, err := Read(file); err != nil || string(b) != "text" {
		t.Errorf("a file: %q, %v, want text", b, err)
	}
	bad := map[string]string{dir: "a folder", filepath.Join(dir, "none"): "none"}
	if _, err := os.Stat("/dev/zero"); err == nil {
		bad["/dev/zero"] = "a device"
	}
	if pipe := filepath.Join(dir, "pipe"); exec.Command("mkfifo", pipe).Run() == nil {
		bad[pipe] = "a pipe"
	}
	for path, want := range bad {
		if b, err := Read(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q, %v, want an error that says %q", path, b, err, want)
		}
	}
}
