package kernel_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/dlfs-go/book/internal/jupytertest/double"
	"github.com/dlfs-go/book/kernel"
)

// talker is the double with comms.
type talker struct {
	*double.Evaluator
	comms *kernel.Comms
}

func (u *talker) UseComms(c *kernel.Comms) { u.comms = c }

func TestCommsOfCells(t *testing.T) {
	u := &talker{Evaluator: double.New()}
	s := start(t, func(o *kernel.Options) { o.Evaluator = u })
	closed := false
	u.comms.Handle("echo", func(c *kernel.Comm, data json.RawMessage) {
		c.OnMessage = func(data json.RawMessage) { c.Send(object{"heard": data}) }
		c.OnClose = func() { closed = true }
		c.Send(object{"opened": data})
	})
	u.comms.Handle("panics", func(*kernel.Comm, json.RawMessage) { panic("no") })

	comm := func(kind, id, target string, data any) []message {
		return s.until(s.send(kernel.Shell, kind, object{"comm_id": id, "target_name": target, "data": data}))
	}
	// What a cell sends has no parent: until passes it over, so it is read first.
	s.send(kernel.Shell, "comm_open", object{"comm_id": "c1", "target_name": "echo", "data": 5})
	if m := s.next("comm_msg"); fmt.Sprint(m.content) != "map[comm_id:c1 data:map[opened:5]]" {
		t.Errorf("opened: %v", m.content)
	}
	s.send(kernel.Shell, "comm_msg", object{"comm_id": "c1", "data": "hello"})
	if m := s.next("comm_msg"); fmt.Sprint(m.content) != "map[comm_id:c1 data:map[heard:hello]]" {
		t.Errorf("heard: %v", m.content)
	}
	for _, tt := range []struct{ target, want string }{
		{"echo", "map[c1:map[target_name:echo]]"}, {"", "map[c1:map[target_name:echo]]"}, {"other", "map[]"},
	} {
		if m := s.ask("comm_info", object{"target_name": tt.target}); fmt.Sprint(m.content["comms"]) != tt.want {
			t.Errorf("comms of %q: %v, want %s", tt.target, m.content["comms"], tt.want)
		}
	}
	comm("comm_close", "c1", "", object{})
	if !closed {
		t.Error("OnClose was not called")
	}
	comm("comm_open", "c2", "panics", object{})
	if m := s.ask("comm_info", object{"target_name": "echo"}); fmt.Sprint(m.content["comms"]) != "map[]" {
		t.Errorf("after the end: %v", m.content["comms"])
	}

	c := u.comms.Open("widget", object{"a": 1})
	if m := s.next("comm_open"); m.content["comm_id"] != c.ID || m.content["target_name"] != "widget" {
		t.Errorf("a comm of a cell: %v", m.content)
	}
	c.Close()
	if m := s.next("comm_close"); m.content["comm_id"] != c.ID {
		t.Errorf("its end: %v", m.content)
	}
}

// next reads iopub until a message of a kind.
func (s *session) next(kind string) message {
	s.t.Helper()
	for {
		if m := s.pub(); m.kind == kind {
			return m
		}
	}
}
