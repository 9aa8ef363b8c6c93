package zmq

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	"github.com/dlfs-go/book/kernel"
)

// listen opens a transport on ports that the system chooses.
func listen(t *testing.T) *Transport {
	t.Helper()
	dir := t.TempDir()
	tr, err := Listen(kernel.Connection{Transport: "ipc", IP: dir + "/k", ShellPort: 1, ControlPort: 2, StdinPort: 3, IOPubPort: 4, HBPort: 5}, nil)
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
	conn.Write(greeting("NULL"))
	conn.Write(appendFrame(nil, flagCommand, append([]byte(cmdReady), clientMetadata(socketType, identity)...)))
	if _, err := c.r.Discard(greetingSize); err != nil {
		t.Fatal(err)
	}
	_, b, err := readFrame(c.r, small.frame, nil)
	if err != nil {
		t.Fatal(err)
	}
	meta, ok := bytes.CutPrefix(b, []byte(cmdReady))
	if props, err := parseMetadata(meta); !ok || err != nil || props["Socket-Type"] == "" {
		t.Fatalf("READY of the %s socket: %v, %v", ch, props, err)
	}
	return c
}

// clientMetadata is what the READY of a client says.
func clientMetadata(socketType, identity string) (b []byte) {
	b = append(b, 11)
	b = append(b, "Socket-Type"...)
	b = append(b, 0, 0, 0, byte(len(socketType)))
	b = append(b, socketType...)
	b = append(b, 8)
	b = append(b, "Identity"...)
	b = append(b, 0, 0, 0, byte(len(identity)))
	return append(b, identity...)
}

// wired encodes a message as a peer without encryption sends it.
func wired(frames ...[]byte) (b []byte) {
	for _, piece := range new(peer).encode(nil, newMessage(frames, false)) {
		b = append(b, piece...)
	}
	return b
}

// unwired is the inverse of wired.
func unwired(r io.Reader, command func([]byte)) ([][]byte, error) {
	return (&reader{r: r, lim: large, command: func(b []byte) error { command(b); return nil }}).message()
}

func (c *client) send(frames ...string) {
	var b [][]byte
	for _, f := range frames {
		b = append(b, []byte(f))
	}
	if _, err := c.conn.Write(wired(b...)); err != nil {
		c.t.Error(err)
	}
}

func (c *client) receive() string {
	frames, err := unwired(c.r, func(b []byte) { c.commands = append(c.commands, string(b)) })
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
	for _, rubbish := range []string{"GET / HTTP/1.1\r\n\r\n" + string(make([]byte, 64)), string(greeting("NULL")) + "\x04\x06\x05READX", string(greeting("NULL")) + "\xff"} {
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
	f.Add(wired([]byte("a"), make([]byte, 300), nil))
	f.Add([]byte{flagLong, 0xff, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		frames, err := unwired(bytes.NewReader(b), func([]byte) {})
		if err != nil {
			return
		}
		again, err := unwired(bytes.NewReader(wired(frames...)), func([]byte) {})
		if err != nil || len(again) != len(frames) {
			t.Errorf("%d frames become %d: %v", len(frames), len(again), err)
		}
	})
}

func FuzzParseMetadata(f *testing.F) {
	f.Add(metadata("ROUTER"))
	f.Fuzz(func(t *testing.T, b []byte) { parseMetadata(b) })
}
