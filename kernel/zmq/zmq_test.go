package zmq

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/dlfs-go/book/kernel"
)

// listen opens a transport on ports that the system chooses.
func listen(t *testing.T) *Transport {
	t.Helper()
	dir := t.TempDir()
	tr, err := Listen(kernel.Connection{Transport: "ipc", IP: dir + "/k", ShellPort: 1, ControlPort: 2, StdinPort: 3, IOPubPort: 4, HBPort: 5})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tr.Close() })
	return tr
}

type client struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader

	commands []string // that came between the messages
}

// dial connects as a client with an identity.
func dial(t *testing.T, tr *Transport, ch kernel.Channel, socketType, identity string) *client {
	t.Helper()
	addr := tr.addresses[ch]
	conn, err := net.Dial(addr.Network(), addr.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	c := &client{t: t, conn: conn, r: bufio.NewReader(conn)}
	conn.Write(greeting())
	body := append([]byte{5}, "READY"...)
	body = append(body, 11)
	body = append(body, "Socket-Type"...)
	body = append(body, 0, 0, 0, byte(len(socketType)))
	body = append(body, socketType...)
	body = append(body, 8)
	body = append(body, "Identity"...)
	body = append(body, 0, 0, 0, byte(len(identity)))
	body = append(body, identity...)
	conn.Write(appendFrame(nil, flagCommand, body))
	if _, err := c.r.Discard(greetingSize); err != nil {
		t.Fatal(err)
	}
	flags, b, err := readFrame(c.r)
	if err != nil {
		t.Fatal(err)
	}
	if props, err := parseReady(flags, b); err != nil || props["Socket-Type"] == "" {
		t.Fatalf("READY of the %s socket: %v, %v", ch, props, err)
	}
	return c
}

func (c *client) send(frames ...string) {
	var b [][]byte
	for _, f := range frames {
		b = append(b, []byte(f))
	}
	if _, err := c.conn.Write(appendMessage(nil, b)); err != nil {
		c.t.Error(err)
	}
}

func (c *client) receive() string {
	frames, err := readMessage(c.r, func(b []byte) { c.commands = append(c.commands, string(b)) })
	if err != nil {
		c.t.Error(err)
		return ""
	}
	return string(bytes.Join(frames, []byte("|")))
}

func TestRouter(t *testing.T) {
	tr := listen(t)
	a, b := dial(t, tr, kernel.Shell, "DEALER", "alice"), dial(t, tr, kernel.Shell, "DEALER", "")
	a.send("hello", "")
	in := <-tr.Receive()
	if got := fmt.Sprintf("%v %q", in.Channel, in.Frames); got != `shell ["alice" "hello" ""]` {
		t.Errorf("received %s", got)
	}
	b.send("x")
	anonymous := (<-tr.Receive()).Frames[0]
	for _, to := range []struct {
		id   []byte
		c    *client
		body string
	}{{[]byte("alice"), a, "for alice"}, {anonymous, b, "for b"}} {
		if err := tr.Send(kernel.Shell, [][]byte{to.id, []byte(to.body)}); err != nil {
			t.Error(err)
		}
		if got := to.c.receive(); got != to.body {
			t.Errorf("received %q, want %q", got, to.body)
		}
	}
	if err := tr.Send(kernel.Shell, [][]byte{[]byte("nobody"), nil}); err == nil {
		t.Error("sending to nobody gives no error")
	}
}

func TestHeartbeatEchoes(t *testing.T) {
	c := dial(t, listen(t), kernel.Heartbeat, "REQ", "")
	c.send("", "ping")
	if got := c.receive(); got != "|ping" {
		t.Errorf("echo %q, want an empty frame and ping", got)
	}
}

func TestPublishLosesNothing(t *testing.T) {
	const n = 100_000
	tr := listen(t)
	c := dial(t, tr, kernel.IOPub, "SUB", "")
	c.send("\x01kernel")
	if in := <-tr.Receive(); in.Channel != kernel.IOPub || string(in.Frames[0]) != "kernel" {
		t.Fatalf("subscription %q", in.Frames)
	}
	go func() { // faster than the client reads
		for i := range n {
			tr.Send(kernel.IOPub, [][]byte{[]byte("other"), []byte("not for you")})
			tr.Send(kernel.IOPub, [][]byte{[]byte("kernel.stream"), fmt.Append(nil, i)})
		}
	}()
	for i := range n {
		if got, want := c.receive(), fmt.Sprintf("kernel.stream|%d", i); got != want {
			t.Fatalf("message %d is %q, want %q", i, got, want)
		}
	}
}

func TestRubbishEndsOnlyItsConnection(t *testing.T) {
	tr := listen(t)
	for _, rubbish := range []string{"GET / HTTP/1.1\r\n\r\n" + string(make([]byte, 64)), string(greeting()) + "\x04\x06\x05READX", string(greeting()) + "\xff"} {
		addr := tr.addresses[kernel.Shell]
		conn, err := net.Dial(addr.Network(), addr.String())
		if err != nil {
			t.Fatal(err)
		}
		conn.Write([]byte(rubbish))
		conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		if _, err := bufio.NewReader(conn).WriteTo(&bytes.Buffer{}); err != nil {
			t.Errorf("after %.20q the connection stays open: %v", rubbish, err)
		}
		conn.Close()
	}
	c := dial(t, tr, kernel.Shell, "DEALER", "a")
	c.send("still there")
	if in := <-tr.Receive(); string(in.Frames[1]) != "still there" {
		t.Errorf("received %q", in.Frames)
	}
}

func FuzzReadMessage(f *testing.F) {
	f.Add(appendMessage(nil, [][]byte{[]byte("a"), make([]byte, 300), nil}))
	f.Add([]byte{flagLong, 0xff, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		frames, err := readMessage(bufio.NewReader(bytes.NewReader(b)), func([]byte) {})
		if err != nil {
			return
		}
		again, err := readMessage(bufio.NewReader(bytes.NewReader(appendMessage(nil, frames))), func([]byte) {})
		if err != nil || len(again) != len(frames) {
			t.Errorf("%d frames become %d: %v", len(frames), len(again), err)
		}
	})
}

func FuzzParseReady(f *testing.F) {
	f.Add(byte(flagCommand), ready("ROUTER")[2:])
	f.Fuzz(func(t *testing.T, flags byte, b []byte) { parseReady(flags, b) })
}
