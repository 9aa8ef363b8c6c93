package kernel

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// maxHistory is how many cells are kept at least, and half of what is kept at
// most: what a reader scrolls through, not an archive.
const maxHistory = 10_000

const (
	// maxOutput and maxSource bound what is kept of a cell: enough to know it
	// again. A result can be as long as the memory.
	maxOutput = 8 << 10
	maxSource = 256 << 10
)

// entry is a cell that was run.
type entry struct {
	Session int    `json:"session"` // from 1; 0 in memory for the own one
	Line    int    `json:"line"`    // the n of In[n]
	Source  string `json:"source"`
	Output  string `json:"output,omitempty"` // text of the result
}

// history remembers cells, of this session and of earlier ones. Its file is read
// and written in the background: a disk that is full, slow or gone holds up no
// cell.
type history struct {
	mu      sync.Mutex
	session int
	count   int     // of the last execution
	list    []entry // oldest first

	ready   chan struct{} // closed when the file has been read
	writes  chan entry    // nil without a file
	written chan struct{} // closed when the last of them is in the file
}

// open begins to read the file and appends cells to it from then on. failed is
// told of errors, after which the history is in memory. Without a name there is
// no file.
func (h *history) open(name string, failed func(error)) {
	h.session, h.ready, h.written = 1, make(chan struct{}), make(chan struct{})
	if name == "" {
		close(h.ready)
		close(h.written)
		return
	}
	writes := make(chan entry, maxWaiting)
	h.writes = writes
	go func() {
		defer close(h.written)
		f := historyFile{name: name}
		list, err := f.load()
		if err != nil {
			failed(fmt.Errorf("the history is kept in memory only: %w", err))
			f.name = ""
		}
		h.loaded(list)
		for e := range writes {
			if f.name == "" {
				continue
			}
			session, err := f.add(e)
			if err != nil {
				failed(fmt.Errorf("the history: cell %d is not written down: %w", e.Line, err))
				continue
			}
			h.mu.Lock()
			h.session = session
			h.mu.Unlock()
		}
	}()
}

// maxWaiting is how many cells wait to be written.
const maxWaiting = 1024

func (h *history) loaded(list []entry) {
	h.mu.Lock()
	defer h.mu.Unlock()
	defer close(h.ready)
	for _, e := range list {
		h.session = max(h.session, e.Session+1)
	}
	h.list = append(list[max(0, len(list)-maxHistory):len(list):len(list)], h.list...)
}

// close waits until all is written, or for the given time.
func (h *history) close(patience time.Duration) {
	h.mu.Lock()
	writes := h.writes
	h.writes = nil
	h.mu.Unlock()
	if writes != nil {
		close(writes)
	}
	select {
	case <-h.written:
	case <-time.After(patience):
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

// add remembers a cell. It reports false if the file is so far behind that the
// cell is not written down.
func (h *history) add(count int, source, output string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	e := entry{Line: count, Source: cut(source, maxSource), Output: cut(output, maxOutput)}
	h.list = append(h.list, e)
	if len(h.list) >= 2*maxHistory {
		h.list = slices.Clone(h.list[maxHistory:])
	}
	if h.writes == nil {
		return true
	}
	select {
	case h.writes <- e:
		return true
	default:
		return false
	}
}

// cut shortens a text to at most n bytes, of whole runes, and says that it did.
func cut(s string, n int) string {
	const sign = "…"
	if len(s) <= n {
		return s
	}
	n -= len(sign)
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + sign
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
	select {
	case <-h.ready:
	case <-time.After(patience): // a home that hangs: what is there must do
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	list := slices.Clone(h.list)
	for i := range list {
		if list[i].Session == 0 {
			list[i].Session = h.session
		}
	}
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
