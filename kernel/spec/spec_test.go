package spec

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestInstallAndUninstall(t *testing.T) {
	prefix := t.TempDir()
	o := Options{Prefix: prefix, Name: "gophernotes", Executable: filepath.Join(prefix, "dlfs")}
	for range 2 { // again over the first
		dir, err := Install(o)
		if err != nil {
			t.Fatal(err)
		}
		if want := filepath.Join(prefix, "share/jupyter/kernels/gophernotes"); dir != want {
			t.Errorf("installed in %s, want %s", dir, want)
		}
	}
	dir, _ := o.Dir()
	b, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
	if err != nil {
		t.Fatal(err)
	}
	var k kernelJSON
	if err := json.Unmarshal(b, &k); err != nil || k.Language != "go" || k.InterruptMode != "message" || len(k.Argv) != 3 || k.Argv[0] != o.Executable || k.Argv[2] != "{connection_file}" {
		t.Errorf("kernel.json: %s (%v)", b, err)
	}
	files, _ := os.ReadDir(dir)
	if len(files) != 4 {
		t.Errorf("%d files, want kernel.json and three logos", len(files))
	}
	siblings, _ := os.ReadDir(filepath.Dir(dir))
	if len(siblings) != 1 {
		t.Errorf("%d folders beside the kernel, want none left over", len(siblings)-1)
	}
	if _, err := Uninstall(o); err != nil {
		t.Error(err)
	}
	if _, err := Uninstall(o); err == nil || !strings.Contains(err.Error(), "no kernel is installed") {
		t.Errorf("removing twice: %v", err)
	}
}

func TestInstallErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	os.WriteFile(file, nil, 0o644)
	for _, tt := range []struct {
		o    Options
		want string
	}{
		{Options{Prefix: t.TempDir(), Executable: "dlfs"}, "absolute path"},
		{Options{Prefix: t.TempDir(), Name: "../x", Executable: "/dlfs"}, "kernel name"},
		{Options{Prefix: t.TempDir(), Name: "..", Executable: "/dlfs"}, "kernel name"},
		{Options{Prefix: t.TempDir(), Name: ".", Executable: "/dlfs"}, "kernel name"},
		{Options{Prefix: file, Executable: "/dlfs"}, "not a directory"},
	} {
		if _, err := Install(tt.o); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Install(%+v): error %v, want %q", tt.o, err, tt.want)
		}
	}
}
