package spec

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// program writes a shell script that is a program.
func program(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestDoctor(t *testing.T) {
	const healthy = ""
	for _, tt := range []struct {
		name    string
		harm    func(t *testing.T, dir string, o *Options) // done to a good installation
		jupyter string                                     // what it answers; %s is the folder; empty for no Jupyter
		problem string
		remedy  string
	}{
		{"healthy", nil, `{"kernelspecs":{"dlfs":{"resource_dir":"%s"}}}`, healthy, ""},
		{"not installed", func(t *testing.T, dir string, _ *Options) { os.RemoveAll(dir) }, `{}`, "no kernel is installed", "dlfs install --prefix"},
		{"broken", func(t *testing.T, dir string, _ *Options) {
			os.WriteFile(filepath.Join(dir, "kernel.json"), []byte("{"), 0o644)
		}, `{}`, "is not JSON", "dlfs install"},
		{"no connection file", func(t *testing.T, dir string, _ *Options) {
			os.WriteFile(filepath.Join(dir, "kernel.json"), []byte(`{"argv":["dlfs"]}`), 0o644)
		}, `{}`, "connection file", "dlfs install"},
		{"program gone", func(t *testing.T, _ string, o *Options) { os.Remove(o.Executable) }, `{}`, "not there", "dlfs install"},
		{"not a program", func(t *testing.T, _ string, o *Options) { os.Chmod(o.Executable, 0o644) }, `{}`, "not a program", "dlfs install"},
		{"another program", func(t *testing.T, dir string, o *Options) {
			o.Executable = program(t, filepath.Join(t.TempDir(), "dlfs"), "")
		}, `{}`, "not this program", "dlfs install"},
		{"no Jupyter", nil, "", "no jupyter on the PATH", "pip install jupyterlab"},
		{"Jupyter fails", nil, "fail", "fails", "pip install"},
		{"Jupyter looks elsewhere", nil, `{"kernelspecs":{"python3":{"resource_dir":"/x"}}}`, "does not look in", "JUPYTER_PATH="},
		{"another one first", nil, `{"kernelspecs":{"dlfs":{"resource_dir":"/"}}}`, "finds another kernel", "kernelspec remove dlfs"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			prefix := t.TempDir()
			o := Options{Prefix: prefix, Executable: program(t, filepath.Join(prefix, "bin", "dlfs"), "")}
			dir, err := Install(o)
			if err != nil {
				t.Fatal(err)
			}
			if tt.harm != nil {
				tt.harm(t, dir, &o)
			}
			t.Setenv("PATH", filepath.Join(prefix, "path"))
			switch tt.jupyter {
			case "":
			case "fail":
				program(t, filepath.Join(prefix, "path", "jupyter"), "exit 1")
			default:
				program(t, filepath.Join(prefix, "path", "jupyter"), "echo '"+strings.Replace(tt.jupyter, "%s", dir, 1)+"'")
			}
			found, err := Doctor(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if tt.problem == healthy {
				if len(found) > 0 {
					t.Errorf("a healthy kernel: %v", found)
				}
				return
			}
			all := fmt.Sprint(found)
			if len(found) == 0 || !strings.Contains(all, tt.problem) || !strings.Contains(all, tt.remedy) {
				t.Errorf("found %v, want %q and %q", found, tt.problem, tt.remedy)
			}
		})
	}
}

func TestInstallRefusesGoRun(t *testing.T) {
	dir := t.TempDir()
	o := Options{Prefix: dir, Executable: program(t, filepath.Join(dir, "go-build123", "b001", "exe", "dlfs"), "")}
	if _, err := Install(o); err == nil || !strings.Contains(err.Error(), "go install") {
		t.Errorf("error %v, want the advice to go install", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "share")); err == nil {
		t.Error("something was installed")
	}
}

func TestInstallLeavesTheOldOneIfItFails(t *testing.T) {
	prefix := t.TempDir()
	o := Options{Prefix: prefix, Executable: program(t, filepath.Join(prefix, "dlfs"), "")}
	dir, err := Install(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := replace(dir, filepath.Join(prefix, "not there")); err == nil {
		t.Fatal("replacing by nothing gives no error")
	}
	if _, err := os.Stat(filepath.Join(dir, "kernel.json")); err != nil {
		t.Errorf("the old kernel is gone: %v", err)
	}
}
