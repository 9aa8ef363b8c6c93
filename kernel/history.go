package kernel

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/dlfs-go/book/internal/atomicfile"
)

// maxHistory is how many cells are kept at least, and half of what is kept at
// most: what a reader scrolls through, not an archive.
const maxHistory = 10_000

// entry is a cell that was run.
type entry struct {
	Session int    `json:"session"` // from 1
	Line    int    `json:"line"`    // the n of In[n]
	Source  string `json:"source"`
	Output  string `json:"output,omitempty"` // text of the result
}

// history remembers cells, of this session and of earlier ones.
type history struct {
	ready   chan struct{} // closed when the file has been read
	mu      sync.Mutex
	session int
	count   int // of the last execution
	list    []entry
	file    string // to append to; empty for none
}

// open reads the file while the kernel starts, which need not wait for it: that
// of a diligent reader takes 0.1 s. Cells are appended to it from then on. After
// an error, of which failed is told, or with no name, the history is in memory
// alone.
func (h *history) open(name string, failed func(error)) {
	h.session, h.ready = 1, make(chan struct{})
	go func() {
		defer close(h.ready)
		if name == "" {
			return
		}
		if err := h.load(name); err != nil {
			failed(err)
		}
	}()
}

func (h *history) load(name string) error {
	list, cut, err := readHistory(name)
	if err != nil {
		return err
	}
	for _, e := range list {
		h.session = max(h.session, e.Session+1)
	}
	h.list = list[max(0, len(list)-maxHistory):]
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	switch {
	case len(list) >= 2*maxHistory:
		err = rewrite(name, h.list)
	case cut: // what comes next begins a line
		err = appendTo(name, "\n")
	default:
		err = appendTo(name, "")
	}
	if err == nil {
		h.file = name
	}
	return err
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

// appendTo writes at the end of a file, in one piece. It opens the file each
// time, since another kernel may have put a new one in its place.
func appendTo(name, text string) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// readHistory reads the lines that are whole: a kernel that was killed may
// have left half of one, with which the file is cut.
func readHistory(name string) (list []entry, cut bool, err error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	r := bufio.NewReader(f)
	for {
		line, err := r.ReadBytes('\n')
		var e entry
		if json.Unmarshal(line, &e) == nil && e.Line > 0 {
			list = append(list, e)
		}
		if err != nil {
			return list, len(line) > 0, nil
		}
	}
}

// next counts an execution; one that is not stored shows the last number.
func (h *history) next(store bool) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if store {
		h.count++
	}
	return max(1, h.count)
}

// add remembers a cell, and writes it down.
func (h *history) add(count int, source, output string) error {
	<-h.ready
	h.mu.Lock()
	defer h.mu.Unlock()
	e := entry{h.session, count, source, output}
	h.list = append(h.list, e)
	if len(h.list) >= 2*maxHistory {
		h.list = slices.Clone(h.list[maxHistory:])
	}
	if h.file == "" {
		return nil
	}
	b, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return appendTo(h.file, string(b)+"\n")
}

// historyQuery is the content of a history_request.
type historyQuery struct {
	AccessType  string `json:"hist_access_type"`
	Output      bool   `json:"output"`
	Session     int    `json:"session"` // 0 for this one, -1 for the one before
	Start, Stop int
	N           int    `json:"n"`
	Pattern     string `json:"pattern"`
	Unique      bool   `json:"unique"`
}

// find returns the entries that a query asks for, oldest first.
func (h *history) find(q historyQuery) []entry {
	<-h.ready
	h.mu.Lock()
	defer h.mu.Unlock()
	list := slices.Clone(h.list)
	switch q.AccessType {
	case "range":
		session := q.Session
		if session <= 0 {
			session += h.session
		}
		return slices.DeleteFunc(list, func(e entry) bool {
			return e.Session != session || e.Line < q.Start || q.Stop > 0 && e.Line >= q.Stop
		})
	case "search":
		list = slices.DeleteFunc(list, func(e entry) bool { return !match(q.Pattern, e.Source) })
		if q.Unique {
			list = unique(list)
		}
	}
	if q.N > 0 && len(list) > q.N {
		list = list[len(list)-q.N:]
	}
	return list
}

func (k *Kernel) historyRequest(_ context.Context, r *request) error {
	q := historyQuery{AccessType: "tail", N: 1000}
	if err := r.content(&q); err != nil {
		return err
	}
	if !slices.Contains([]string{"tail", "range", "search"}, q.AccessType) {
		return fmt.Errorf("history_request: hist_access_type is %q, want tail, range or search", q.AccessType)
	}
	out := [][]any{}
	for _, e := range k.history.find(q) {
		var input any = e.Source
		if q.Output {
			input = []any{e.Source, e.Output}
		}
		out = append(out, []any{e.Session, e.Line, input})
	}
	k.reply(r, "history_reply", dict{"status": "ok", "history": out})
	return nil
}

// flat makes path.Match go over slashes and lines.
var flat = strings.NewReplacer("/", "\x00", "\n", "\x01")

// match reports whether all of s matches a pattern with * and ?; a malformed
// pattern matches nothing.
func match(pattern, s string) bool {
	if pattern == "" {
		return true
	}
	ok, err := path.Match(flat.Replace(pattern), flat.Replace(s))
	return ok && err == nil
}

// unique keeps the last of equal sources.
func unique(list []entry) []entry {
	seen := map[string]bool{}
	var out []entry
	for _, e := range slices.Backward(list) {
		if !seen[e.Source] {
			seen[e.Source] = true
			out = append(out, e)
		}
	}
	slices.Reverse(out)
	return out
}
