//go:build unix

package atomicfile

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// A pipe with a name gets the data and stays a pipe, by itself and behind links.
func TestWriteIntoPipe(t *testing.T) {
	dir := t.TempDir()
	pipe, link, far := filepath.Join(dir, "pipe"), filepath.Join(dir, "link"), filepath.Join(dir, "far")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes: ", err)
	}
	for _, l := range [][2]string{{"pipe", link}, {"link", far}} {
		if err := os.Symlink(l[0], l[1]); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{pipe, link, far} {
		got := make(chan string)
		go func() {
			b, err := os.ReadFile(pipe)
			if err != nil {
				b = []byte(err.Error())
			}
			got <- string(b)
		}()
		if err := Check(path); err != nil {
			t.Errorf("Check(%s): %v", path, err)
		}
		if err := Write(path, []byte("data")); err != nil {
			t.Fatal(err)
		}
		if got := <-got; got != "data" {
			t.Errorf("%s: the reader got %q, want data", path, got)
		}
		if info, err := os.Stat(pipe); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
			t.Errorf("after writing to %s the pipe is %v, %v", path, info, err)
		}
	}
	if list, _ := os.ReadDir(dir); len(list) != 3 {
		t.Errorf("%d files, want the three: %v", len(list), list)
	}
}

// A link as /dev/stdout is: to a descriptor that is a pipe, or a file.
func TestWriteToDescriptor(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := os.Stat("/proc/self/fd"); err != nil {
		t.Skip("no /proc/self/fd: ", err)
	}
	link := filepath.Join(t.TempDir(), "stdout")
	if err := os.Symlink("/proc/self/fd/"+strconv.Itoa(int(w.Fd())), link); err != nil {
		t.Fatal(err)
	}
	if err := Write(link, []byte("through")); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if b, err := io.ReadAll(r); err != nil || string(b) != "through" {
		t.Errorf("down the pipe went %q, %v; want through", b, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link has become %v, %v", info, err)
	}
}

// A device of one's own, as /dev/null is.
func TestWriteIntoDevice(t *testing.T) {
	null := filepath.Join(t.TempDir(), "null")
	if err := syscall.Mknod(null, syscall.S_IFCHR|0o666, 1<<8|3); err != nil {
		t.Skip("only root makes devices: ", err)
	}
	if err := Write(null, []byte("gone")); err != nil {
		t.Skip("devices do not work here: ", err)
	}
	if info, err := os.Lstat(null); err != nil || info.Mode()&fs.ModeCharDevice == 0 {
		t.Errorf("the device is %v, %v", info, err)
	}
}

// A link to what is not there yet makes it there.
func TestWriteThroughDanglingLink(t *testing.T) {
	dir := t.TempDir()
	link, real := filepath.Join(dir, "link"), filepath.Join(dir, "sub", "real")
	os.Mkdir(filepath.Join(dir, "sub"), 0o755)
	os.Symlink("sub/next", link)
	os.Symlink("real", filepath.Join(dir, "sub", "next"))
	if err := Write(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(real); err != nil || string(b) != "new" {
		t.Errorf("%s holds %q, %v; want new", real, b, err)
	}
	if to, err := os.Readlink(link); err != nil || to != "sub/next" {
		t.Errorf("the link leads to %q, %v", to, err)
	}
}

func TestWriteErrors(t *testing.T) {
	dir := t.TempDir()
	os.Symlink("b", filepath.Join(dir, "a"))
	os.Symlink("a", filepath.Join(dir, "b"))
	os.WriteFile(filepath.Join(dir, "file"), nil, 0o600)
	for name, want := range map[string]string{".": "it is a directory", "a": "too many links", "no/x": "no such file", "file/x": "not a directory"} {
		path := filepath.Join(dir, name)
		for _, err := range []error{Write(path, nil), Check(path)} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", name, err, want)
			}
		}
	}
}
