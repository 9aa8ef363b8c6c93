package kernel_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dlfs-go/book/kernel"
)

func TestExecutePublishesInOrder(t *testing.T) {
	s := start(t)
	for _, tt := range []struct{ code, status, published string }{
		{"value 42", "ok", "execute_input execute_result"},
		{"print a\nprint b", "ok", "execute_input stdout=a\nb\n"},
		{"print a\neprint b\nprint c", "ok", "execute_input stdout=a\n stderr=b\n stdout=c\n"},
		{"print a\nshow x\nprint b", "ok", "execute_input stdout=a\n display_data stdout=b\n"},
		{"shown x\nupdate y", "ok", "execute_input display_data update_display_data"},
		{"print a\nclear wait\nprint b", "ok", "execute_input stdout=a\n clear_output stdout=b\n"},
		{"print a\nfail no", "error", "execute_input stdout=a\n error"},
		{"error plain", "error", "execute_input error"},
		{"", "ok", "execute_input"},
	} {
		reply, out := s.run(tt.code)
		if got := kinds(out); got != tt.published || reply.str("status") != tt.status {
			t.Errorf("%q: status %q, published %q; want %q, %q", tt.code, reply.str("status"), got, tt.status, tt.published)
		}
	}
}

func TestErrorHasNameValueAndTraceback(t *testing.T) {
	s := start(t)
	reply, out := s.run("fail no such thing")
	for _, m := range []message{reply, out[len(out)-1]} {
		tb, ok := m.content["traceback"].([]any)
		if m.str("ename") != "failed" || m.str("evalue") != "no such thing" || !ok || len(tb) == 0 {
			t.Errorf("%s: %v, want ename, evalue and a traceback", m.kind, m.content)
		}
	}
	if _, ok := out[len(out)-1].content["status"]; ok {
		t.Error("the error message on iopub has a status")
	}
}

func TestDisplayIDs(t *testing.T) {
	s := start(t)
	_, out := s.run("shown a\nupdate b\nshow c")
	for i, want := range []string{"map[display_id:d]", "map[display_id:d]", "map[]"} {
		if got := fmt.Sprint(out[i+1].content["transient"]); got != want {
			t.Errorf("output %d: transient %s, want %s", i, got, want)
		}
	}
}

func TestSilentShowsAndCountsNothing(t *testing.T) {
	s := start(t)
	s.run("print one")
	for _, code := range []string{"print x\nshow y\nvalue 3\nclear", "fail x"} {
		if _, out := s.run(code, object{"silent": true}); len(out) > 0 {
			t.Errorf("silent %q published %s", code, kinds(out))
		}
	}
	if _, out := s.run("print x", object{"store_history": false}); kinds(out) != "execute_input stdout=x\n" {
		t.Errorf("store_history=false published %s", kinds(out))
	}
	if r, _ := s.run("print two"); r.content["execution_count"] != 2.0 {
		t.Errorf("the count is %v, want 2", r.content["execution_count"])
	}
}

func TestUserExpressions(t *testing.T) {
	s := start(t)
	r, out := s.run("set x 5", object{"user_expressions": object{"good": "get x", "bad": "get y"}})
	if kinds(out) != "execute_input" {
		t.Errorf("user expressions published %s", kinds(out))
	}
	ue := r.content["user_expressions"].(object)
	good, bad := ue["good"].(object), ue["bad"].(object)
	if good["status"] != "ok" || fmt.Sprint(good["data"]) != "map[text/plain:5]" {
		t.Errorf("good: %v", good)
	}
	if bad["status"] != "error" || bad["ename"] != "undefined" || bad["evalue"] != "y" {
		t.Errorf("bad: %v", bad)
	}
}

func TestStopOnErrorAbortsWhatWasSentWithIt(t *testing.T) {
	for _, tt := range []struct {
		stop bool
		want string
	}{{true, "error aborted aborted"}, {false, "error ok ok"}} {
		s := start(t)
		for _, code := range []string{"fail x", "print a", "print b"} {
			s.execute(code, object{"stop_on_error": tt.stop})
		}
		var got []string
		for range 3 {
			got = append(got, s.shell().str("status"))
		}
		if g := strings.Join(got, " "); g != tt.want {
			t.Errorf("stop_on_error=%v: %s, want %s", tt.stop, g, tt.want)
		}
		if r, _ := s.run("print later"); r.str("status") != "ok" {
			t.Errorf("a cell sent after the error: %s, want ok", r.str("status"))
		}
	}
}

func TestQuestionsBehindAFailureAreAnswered(t *testing.T) {
	s := start(t)
	s.execute("fail x")
	s.send(kernel.Shell, "kernel_info_request", nil)
	s.send(kernel.Shell, "complete_request", object{"code": "pri", "cursor_pos": 3})
	s.send(kernel.Shell, "inspect_request", object{"code": "print", "cursor_pos": 3})
	for _, want := range []string{"execute_reply error", "kernel_info_reply ok", "complete_reply ok", "inspect_reply ok"} {
		if m := s.shell(); m.kind+" "+m.str("status") != want {
			t.Errorf("got %s %s, want %s", m.kind, m.str("status"), want)
		}
	}
}

func TestHundredAtOnce(t *testing.T) {
	s := start(t)
	var ids []string
	for i := range 100 {
		ids = append(ids, s.execute(fmt.Sprintf("value %d", i)))
	}
	for i, id := range ids {
		if r := s.shell(); r.parent != id || r.content["execution_count"] != float64(i+1) {
			t.Fatalf("reply %d is to %s with count %v, want %s and %d", i, r.parent, r.content["execution_count"], id, i+1)
		}
	}
}

func TestCrashOfTheEvaluatorIsAnError(t *testing.T) {
	s := start(t)
	if r, _ := s.run("crash boom"); r.str("status") != "error" || !strings.Contains(r.str("evalue"), "boom") {
		t.Errorf("reply %v, want an error that says boom", r.content)
	}
	if r, _ := s.run("value 1"); r.str("status") != "ok" {
		t.Errorf("after a crash: %v", r.content)
	}
}

func TestPager(t *testing.T) {
	s := start(t)
	r, _ := s.run("page the manual")
	if got := fmt.Sprint(r.content["payload"]); got != "[map[data:map[text/plain:the manual] source:page start:0]]" {
		t.Errorf("payload %s", got)
	}
	if r, _ := s.run("value 1"); fmt.Sprint(r.content["payload"]) != "[]" {
		t.Errorf("the next cell's payload is %v, want none", r.content["payload"])
	}
}
