package kernel

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// opened is a history that has read its file.
func opened(t *testing.T, name string) (*history, func() string) {
	t.Helper()
	var mu sync.Mutex
	var log strings.Builder
	h := &history{}
	h.open(name, func(err error) { mu.Lock(); defer mu.Unlock(); fmt.Fprintln(&log, err) })
	return h, func() string { mu.Lock(); defer mu.Unlock(); return log.String() }
}

// A cell is not held up by a history that cannot be read or written, and the
// log says what is wrong.
func TestHistoryThatIsNotAFile(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "folder")
	os.Mkdir(folder, 0o700)
	names := []string{folder, filepath.Join(dir, "file", "below")}
	os.WriteFile(filepath.Join(dir, "file"), nil, 0o600)
	if _, err := os.Stat("/dev/full"); err == nil {
		names = append(names, "/dev/full")
	}
	if pipe := filepath.Join(dir, "pipe"); makePipe(pipe) == nil {
		names = append(names, pipe)
	}
	for _, name := range names {
		h, log := opened(t, name)
		began := time.Now()
		h.add(1, "x := 1", "")
		if got := h.find(historyQuery{AccessType: "tail"}); len(got) != 1 || got[0].Source != "x := 1" {
			t.Errorf("%s: the history in memory is %v", name, got)
		}
		h.close(5 * time.Second)
		if d := time.Since(began); d > 4*time.Second {
			t.Errorf("%s: a cell took %v", name, d)
		}
		if !strings.Contains(log(), "in memory only") {
			t.Errorf("%s: the log says %q", name, log())
		}
	}
}

// One long value does not make the history of all later kernels long.
func TestHistoryKeepsLittleOfLongCells(t *testing.T) {
	name := filepath.Join(t.TempDir(), "history")
	h, _ := opened(t, name)
	h.add(1, strings.Repeat("한", maxSource), strings.Repeat("z", 100<<20))
	h.close(10 * time.Second)
	info, err := os.Stat(name)
	if err != nil || info.Size() > maxSource+maxOutput+1024 {
		t.Fatalf("the file has %d bytes, %v", info.Size(), err)
	}
	// What an older version wrote is passed over.
	os.WriteFile(name, []byte(`{"session":1,"line":1,"source":"`+strings.Repeat("y", 2*maxLine)+`"}`+"\n"+`{"session":1,"line":2,"source":"short"}`+"\n"), 0o644)
	h, _ = opened(t, name)
	got := h.find(historyQuery{AccessType: "tail"})
	if len(got) != 1 || got[0].Source != "short" {
		t.Errorf("of a long line and a short one %d entries are read", len(got))
	}
	h.close(time.Second)
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("the mode stays %v, want 0600", info.Mode())
	}
}

// After a write that failed halfway, the next line is whole.
func TestHistoryAfterHalfAWrite(t *testing.T) {
	name := filepath.Join(t.TempDir(), "history")
	f := historyFile{name: name}
	if _, err := f.add(entry{Line: 1, Source: "first"}); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	file.WriteString(`{"session":1,"line":2,"source":"the disk is fu`)
	file.Close()
	f.broken = true // as append notes it when the disk is full
	for n := 3; n <= 4; n++ {
		if _, err := f.add(entry{Line: n, Source: fmt.Sprint("line ", n)}); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	if _, err := readLines(name, 0, func(l line) {
		if l.Line > 0 {
			got = append(got, l.Source)
		}
	}); err != nil || strings.Join(got, ",") != "first,line 3,line 4" {
		t.Errorf("the file has %q, %v", got, err)
	}
}

// Kernels that start together have sessions of their own.
func TestSessionsThatBeginTogether(t *testing.T) {
	name := filepath.Join(t.TempDir(), "history")
	const n = 24
	var all sync.WaitGroup
	sessions := make([]int, n)
	for i := range n {
		all.Go(func() {
			f := historyFile{name: name}
			if _, err := f.load(); err != nil {
				t.Error(err)
			}
			for line := range 5 {
				session, err := f.add(entry{Line: line + 1, Source: fmt.Sprint("kernel ", i)})
				if err != nil {
					t.Error(err)
				}
				sessions[i] = session
			}
		})
	}
	all.Wait()
	seen := map[int]bool{}
	for _, s := range sessions {
		if seen[s] {
			t.Errorf("two kernels have the session %d: %v", s, sessions)
		}
		seen[s] = true
	}
}
