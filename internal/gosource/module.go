package gosource

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"github.com/dlfs-go/book"
	"github.com/dlfs-go/book/internal/atomicfile"
)

// module is the directory to run the go command in; kept says that it is not a
// module of the reader's own.
func (f *Finder) module() (dir string, kept bool, err error) {
	if InModule(f.Dir) {
		dir, err = filepath.Abs(f.Dir)
		return dir, false, err
	}
	if f.Kept != "" {
		return f.Kept, true, nil
	}
	dir, err = KeptModule()
	return dir, true, err
}

// InModule reports whether a directory is part of a Go module.
func InModule(dir string) bool {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return false
	}
	for {
		if info, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil && !info.IsDir() {
			return true
		}
		up := filepath.Dir(dir)
		if up == dir {
			return false
		}
		dir = up
	}
}

// KeptModule returns the directory of the module for notebooks that are in
// none, which it makes if it is missing.
func KeptModule() (string, error) {
	base, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(base, "dlfs", "module")
	mod := filepath.Join(dir, "go.mod")
	if _, err := os.Stat(mod); !errors.Is(err, fs.ErrNotExist) {
		return dir, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	return dir, os.WriteFile(mod, []byte("module notebook\n\ngo 1.26\n"), 0o644)
}

// Pin makes the module in dir require what is compiled into this program in the
// versions that are, so that their other packages, and what is above them, fit
// the compiled ones. It is for after go get: where nothing can be fetched, all
// stays as it is.
func Pin(ctx context.Context, dir string) {
	text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return
	}
	mod, err := modfile.ParseLax("go.mod", text, nil)
	if err != nil || len(mod.Require) == 0 {
		return
	}
	args := []string{"get"}
	for _, m := range compiledIn() {
		if requirement(mod, m.Path) != m.Version {
			args = append(args, m.String())
		}
	}
	if len(args) == 1 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	if err := cmd.Run(); err != nil { // half of it is worse than nothing
		atomicfile.Write(filepath.Join(dir, "go.mod"), text)
	}
}

// compiledIn are the modules of which packages are compiled in.
func compiledIn() (list []module.Version) {
	own, err := modfile.ParseLax("go.mod", []byte(book.Module), nil)
	if err != nil {
		panic(err) // this program was built with it
	}
	for _, path := range []string{"gonum.org/v1/gonum", "gonum.org/v1/plot"} {
		list = append(list, module.Version{Path: path, Version: requirement(own, path)})
	}
	return list
}

// requirement is the version of a module that mod requires; "" if it does not.
func requirement(mod *modfile.File, path string) string {
	for _, r := range mod.Require {
		if r.Mod.Path == path {
			return r.Mod.Version
		}
	}
	return ""
}

// write writes go.mod, unless it has the text already.
func write(dir string, mod *modfile.File, old []byte) error {
	mod.Cleanup()
	text, err := mod.Format()
	if err != nil {
		return err
	}
	name := filepath.Join(dir, "go.mod")
	if _, err := os.Stat(name); err == nil && string(text) == string(old) {
		return nil
	}
	return atomicfile.Write(name, text)
}

// addSums adds the lines to go.sum that are missing there.
func addSums(dir, sums string) error {
	name := filepath.Join(dir, "go.sum")
	old, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	have := map[string]bool{}
	for line := range strings.Lines(string(old)) {
		have[strings.TrimSpace(line)] = true
	}
	text := string(old)
	for line := range strings.Lines(sums) {
		if line = strings.TrimSpace(line); !have[line] {
			text += line + "\n"
		}
	}
	if text == string(old) {
		return nil
	}
	return atomicfile.Write(name, []byte(text))
}

// Keep notes what the module in dir requires. The function that it returns puts
// back what is missing then: go mod tidy takes out all that no Go file of the
// module imports, and here it is the cells that import it.
func Keep(dir string) (restore func() error) {
	name := filepath.Join(dir, "go.mod")
	text, err := os.ReadFile(name)
	sums, _ := os.ReadFile(filepath.Join(dir, "go.sum")) // none: nothing to put back
	before, perr := modfile.ParseLax(name, text, nil)
	if err != nil || perr != nil {
		return func() error { return nil }
	}
	return func() error {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		now, err := modfile.ParseLax(name, text, nil)
		if err != nil {
			return nil // the go command will say what is wrong
		}
		for _, r := range before.Require {
			if requirement(now, r.Mod.Path) == "" {
				now.AddNewRequire(r.Mod.Path, r.Mod.Version, r.Indirect)
			}
		}
		if err := write(dir, now, text); err != nil {
			return err
		}
		return addSums(dir, string(sums))
	}
}

// Gets reports whether a shell command has the go command fetch modules.
func Gets(command string) bool { return runsGo(command, "get") }

// Tidies reports whether a shell command has the go command tidy a module.
func Tidies(command string) bool { return runsGo(command, "mod tidy") }

func runsGo(command, what string) bool {
	return strings.Contains(strings.Join(strings.Fields(command), " ")+" ", "go "+what+" ")
}

// ChangesModule reports whether a shell command is one of the go command about
// a module, which is to run in the notebook's.
func ChangesModule(command string) bool {
	words := strings.Fields(command)
	return len(words) > 1 && words[0] == "go" && slices.Contains([]string{"get", "mod", "list"}, words[1])
}
