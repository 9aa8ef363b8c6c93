package kernel_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/dlfs-go/book/kernel"
)

// ask sends a request on shell and returns the reply.
func (s *session) ask(kind string, content object) message {
	s.t.Helper()
	id := s.send(kernel.Shell, kind+"_request", content)
	m := s.shell()
	if m.kind != kind+"_reply" || m.parent != id || m.str("status") == "" {
		s.t.Fatalf("%s %v is answered by %s %v", kind, content, m.kind, m.content)
	}
	return m
}

func TestKernelInfo(t *testing.T) {
	s := start(t)
	m := s.ask("kernel_info", nil)
	lang, _ := m.content["language_info"].(object)
	if m.str("status") != "ok" || m.str("protocol_version") != "5.5" || lang["name"] != "echo" || lang["file_extension"] != ".echo" {
		t.Errorf("%v", m.content)
	}
	for _, list := range []string{"help_links", "supported_features"} {
		if _, ok := m.content[list].([]any); !ok {
			t.Errorf("%s is %v, want a list", list, m.content[list])
		}
	}
	if other := s.ask("kernel_info", nil); m.session != other.session || m.session == "client" || m.id == other.id {
		t.Errorf("sessions %s and %s, ids %s and %s: want one session of its own and two ids", m.session, other.session, m.id, other.id)
	}
}

func TestCompletePositionsCountCodePoints(t *testing.T) {
	s := start(t)
	for _, tt := range []struct {
		code       string
		pos        any
		matches    string
		start, end float64
	}{
		{"pri", 3, "[print]", 0, 3},
		{"show ∂🎲 pri", 11, "[print]", 8, 11},
		{"pri", 99, "[print]", 0, 3},
		{"pri", -4, "", 0, 0},
		{"pri", nil, "[print]", 0, 3},
		{"xyz", 3, "[]", 0, 3},
	} {
		m := s.ask("complete", object{"code": tt.code, "cursor_pos": tt.pos})
		got := fmt.Sprint(m.content["matches"])
		if tt.matches != "" && got != tt.matches || m.content["cursor_start"] != tt.start || m.content["cursor_end"] != tt.end {
			t.Errorf("%q at %v: %v, want %s from %v to %v", tt.code, tt.pos, m.content, tt.matches, tt.start, tt.end)
		}
		kinds, ok := m.content["metadata"].(object)["_jupyter_types_experimental"].([]any)
		if !ok || len(kinds) != len(m.content["matches"].([]any)) {
			t.Errorf("%q: types %v", tt.code, m.content["metadata"])
		}
	}
}

func TestInspectAndIsComplete(t *testing.T) {
	s := start(t)
	for code, found := range map[string]bool{"print x": true, "nothing": false} {
		if m := s.ask("inspect", object{"code": code, "cursor_pos": 2, "detail_level": 0}); m.content["found"] != found {
			t.Errorf("inspect %q: %v", code, m.content)
		}
	}
	for code, want := range map[string]string{"print x": "complete \x00", "print \\": "incomplete \t", "bogus": "invalid \x00"} {
		m := s.ask("is_complete", object{"code": code})
		indent, ok := m.content["indent"].(string)
		if !ok {
			indent = "\x00"
		}
		if got := m.str("status") + " " + indent; got != want {
			t.Errorf("is_complete %q: %q, want %q", code, got, want)
		}
	}
}

func TestComms(t *testing.T) {
	s := start(t)
	id := s.send(kernel.Shell, "comm_open", object{"comm_id": "c1", "target_name": "nobody", "data": object{}})
	out := s.until(id)
	if kinds(out) != "comm_close" || out[0].str("comm_id") != "c1" {
		t.Errorf("opening an unknown target published %s", kinds(out))
	}
	for _, kind := range []string{"comm_msg", "comm_close"} {
		if out := s.until(s.send(kernel.Shell, kind, object{"comm_id": "c1", "data": object{}})); len(out) != 0 {
			t.Errorf("%s published %s", kind, kinds(out))
		}
	}
	if m := s.ask("comm_info", object{}); fmt.Sprint(m.content["comms"]) != "map[]" {
		t.Errorf("comm_info: %v", m.content)
	}
	s.ask("connect", object{})
}

func TestWelcome(t *testing.T) {
	s := start(t)
	s.m.in <- kernel.Incoming{Channel: kernel.IOPub, Frames: [][]byte{[]byte("")}, Answer: func(frames [][]byte) { s.m.out[kernel.IOPub] <- frames }}
	m := s.pub()
	if got, ok := m.content["subscription"].(string); m.kind != "iopub_welcome" || !ok || got != "" || m.parent != "" {
		t.Errorf("welcome %+v", m)
	}
}

func TestBusyAndIdleAroundEveryRequest(t *testing.T) {
	s := start(t)
	for _, kind := range []string{"kernel_info_request", "history_request", "comm_info_request", "unknown_request"} {
		id := s.send(kernel.Shell, kind, object{})
		for _, want := range []string{"busy", "idle"} {
			if m := s.pub(); m.state() != want || m.parent != id {
				t.Errorf("%s: %s %s, want %s", kind, m.kind, m.state(), want)
			}
		}
	}
}

// past lists what a history reply has.
func past(m message) string {
	var out []string
	for _, e := range m.content["history"].([]any) {
		t := e.([]any)
		out = append(out, fmt.Sprintf("%v.%v:%v", t[0], t[1], t[2]))
	}
	return strings.Join(out, "; ")
}

func TestHistory(t *testing.T) {
	s := start(t)
	for _, code := range []string{"value 1", "print a/b", "value 1", "value 2"} {
		s.run(code)
	}
	s.run("print silent", object{"silent": true})
	for _, tt := range []struct {
		query object
		want  string
	}{
		{object{"hist_access_type": "tail", "n": 2}, "1.3:value 1; 1.4:value 2"},
		{object{"hist_access_type": "tail", "n": 1, "output": true}, "1.4:[value 2 2]"},
		{object{"hist_access_type": "range", "session": 0, "start": 2, "stop": 4}, "1.2:print a/b; 1.3:value 1"},
		{object{"hist_access_type": "range", "session": 1, "start": 4}, "1.4:value 2"},
		{object{"hist_access_type": "range", "session": 7, "start": 1}, ""},
		{object{"hist_access_type": "search", "pattern": "value*"}, "1.1:value 1; 1.3:value 1; 1.4:value 2"},
		{object{"hist_access_type": "search", "pattern": "value*", "unique": true}, "1.3:value 1; 1.4:value 2"},
		{object{"hist_access_type": "search", "pattern": "*a?b", "n": 1}, "1.2:print a/b"},
		{object{"hist_access_type": "search", "pattern": "[", "n": 1}, ""},
	} {
		if got := past(s.ask("history", tt.query)); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.query, got, tt.want)
		}
	}
	if m := s.ask("history", object{"hist_access_type": "mine"}); m.str("status") != "error" {
		t.Errorf("an unknown access type: %v", m.content)
	}
}

func TestHistoryFileOutlivesTheKernel(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new", "history")
	with := func(o *kernel.Options) { o.History = file }
	for range 2 {
		s := start(t, with)
		s.run("value 1")
		s.stop()
		if err := s.end(); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString(`{"session":2,"line":2,"source":"half of a li`)
	f.Close()
	s := start(t, with)
	s.run("value 2")
	if got, want := past(s.ask("history", object{"hist_access_type": "tail", "n": 9})), "1.1:value 1; 2.1:value 1; 3.1:value 2"; got != want {
		t.Errorf("history %q, want %q", got, want)
	}
	if got := past(s.ask("history", object{"hist_access_type": "range", "session": -1})); got != "2.1:value 1" {
		t.Errorf("the session before: %q", got)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("mode %v, %v; want 0600: cells may hold passwords", info.Mode(), err)
	}
	s.stop()
	if err := s.end(); err != nil {
		t.Fatal(err)
	}
	s = start(t, with) // half a line does not spoil the next
	if got, want := past(s.ask("history", object{"hist_access_type": "tail", "n": 9})), "1.1:value 1; 2.1:value 1; 3.1:value 2"; got != want {
		t.Errorf("history of the fourth session %q, want %q", got, want)
	}
}

// A file that has grown long is cut when a kernel starts, and what another
// kernel writes then is not lost.
func TestHistoryFileIsCut(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history")
	var old strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&old, `{"session":1,"line":%d,"source":"value %[1]d"}`+"\n", i+1)
	}
	with := func(o *kernel.Options) { o.History = file }
	early := start(t, with)
	early.ask("history", object{}) // it has read its file, of which there is none
	if err := os.WriteFile(file, []byte(old.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	late := start(t, with)
	late.ask("history", object{}) // it has cut it
	early.run("value early")
	late.run("value late")
	for _, s := range []*session{early, late} { // the end waits for what is to be written
		s.stop()
		if err := s.end(); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	// Beside the cells there are the claims of their sessions: two, or more if
	// both have claimed the same number.
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	cells := 0
	for _, line := range lines {
		if !strings.Contains(line, `"line":0,`) {
			cells++
		}
	}
	if cells != 10_002 || !strings.Contains(lines[0], `"line":10001,`) {
		t.Errorf("%d cells in %d lines, the first %s; want 10,000 from line 10001 and two more", cells, len(lines), lines[0])
	}
	for _, want := range []string{"value early", "value late"} {
		if !strings.Contains(string(b), want) {
			t.Errorf("%s is not in the file", want)
		}
	}
}
