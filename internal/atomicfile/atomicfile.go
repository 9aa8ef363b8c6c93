// Package atomicfile writes a file as a whole or not at all.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Write writes a file beside the one it replaces, and then puts it in
// its place, for those who might read that one. A link keeps leading where it
// leads, also to a file that is not there yet. What is not a regular file, a
// device or a pipe as /dev/null and /dev/stdout are, is not replaced: the data
// are written into it.
func Write(path string, data []byte) error {
	t, err := resolve(path)
	if err == nil {
		if t.inPlace {
			err = t.into(data)
		} else {
			err = t.replace(data)
		}
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

// Check returns the error that Write would have, as far as that can be known
// before: it makes a file beside the one that is to be replaced, and removes
// it.
func Check(path string) error {
	t, err := resolve(path)
	if err != nil || t.inPlace { // a pipe may wait for its reader: nobody opens it just to look
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(t.path), ".dlfs-*")
	if err != nil {
		return err
	}
	f.Close()
	return os.Remove(f.Name())
}

// InPlace reports whether Write would write into what is there, a device or a
// pipe, instead of replacing a file.
func InPlace(path string) bool {
	t, err := resolve(path)
	return err == nil && t.inPlace
}

// A target is where the data of a path go.
type target struct {
	path    string // behind all links
	mode    fs.FileMode
	inPlace bool // written into, not replaced
}

// maxLinks is how many links in a row are followed: as many as Linux does.
const maxLinks = 40

// resolve follows the links of a path, as opening it does.
func resolve(path string) (target, error) {
	t := target{path: path, mode: 0o644}
	for range maxLinks {
		info, err := os.Lstat(t.path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return t, nil
		case err != nil:
			return t, err
		case info.IsDir():
			return t, errors.New("it is a directory")
		case info.Mode()&fs.ModeSymlink == 0:
			t.mode, t.inPlace = info.Mode().Perm(), !info.Mode().IsRegular()
			if !t.inPlace && t.mode&0o200 == 0 { // the folder would let it be replaced, but somebody wants it to stay
				return t, errors.New("it is read-only")
			}
			return t, nil
		}
		// A link of the system to an open file, /proc/self/fd/1, leads to no path
		// that could be replaced.
		if dir, err := filepath.EvalSymlinks(filepath.Dir(t.path)); err == nil && strings.HasPrefix(dir, "/proc/") {
			if info, err := os.Stat(t.path); err == nil {
				t.inPlace = true
				if info.IsDir() {
					return t, errors.New("it is a directory")
				}
				return t, nil
			}
		}
		to, err := os.Readlink(t.path)
		if err != nil {
			return t, err
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(parent(t.path), to)
		}
		t.path = to
	}
	return t, errors.New("too many links")
}

// parent is the real directory of a path: “..” in a link starts from there.
func parent(path string) string {
	dir := filepath.Dir(path)
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		return real
	}
	return dir
}

// into writes into what is there.
func (t target) into(data []byte) error {
	f, err := os.OpenFile(t.path, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// prefix is how the names of the files begin that are to take the target's
// place. The number of the process that writes one follows.
func (t target) prefix() string { return "." + filepath.Base(t.path) + "-" }

// sweep removes what processes have left that were killed while they wrote.
func (t target) sweep() {
	dir := filepath.Dir(t.path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), t.prefix())
		pid, random, dash := strings.Cut(rest, "-")
		n, err := strconv.Atoi(pid)
		if ok && dash && err == nil && isNumber(random) && e.Type().IsRegular() && !alive(n) {
			os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// replace puts a new file in the place of the old one.
func (t target) replace(data []byte) error {
	t.sweep()
	f, err := os.CreateTemp(filepath.Dir(t.path), fmt.Sprintf("%s%d-*", t.prefix(), os.Getpid()))
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // of no effect once renamed
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(t.mode)
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), t.path)
	}
	return err
}
