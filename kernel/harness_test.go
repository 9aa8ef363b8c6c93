package kernel_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dlfs-go/book/internal/jupytertest/double"
	"github.com/dlfs-go/book/kernel"
	"github.com/dlfs-go/book/kernel/wire"
)

// memory is a Transport without a network.
type memory struct {
	in  chan kernel.Incoming
	out map[kernel.Channel]chan [][]byte
}

func newMemory() *memory {
	m := &memory{in: make(chan kernel.Incoming, 256), out: map[kernel.Channel]chan [][]byte{}}
	for ch := kernel.Shell; ch <= kernel.IOPub; ch++ {
		m.out[ch] = make(chan [][]byte, 10_000)
	}
	return m
}

func (m *memory) Receive() <-chan kernel.Incoming { return m.in }
func (m *memory) Close() error                    { return nil }
func (m *memory) Send(ch kernel.Channel, frames [][]byte) error {
	select {
	case m.out[ch] <- frames:
		return nil
	default:
		return errors.New("memory: the test does not read what is sent")
	}
}

// session is a kernel with the double as its language, and a client of it.
type session struct {
	t    *testing.T
	m    *memory
	ev   *double.Evaluator
	stop context.CancelFunc
	done chan error
	sent int
}

var key = []byte("secret")

const timeout = 20 * time.Second

func start(t *testing.T, change ...func(*kernel.Options)) *session {
	t.Helper()
	s := &session{t: t, m: newMemory(), ev: double.New(), done: make(chan error, 1)}
	o := kernel.Options{Transport: s.m, Evaluator: s.ev, Key: key}
	for _, f := range change {
		f(&o)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.stop = cancel
	go func() { s.done <- kernel.Run(ctx, o) }()
	t.Cleanup(cancel)
	if got := s.pub().state(); got != "starting" {
		t.Fatalf("the first message on iopub is %q, want starting", got)
	}
	return s
}

// message is one that the kernel sent.
type message struct {
	kind, id, session, parent string
	ids                       string
	content                   map[string]any
}

func (m message) state() string { s, _ := m.content["execution_state"].(string); return s }
func (m message) str(name string) string {
	s, _ := m.content[name].(string)
	return s
}

func (s *session) read(ch kernel.Channel) message {
	s.t.Helper()
	select {
	case frames := <-s.m.out[ch]:
		return s.decode(frames)
	case <-time.After(timeout):
		s.t.Fatalf("nothing on %s within %v", ch, timeout)
	}
	return message{}
}

func (s *session) decode(frames [][]byte) message {
	s.t.Helper()
	w, err := wire.Decode(frames, key)
	if err != nil {
		s.t.Fatalf("the kernel sent %q: %v", frames, err)
	}
	var h, p struct {
		MsgID   string `json:"msg_id"`
		MsgType string `json:"msg_type"`
		Session string `json:"session"`
		Version string `json:"version"`
	}
	m := message{ids: string(w.IDs[0])}
	for _, e := range []error{json.Unmarshal(w.Header, &h), json.Unmarshal(w.Parent, &p), json.Unmarshal(w.Content, &m.content)} {
		if e != nil {
			s.t.Fatal(e)
		}
	}
	m.kind, m.id, m.session, m.parent = h.MsgType, h.MsgID, h.Session, p.MsgID
	return m
}

func (s *session) pub() message   { s.t.Helper(); return s.read(kernel.IOPub) }
func (s *session) shell() message { s.t.Helper(); return s.read(kernel.Shell) }

type object = map[string]any

// send sends a request and returns its id.
func (s *session) send(ch kernel.Channel, kind string, content object) string {
	s.t.Helper()
	s.sent++
	id := fmt.Sprintf("m%d", s.sent)
	h, _ := json.Marshal(object{"msg_id": id, "msg_type": kind, "session": "client", "version": "5.3", "username": "u"})
	c, err := json.Marshal(content)
	if err != nil {
		s.t.Fatal(err)
	}
	e := []byte("{}")
	s.m.in <- kernel.Incoming{Channel: ch, Frames: wire.Encode(wire.Message{IDs: [][]byte{[]byte("peer")}, Header: h, Parent: e, Metadata: e, Content: c}, key)}
	return id
}

func (s *session) execute(code string, more ...object) string {
	s.t.Helper()
	c := object{"code": code}
	for _, m := range more {
		for k, v := range m {
			c[k] = v
		}
	}
	return s.send(kernel.Shell, "execute_request", c)
}

// until reads iopub until the request with this id is done, and returns what
// was published for it between busy and idle.
func (s *session) until(id string) (list []message) {
	s.t.Helper()
	for {
		m := s.pub()
		switch {
		case m.parent != id:
		case m.state() == "idle":
			return list
		case m.state() == "":
			list = append(list, m)
		}
	}
}

// run executes a cell and returns its reply and its output.
func (s *session) run(code string, more ...object) (message, []message) {
	s.t.Helper()
	id := s.execute(code, more...)
	r := s.shell()
	if r.parent != id || r.kind != "execute_reply" || r.ids != "peer" {
		s.t.Fatalf("%q is answered by %+v", code, r)
	}
	return r, s.until(id)
}

// kinds lists the types of messages, streams with their text.
func kinds(list []message) string {
	var out []string
	for _, m := range list {
		k := m.kind
		if k == "stream" {
			k = m.str("name") + "=" + m.str("text")
		}
		out = append(out, k)
	}
	return strings.Join(out, " ")
}

// end shuts the kernel down and returns what Run returned.
func (s *session) end() error {
	s.t.Helper()
	select {
	case err := <-s.done:
		return err
	case <-time.After(timeout):
		s.t.Fatalf("Run does not return")
	}
	return nil
}
