// Package spec writes and removes the kernelspec: the folder by which Jupyter
// finds a kernel.
package spec

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

//go:embed logo-svg.svg logo-32x32.png logo-64x64.png
var logos embed.FS

// Options say where a kernelspec goes and what it starts.
type Options struct {
	Prefix      string // a virtual environment or the like; empty for the user's own folder
	Name        string // of the folder; empty for "dlfs"
	DisplayName string // empty for "Go (dlfs)"
	Executable  string // absolute path of the program that is the kernel
	Force       bool   // replaces and removes the kernelspecs of other kernels, too
}

var validName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

func (o *Options) defaults() error {
	if o.Name == "" {
		o.Name = "dlfs"
	}
	if o.DisplayName == "" {
		o.DisplayName = "Go (dlfs)"
	}
	if !validName.MatchString(o.Name) || o.Name == "." || o.Name == ".." {
		return fmt.Errorf("the kernel name %q may hold only letters, digits, dots, dashes and underscores", o.Name)
	}
	return nil
}

// Dir returns the folder of the kernelspec.
func (o Options) Dir() (string, error) {
	if err := o.defaults(); err != nil {
		return "", err
	}
	base, err := dataDir(o.Prefix)
	if err != nil {
		return "", err
	}
	return filepath.Join(base, "kernels", o.Name), nil
}

// dataDir is where Jupyter looks, below a prefix or for the user.
func dataDir(prefix string) (string, error) {
	if prefix != "" {
		return filepath.Abs(filepath.Join(prefix, "share", "jupyter"))
	}
	if dir := os.Getenv("JUPYTER_DATA_DIR"); dir != "" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("where Jupyter's files of the user are: %w", err)
	}
	switch runtime.GOOS {
	case "darwin":
		return filepath.Join(home, "Library", "Jupyter"), nil
	case "windows":
		if dir := os.Getenv("APPDATA"); dir != "" {
			return filepath.Join(dir, "jupyter"), nil
		}
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "jupyter"), nil
	}
	return filepath.Join(home, ".local", "share", "jupyter"), nil
}

// kernelJSON is what Jupyter reads.
type kernelJSON struct {
	Argv          []string       `json:"argv"`
	DisplayName   string         `json:"display_name"`
	Language      string         `json:"language"`
	InterruptMode string         `json:"interrupt_mode"`
	Metadata      map[string]any `json:"metadata"`
}

// Install writes the kernelspec and returns its folder. It replaces one of
// the same name as a whole, or leaves everything as it was.
func Install(o Options) (string, error) {
	if err := o.defaults(); err != nil {
		return "", err
	}
	if !filepath.IsAbs(o.Executable) {
		return "", fmt.Errorf("the kernel's program %q must be an absolute path", o.Executable)
	}
	if madeByGoRun(o.Executable) {
		return "", fmt.Errorf("%s is a copy that “go run” made and removes again: use “go install ./cmd/dlfs”, then “dlfs install”", o.Executable)
	}
	dir, err := o.Dir()
	if err != nil {
		return "", err
	}
	if err := o.mayReplace(dir); err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", fmt.Errorf("making the folder for kernels: %w", err)
	}
	tmp, err := os.MkdirTemp(filepath.Dir(dir), "."+o.Name+"-*")
	if err != nil {
		return "", fmt.Errorf("installing the kernel: %w (try --prefix DIR)", err)
	}
	defer os.RemoveAll(tmp)
	if err := fill(tmp, o); err != nil {
		return "", fmt.Errorf("installing the kernel: %w", err)
	}
	if err := replace(dir, tmp); err != nil {
		return "", fmt.Errorf("installing the kernel: %w", err)
	}
	return dir, nil
}

// madeByGoRun reports whether a program is in go's folder for builds.
func madeByGoRun(exe string) bool {
	return strings.Contains(filepath.ToSlash(exe), "/go-build")
}

// replace puts the folder tmp in the place of dir. If that fails, dir is what
// it was.
func replace(dir, tmp string) error {
	old := tmp + ".old"
	defer os.RemoveAll(old)
	err := os.Rename(dir, old)
	if errors.Is(err, fs.ErrNotExist) {
		return os.Rename(tmp, dir)
	}
	if err != nil {
		return err
	}
	if err := os.Rename(tmp, dir); err != nil {
		return errors.Join(err, os.Rename(old, dir))
	}
	return nil
}

func fill(dir string, o Options) error {
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	text, err := json.MarshalIndent(kernelJSON{
		Argv:        []string{o.Executable, "kernel", "{connection_file}"},
		DisplayName: o.DisplayName, Language: "go", InterruptMode: "message",
		// JEP 145: a Jupyter that is asked to encrypt makes keys for such a kernel.
		Metadata: map[string]any{"debugger": false, "supported_encryption": []string{"curve"}},
	}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "kernel.json"), append(text, '\n'), 0o644); err != nil {
		return err
	}
	names, err := fs.Glob(logos, "logo*")
	if err != nil {
		return err
	}
	for _, n := range names {
		b, err := logos.ReadFile(n)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, n), b, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Uninstall removes the kernelspec and returns its folder.
func Uninstall(o Options) (string, error) {
	dir, err := o.Dir()
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(filepath.Join(dir, "kernel.json")); errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("no kernel is installed in %s", dir)
	}
	if err := o.mayReplace(dir); err != nil {
		return "", err
	}
	return dir, os.RemoveAll(dir)
}

// mayReplace returns an error if a folder exists that is not a kernelspec of
// this kernel: it is somebody else's, and would be lost.
func (o Options) mayReplace(dir string) error {
	if _, err := os.Lstat(dir); o.Force || err != nil {
		return nil
	}
	b, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
	if err != nil {
		return fmt.Errorf("%s is not a kernelspec: look what is in it, and use --force to remove it", dir)
	}
	var k kernelJSON
	if err := json.Unmarshal(b, &k); err != nil {
		return fmt.Errorf("%s is not JSON: look at it, and use --force to remove its folder", filepath.Join(dir, "kernel.json"))
	}
	if len(k.Argv) != 3 || k.Argv[1] != "kernel" || k.Argv[2] != "{connection_file}" || k.Language != "go" {
		return fmt.Errorf("%s is the kernelspec of another kernel, %q, which starts %q: take another --name, or use --force to remove it", dir, k.DisplayName, k.Argv)
	}
	return nil
}
