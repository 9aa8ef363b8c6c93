package kernel

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dlfs-go/book/internal/atomicfile"
)

// historyFile is the file that the kernels of a user share: a JSON object a
// line. A line without a source begins a session and says whose it is.
type historyFile struct {
	name    string
	session int  // 0: none yet
	broken  bool // the file may end in half a line
}

// maxLine is the longest line that is read. Older versions wrote results as
// long as they were.
const maxLine = 1 << 20

// load reads the file. One that has grown long is cut. Only a regular file is
// opened: a pipe would never end.
func (f *historyFile) load() ([]entry, error) {
	if err := os.MkdirAll(filepath.Dir(f.name), 0o700); err != nil {
		return nil, err
	}
	info, err := os.Stat(f.name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", f.name)
	}
	if info.Mode().Perm()&0o077 != 0 { // cells may hold passwords
		if err := os.Chmod(f.name, 0o600); err != nil {
			return nil, err
		}
	}
	var list []entry
	if f.broken, err = readLines(f.name, 0, func(e line) {
		if e.Line > 0 {
			list = append(list, e.entry)
		}
	}); err != nil {
		return nil, err
	}
	if len(list) >= 2*maxHistory {
		list = list[len(list)-maxHistory:]
		f.broken = false
		return list, rewrite(f.name, list)
	}
	return list, nil
}

// A line of the file.
type line struct {
	entry
	Kernel string `json:"kernel,omitempty"` // who begins the session
}

// readLines reads the whole lines of a file from an offset on. Those that are
// too long or not what they should be are left out. It reports whether the
// file ends in half a line, as that of a kernel that was killed.
func readLines(name string, from int64, use func(line)) (half bool, err error) {
	file, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer file.Close()
	if _, err := file.Seek(from, io.SeekStart); err != nil {
		return false, err
	}
	r := bufio.NewReaderSize(file, 64<<10)
	for {
		text, long, err := readLine(r)
		var l line
		if err == nil && !long && json.Unmarshal(text, &l) == nil && l.Session > 0 {
			use(l)
		}
		if errors.Is(err, io.EOF) {
			return len(text) > 0 || long, nil
		}
		if err != nil {
			return false, err
		}
	}
}

// readLine reads up to the next line break, and keeps no more than maxLine of
// it.
func readLine(r *bufio.Reader) (text []byte, long bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(text)+len(part) > maxLine {
			text, long = nil, true
		}
		if !long {
			text = append(text, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return text, long, err
		}
	}
}

// rewrite puts entries in the place of a file's.
func rewrite(name string, list []entry) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for _, e := range list {
		if err := enc.Encode(e); err != nil {
			return err
		}
	}
	return atomicfile.Write(name, b.Bytes())
}

// add writes a cell down and returns the session's number.
func (f *historyFile) add(e entry) (session int, err error) {
	if f.session == 0 {
		if err := f.begin(); err != nil {
			return 0, err
		}
	}
	e.Session = f.session
	return f.session, f.append(line{entry: e})
}

// begin claims the next number for this session. Kernels that start together
// may claim the same one: whose line comes first in the file has it.
func (f *historyFile) begin() error {
	id, from := newID(), int64(0)
	newest := 0
	for {
		if info, err := os.Stat(f.name); err == nil {
			if _, err := readLines(f.name, from, func(l line) { newest = max(newest, l.Session) }); err != nil {
				return err
			}
			from = info.Size()
		}
		claim := newest + 1
		if err := f.append(line{entry: entry{Session: claim}, Kernel: id}); err != nil {
			return err
		}
		owner := ""
		if _, err := readLines(f.name, 0, func(l line) {
			if l.Session == claim && owner == "" {
				owner = l.Kernel
			}
		}); err != nil {
			return err
		}
		if owner == id {
			f.session = claim
			return nil
		}
		newest = claim
	}
}

// append writes a line at the end of the file, in one piece. It opens the file
// each time, since another kernel may have put a new one in its place.
func (f *historyFile) append(l line) error {
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	text = append(text, '\n')
	if f.broken { // what comes next begins a line
		text = append([]byte{'\n'}, text...)
	}
	file, err := os.OpenFile(f.name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	err = errors.Join(err, file.Close())
	f.broken = err != nil
	return err
}
