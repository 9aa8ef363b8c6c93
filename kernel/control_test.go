package kernel_test

import (
	"encoding/json"
	"fmt"
	"log"
	"strings"
	"testing"
	"time"

	"github.com/dlfs-go/book/kernel"
	"github.com/dlfs-go/book/kernel/wire"
)

// waiting starts a cell that runs until it is interrupted.
func (s *session) waiting() (id string) {
	s.t.Helper()
	id = s.execute("set x kept\nwait")
	select {
	case <-s.ev.Started:
	case <-time.After(timeout):
		s.t.Fatal("the cell does not start")
	}
	return id
}

func TestControlDoesNotWaitForACell(t *testing.T) {
	s := start(t)
	s.waiting()
	for range 5 {
		id := s.send(kernel.Control, "kernel_info_request", nil)
		if m := s.read(kernel.Control); m.kind != "kernel_info_reply" || m.parent != id {
			t.Fatalf("got %s to %s", m.kind, m.parent)
		}
	}
	s.send(kernel.Control, "complete_request", object{"code": "pri", "cursor_pos": 3})
	if m := s.read(kernel.Control); fmt.Sprint(m.content["matches"]) != "[print]" {
		t.Errorf("completion on control: %v", m.content)
	}
	select {
	case <-s.m.out[kernel.Shell]:
		t.Error("the cell ended")
	default:
	}
}

func TestCellsOnControlQueueWithTheCells(t *testing.T) {
	s := start(t)
	s.waiting()
	s.send(kernel.Control, "execute_request", object{"code": "value 1"})
	s.send(kernel.Control, "interrupt_request", nil)
	if m := s.read(kernel.Control); m.kind != "interrupt_reply" {
		t.Errorf("%s came first, want interrupt_reply", m.kind)
	}
	s.shell()
	if m := s.read(kernel.Control); m.kind != "execute_reply" || m.str("status") != "aborted" {
		t.Errorf("then %s %s, want execute_reply aborted", m.kind, m.str("status"))
	}
}

func TestInterruptKeepsVariables(t *testing.T) {
	s := start(t)
	s.waiting()
	began := time.Now()
	s.send(kernel.Control, "interrupt_request", nil)
	if m := s.read(kernel.Control); m.kind != "interrupt_reply" || m.str("status") != "ok" {
		t.Errorf("reply %s %v", m.kind, m.content)
	}
	if r := s.shell(); r.str("ename") != "interrupted" {
		t.Errorf("the cell's reply: %v", r.content)
	}
	if d := time.Since(began); d > 2*time.Second {
		t.Errorf("interrupt took %v, want far less than 2 s", d)
	}
	if r, _ := s.run("get x"); r.str("status") != "ok" {
		t.Errorf("after an interrupt: %v", r.content)
	}
	s.send(kernel.Control, "interrupt_request", nil) // with no cell running
	s.read(kernel.Control)
	if r, _ := s.run("get x"); r.str("status") != "ok" {
		t.Errorf("an interrupt between cells: %v", r.content)
	}
}

func TestInterruptRightAfterTheCellIsShown(t *testing.T) {
	s := start(t)
	for range 200 {
		id := s.execute("wait")
		for m := s.pub(); m.kind != "execute_input" || m.parent != id; m = s.pub() {
		}
		s.send(kernel.Control, "interrupt_request", nil)
		s.read(kernel.Control)
		if r := s.shell(); r.str("ename") != "interrupted" {
			t.Fatalf("the cell's reply: %v", r.content)
		}
		s.until(id)
		<-s.ev.Started
	}
}

func TestInput(t *testing.T) {
	s := start(t)
	for _, tt := range []struct {
		verb     string
		password bool
	}{{"input", false}, {"secret", true}} {
		id := s.execute(tt.verb+" your name?", object{"allow_stdin": true})
		q := s.read(kernel.Stdin)
		if q.kind != "input_request" || q.parent != id || q.ids != "peer" || q.str("prompt") != "your name?" || q.content["password"] != tt.password {
			t.Errorf("asked %+v", q)
		}
		s.send(kernel.Stdin, "input_reply", object{"value": "Ada", "status": "ok"})
		if out := kinds(s.until(id)); out != "execute_input stdout=you said Ada\n" {
			t.Errorf("%s published %q", tt.verb, out)
		}
		s.shell()
	}
}

func TestInputIsRefusedAndInterrupted(t *testing.T) {
	s := start(t)
	if r, _ := s.run("input x"); r.str("status") != "error" || !strings.Contains(r.str("evalue"), "does not ask") {
		t.Errorf("without allow_stdin: %v", r.content)
	}
	s.execute("input x", object{"allow_stdin": true})
	s.read(kernel.Stdin)
	s.send(kernel.Control, "interrupt_request", nil)
	if r := s.shell(); r.str("ename") != "interrupted" {
		t.Errorf("interrupted while asking: %v", r.content)
	}
	s.send(kernel.Stdin, "input_reply", object{"value": "late"}) // not an answer to the next question
	id := s.execute("input y", object{"allow_stdin": true})
	s.read(kernel.Stdin)
	s.send(kernel.Stdin, "input_reply", object{"value": "right"})
	if out := kinds(s.until(id)); !strings.Contains(out, "you said right") {
		t.Errorf("an answer that came too late was taken: %q", out)
	}
}

func TestShutdown(t *testing.T) {
	for _, ch := range []kernel.Channel{kernel.Shell, kernel.Control} {
		for _, restart := range []bool{false, true} {
			s := start(t)
			if ch == kernel.Control {
				s.waiting() // a running cell does not hold it up
			}
			began := time.Now()
			s.send(ch, "shutdown_request", object{"restart": restart})
			m := s.read(ch)
			for m.kind == "execute_reply" {
				m = s.read(ch)
			}
			if m.kind != "shutdown_reply" || m.content["restart"] != restart || m.str("status") != "ok" {
				t.Errorf("on %s: %s %v", ch, m.kind, m.content)
			}
			if err := s.end(); err != nil || !s.ev.Closed() {
				t.Errorf("Run: %v, evaluator closed: %v", err, s.ev.Closed())
			}
			if d := time.Since(began); d > 2*time.Second {
				t.Errorf("shutdown took %v", d)
			}
		}
	}
}

func TestContextEndsTheKernelAndItsCell(t *testing.T) {
	s := start(t)
	s.waiting()
	s.stop()
	if err := s.end(); err != nil || !s.ev.Closed() {
		t.Errorf("Run: %v, evaluator closed: %v", err, s.ev.Closed())
	}
	if m := s.shell(); m.str("ename") != "interrupted" {
		t.Errorf("the running cell is answered with %v", m.content)
	}
}

func TestClosedTransportEndsTheKernel(t *testing.T) {
	s := start(t)
	close(s.m.in)
	if err := s.end(); err != nil {
		t.Error(err)
	}
}

func TestBadMessagesAreLoggedAndDropped(t *testing.T) {
	var logs strings.Builder // written before the reply that the test waits for
	s := start(t, func(o *kernel.Options) { o.Log = log.New(&logs, "", 0) })
	e := []byte("{}")
	for _, frames := range [][][]byte{
		nil,
		{[]byte("peer")},
		{[]byte("peer"), []byte("<IDS|MSG>"), []byte("00"), e, e, e, e},
		{[]byte("peer"), []byte("<IDS|MSG>"), e},
	} {
		s.m.in <- kernel.Incoming{Channel: kernel.Shell, Frames: frames}
	}
	s.send(kernel.Shell, "", nil)
	s.send(kernel.Shell, "no_such_request", nil)
	s.m.in <- kernel.Incoming{Channel: kernel.IOPub}
	if r, _ := s.run("value 1"); r.str("status") != "ok" {
		t.Errorf("after bad messages: %v", r.content)
	}
	s.stop()
	s.end()
	if n := strings.Count(logs.String(), "\n"); n != 6 {
		t.Errorf("%d log lines, want 6:\n%s", n, &logs)
	}
}

func TestBadContentIsAnErrorReply(t *testing.T) {
	s := start(t)
	for _, kind := range []string{"execute", "complete", "inspect", "is_complete", "history", "shutdown"} {
		s.send(kernel.Shell, kind+"_request", object{
			"code": 5, "hist_access_type": 5, "restart": "maybe",
		})
		if m := s.shell(); m.kind != kind+"_reply" || m.str("status") != "error" || m.str("evalue") == "" {
			t.Errorf("%s: %s %v", kind, m.kind, m.content)
		}
		if kind == "shutdown" {
			s.end()
		}
	}
}

// A signed message is run once, however often somebody sends it.
func TestReplayedMessageIsRunOnce(t *testing.T) {
	s := start(t)
	h, _ := json.Marshal(object{"msg_id": "again", "msg_type": "execute_request", "session": "client"})
	c, _ := json.Marshal(object{"code": "value 1"})
	e := []byte("{}")
	frames := wire.Encode(wire.Message{IDs: [][]byte{[]byte("peer")}, Header: h, Parent: e, Metadata: e, Content: c}, key)
	for range 5 {
		s.m.in <- kernel.Incoming{Channel: kernel.Shell, Frames: frames}
	}
	if got := s.shell().kind; got != "execute_reply" {
		t.Fatalf("the first one got %s", got)
	}
	// A second execute_reply would come before this answer.
	if got := s.ask("kernel_info", object{}).kind; got != "kernel_info_reply" {
		t.Fatalf("after the replays: %s", got)
	}
	runs := 0
	for len(s.m.out[kernel.IOPub]) > 0 {
		if m := s.pub(); m.kind == "execute_input" {
			runs++
		}
	}
	if runs > 1 {
		t.Errorf("the message ran %d times, want 1", runs)
	}
}

// Only msg_type is needed for an answer, whatever stands in the other fields.
func TestHeadersOfOddTypesAreAnswered(t *testing.T) {
	s := start(t)
	for _, h := range []string{
		`{"msg_type":"kernel_info_request","msg_id":1}`, `{"msg_type":"kernel_info_request","username":["u"],"date":7,"session":{},"version":null}`,
		`{"msg_type":"kernel_info_request"}`,
	} {
		e := []byte("{}")
		s.m.in <- kernel.Incoming{Channel: kernel.Shell, Frames: wire.Encode(wire.Message{IDs: [][]byte{[]byte("peer")}, Header: []byte(h), Parent: e, Metadata: e, Content: e}, key)}
		select {
		case frames := <-s.m.out[kernel.Shell]:
			m, err := wire.Decode(frames, key)
			if err != nil || !strings.Contains(string(m.Header), `"kernel_info_reply"`) || string(m.Parent) != h {
				t.Errorf("the header %s got %s for %s, %v, want a kernel_info_reply for it", h, m.Header, m.Parent, err)
			}
		case <-time.After(timeout):
			t.Fatalf("the header %s got no answer", h)
		}
	}
}
