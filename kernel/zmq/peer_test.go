package zmq

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dlfs-go/book/kernel"
)

// command sends a command frame.
func (c *client) command(body string) {
	if _, err := c.conn.Write(appendFrame(nil, flagCommand, []byte(body))); err != nil {
		c.t.Error(err)
	}
}

func TestPingIsAnswered(t *testing.T) {
	c := dial(t, listen(t), kernel.Heartbeat, "REQ", "")
	c.command(cmdPing + "\x00\x64context")
	c.command("\x04WHAT") // unknown commands are passed over
	c.send("", "beat")
	if got := c.receive(); got != "|beat" {
		t.Errorf("echo %q", got)
	}
	if got := strings.Join(c.commands, ","); got != cmdPong+"context" {
		t.Errorf("commands %q, want a PONG with the context", got)
	}
}

func TestSubscriptions(t *testing.T) {
	tr := listen(t)
	for _, tt := range []struct {
		name              string
		subscribe, cancel func(*client, string)
	}{
		{"messages of ZMTP 3.0", func(c *client, s string) { c.send("\x01" + s) }, func(c *client, s string) { c.send("\x00" + s) }},
		{"commands of ZMTP 3.1", func(c *client, s string) { c.command(cmdSubscribe + s) }, func(c *client, s string) { c.command(cmdCancel + s) }},
	} {
		c := dial(t, tr, kernel.IOPub, "SUB", "")
		tt.subscribe(c, "a")
		tt.subscribe(c, "b")
		for _, want := range []string{"a", "b"} {
			if in := <-tr.Receive(); in.Channel != kernel.IOPub || string(in.Frames[0]) != want {
				t.Errorf("%s: subscription %q, want %q", tt.name, in.Frames, want)
			}
		}
		tt.cancel(c, "a")
		tt.subscribe(c, "c") // comes after the cancelling
		<-tr.Receive()
		for _, topic := range []string{"a1", "x", "b1", "c1"} {
			tr.Send(kernel.IOPub, [][]byte{[]byte(topic)})
		}
		for _, want := range []string{"b1", "c1"} {
			if got := c.receive(); got != want {
				t.Errorf("%s: received %q, want %q", tt.name, got, want)
			}
		}
		c.conn.Close()
	}
}

func TestSlowAndDyingPeersHoldNobodyUp(t *testing.T) {
	const n = 200
	tr := listen(t)
	slow, dying, good := dial(t, tr, kernel.IOPub, "SUB", ""), dial(t, tr, kernel.IOPub, "SUB", ""), dial(t, tr, kernel.IOPub, "SUB", "")
	for _, c := range []*client{slow, dying, good} {
		c.send("\x01")
		<-tr.Receive()
	}
	dying.conn.Write([]byte{flagLong, 0, 0}) // and half a frame
	big := bytes.Repeat([]byte("x"), 1<<16)  // more than the socket's buffers hold
	for i := range n {
		if i == n/2 {
			dying.conn.Close()
		}
		tr.Send(kernel.IOPub, [][]byte{big, {byte(i)}})
	}
	for _, c := range []*client{good, slow} { // the slow one reads only now
		for i := range n {
			if got := c.receive(); got[len(got)-1] != byte(i) {
				t.Fatalf("message %d is %d", i, got[len(got)-1])
			}
		}
	}
}

// A front end that comes back takes the place of its old connection if that is
// dead, whether the connection has noticed it or not.
func TestReturningPeerTakesItsPlace(t *testing.T) {
	for name, die := range map[string]func(c *client){
		"closed":             func(c *client) { c.conn.Close() },
		"answers no PING":    func(c *client) {},
		"closed in the PING": func(c *client) { go func() { c.r.ReadByte(); c.conn.Close() }() },
	} {
		tr := listen(t)
		old := dial(t, tr, kernel.Shell, "DEALER", "me")
		old.send("first")
		<-tr.Receive()
		die(old)
		again := dial(t, tr, kernel.Shell, "DEALER", "me")
		again.send("second")
		<-tr.Receive()
		if err := tr.Send(kernel.Shell, [][]byte{[]byte("me"), []byte("hello")}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := again.receive(); got != "hello" {
			t.Errorf("%s: received %q, want hello", name, got)
		}
	}
}

// Nobody takes the identity of a connection that is alive: the replies for it
// would go to a stranger.
func TestIdentityIsNotTakenOver(t *testing.T) {
	tr := listen(t)
	mine := dial(t, tr, kernel.Shell, "DEALER", "me")
	mine.send("first")
	<-tr.Receive()
	got := make(chan string)
	go func() { // answers PINGs, as libzmq does
		got <- mine.receiveAnswering()
	}()
	stranger := dial(t, tr, kernel.Shell, "DEALER", "me")
	if _, err := unwired(stranger.r, func([]byte) {}); err == nil {
		t.Error("a stranger with the identity of a living connection is served")
	}
	if err := tr.Send(kernel.Shell, [][]byte{[]byte("me"), []byte("for me alone")}); err != nil {
		t.Fatal(err)
	}
	if got := <-got; got != "for me alone" {
		t.Errorf("received %q, want the reply", got)
	}
}

// receiveAnswering is receive that answers each PING.
func (c *client) receiveAnswering() string {
	frames, err := unwired(c.r, func(b []byte) {
		if echo := pong(b); echo != nil {
			c.command(string(echo))
		}
	})
	if err != nil {
		c.t.Error(err)
	}
	return string(bytes.Join(frames, []byte("|")))
}

func TestCloseWritesWhatWasSent(t *testing.T) {
	tr := listen(t)
	c := dial(t, tr, kernel.Control, "DEALER", "me")
	c.send("shutdown")
	<-tr.Receive()
	big := strings.Repeat("x", 1<<20)
	tr.Send(kernel.Control, [][]byte{[]byte("me"), []byte(big)})
	closed := make(chan error, 1)
	go func() { closed <- tr.Close() }()
	if got := c.receive(); got != big {
		t.Errorf("received %d bytes, want %d", len(got), len(big))
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if err := tr.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}

func TestCloseDoesNotWaitForeverForADeadPeer(t *testing.T) {
	tr := listen(t)
	dial(t, tr, kernel.Control, "DEALER", "me").send("x")
	<-tr.Receive()
	tr.Send(kernel.Control, [][]byte{[]byte("me"), make([]byte, 32<<20)}) // nobody reads it
	began := time.Now()
	tr.Close()
	if d := time.Since(began); d > 2*drainTime {
		t.Errorf("Close took %v, want about %v", d, drainTime)
	}
}

// Who reads from a transport learns that it is closed, whatever peers send.
func TestCloseEndsReceive(t *testing.T) {
	tr := listen(t)
	for i := range 3 {
		c := dial(t, tr, kernel.Shell, "DEALER", fmt.Sprintf("peer%d", i))
		go func() {
			for range 1000 {
				if _, err := c.conn.Write(wired([]byte("x"))); err != nil {
					return
				}
			}
		}()
	}
	<-tr.Receive()
	go tr.Close()
	for deadline := time.After(20 * time.Second); ; {
		select {
		case _, ok := <-tr.Receive():
			if !ok {
				return
			}
		case <-deadline:
			t.Fatal("Receive is still open")
		}
	}
}

func TestWrongSocketTypeIsRefused(t *testing.T) {
	tr := listen(t)
	c := dial(t, tr, kernel.Shell, "SUB", "")
	if b, err := c.r.ReadByte(); err == nil {
		t.Errorf("a SUB on shell is served: got byte %d", b)
	}
}

func TestListenErrors(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	_, err = Listen(kernel.Connection{Transport: "tcp", IP: "127.0.0.1", IOPubPort: port}, nil) // the others are 0: any
	if err == nil || !strings.Contains(err.Error(), "the iopub socket") {
		t.Errorf("a port in use: %v", err)
	}
	prefix := filepath.Join(t.TempDir(), "k")
	os.WriteFile(prefix+"-1", []byte("a reader's file"), 0o600)
	_, err = Listen(kernel.Connection{Transport: "ipc", IP: prefix, ShellPort: 1, ControlPort: 2, StdinPort: 3, IOPubPort: 4, HBPort: 5}, nil)
	if err == nil || !strings.Contains(err.Error(), "the shell socket") {
		t.Errorf("a file in the way: %v", err)
	}
	if _, err := os.Stat(prefix + "-1"); err != nil {
		t.Errorf("the file was removed: %v", err)
	}
}
