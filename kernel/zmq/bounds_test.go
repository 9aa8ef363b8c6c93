package zmq

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dlfs-go/book/kernel"
)

// logged opens a transport and collects its log.
func logged(t *testing.T) (*Transport, func() string) {
	t.Helper()
	var mu sync.Mutex
	var text strings.Builder
	tr, err := Listen(kernel.Connection{Transport: "ipc", IP: t.TempDir() + "/k", ShellPort: 1, ControlPort: 2, StdinPort: 3, IOPubPort: 4, HBPort: 5}, func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(&text, format+"\n", args...)
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tr.Close() })
	return tr, func() string { mu.Lock(); defer mu.Unlock(); return text.String() }
}

// announce writes the head of a frame and so many bytes of it, and reports
// whether the connection is closed before all are taken.
func announce(conn net.Conn, flags byte, size, sent uint64) error {
	head := binary.BigEndian.AppendUint64([]byte{flags | flagLong}, size)
	if _, err := conn.Write(head); err != nil {
		return err
	}
	chunk := make([]byte, 1<<16)
	for ; sent > 0; sent -= min(sent, uint64(len(chunk))) {
		if _, err := conn.Write(chunk[:min(sent, uint64(len(chunk)))]); err != nil {
			return err
		}
	}
	return nil
}

// What comes before a signature can be checked, and what is never long, is cut
// off early, with a line in the log; others are served all the time.
func TestLongThingsAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name string
		ch   kernel.Channel
		typ  string
		do   func(c *client)
		log  string
	}{
		{"a frame to shell", kernel.Shell, "DEALER", func(c *client) { announce(c.conn, 0, uint64(large.frame)+1, 0) }, "the limit is"},
		{"a frame of 2⁶³", kernel.Shell, "DEALER", func(c *client) { announce(c.conn, 0, 1<<63, 0) }, "the limit is"},
		{"many long frames", kernel.Shell, "DEALER", func(c *client) {
			for range 5 {
				if announce(c.conn, flagMore, 1<<25, 1<<25) != nil {
					return
				}
			}
		}, "a message of more than"},
		{"many short frames", kernel.Shell, "DEALER", func(c *client) {
			c.conn.Write(bytes.Repeat([]byte{flagMore, 0}, large.frames+1))
		}, "frames"},
		{"a command", kernel.Control, "DEALER", func(c *client) { announce(c.conn, flagCommand, uint64(small.frame)+1, 0) }, "the limit is"},
		{"a heartbeat", kernel.Heartbeat, "REQ", func(c *client) { announce(c.conn, 0, uint64(small.frame)+1, 0) }, "the limit is"},
		{"a subscription", kernel.IOPub, "SUB", func(c *client) { announce(c.conn, 0, uint64(small.frame)+1, 0) }, "the limit is"},
		{"subscriptions", kernel.IOPub, "SUB", func(c *client) {
			for i := range maxTopics + 1 {
				c.conn.Write(wired(fmt.Append([]byte{1}, i)))
			}
		}, "subscriptions"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tr, log := logged(t)
			go func() {
				for range tr.Receive() {
				}
			}()
			c := dial(t, tr, tt.ch, tt.typ, "")
			tt.do(c)
			if _, err := io.Copy(io.Discard, c.r); err != nil && !strings.Contains(err.Error(), "reset") {
				t.Errorf("the connection stays open: %v", err)
			}
			if got := log(); !strings.Contains(got, tt.log) || !strings.Contains(got, tt.ch.String()) {
				t.Errorf("the log says %q, want %q of %s in it", got, tt.log, tt.ch)
			}
			beat := dial(t, tr, kernel.Heartbeat, "REQ", "")
			beat.send("", "ping")
			if got := beat.receive(); got != "|ping" {
				t.Errorf("another peer's heartbeat is %q", got)
			}
		})
	}
}

// All peers together cannot make the kernel keep more than so much of what has
// not been looked at.
func TestIncomingBytesOfAllPeersAreBounded(t *testing.T) {
	tr, log := logged(t)
	refused := 0
	for range maxIncoming/large.frame + 2 {
		c := dial(t, tr, kernel.Shell, "DEALER", "")
		if announce(c.conn, flagMore, uint64(large.frame), uint64(large.frame)-1) != nil { // its last byte does not come
			refused++
		}
	}
	if refused == 0 || !strings.Contains(log(), "are arriving at once") {
		t.Errorf("%d of the peers were refused, and the log says %q", refused, log())
	}
	if got := tr.incoming.Load(); got > maxIncoming+1<<20 {
		t.Errorf("%d bytes are kept, want at most %d", got, maxIncoming)
	}
}

// A peer that asks and does not read the answers is not read any more.
func TestUnreadEchoesHoldTheirPeerBack(t *testing.T) {
	tr, _ := logged(t)
	c := dial(t, tr, kernel.Heartbeat, "REQ", "")
	c.conn.SetWriteDeadline(time.Now().Add(2 * time.Second))
	beat := wired(make([]byte, 4096))
	sent := 0
	for ; sent < 64<<20; sent += len(beat) {
		if _, err := c.conn.Write(beat); err != nil {
			break
		}
	}
	if sent >= 64<<20 {
		t.Error("64 MB of heartbeats were taken of a peer that reads none of the echoes")
	}
}

// A subscriber that does not read is sent away, and nobody else loses anything.
func TestPeerThatDoesNotReadIsSentAway(t *testing.T) {
	tr, log := logged(t)
	stopped, good := dial(t, tr, kernel.IOPub, "SUB", "stopped"), dial(t, tr, kernel.IOPub, "SUB", "good")
	for _, c := range []*client{stopped, good} {
		c.send("\x01")
		<-tr.Receive()
	}
	const n, size = 80, 4 << 20
	read := make(chan int)
	go func() {
		got := 0
		for i := range n {
			if m := good.receive(); len(m) != size || m[0] != byte(i) {
				break
			}
			got++
		}
		read <- got
	}()
	began := time.Now()
	for i := range n {
		b := make([]byte, size)
		b[0] = byte(i)
		tr.Send(kernel.IOPub, [][]byte{b})
	}
	if got := <-read; got != n {
		t.Errorf("the peer that reads got %d messages, want %d", got, n)
	}
	if !strings.Contains(log(), `"stopped" on iopub is sent away`) {
		t.Errorf("%d MB unread after %v: the log says %q", n*size>>20, time.Since(began), log())
	}
}

// A peer that reads slowly gets everything; the kernel waits for it.
func TestSlowPeerLosesNothing(t *testing.T) {
	tr, log := logged(t)
	c := dial(t, tr, kernel.IOPub, "SUB", "slow")
	c.send("\x01")
	<-tr.Receive()
	const n, size = 100, 4 << 20
	go func() {
		for i := range n {
			b := make([]byte, size)
			b[0] = byte(i)
			tr.Send(kernel.IOPub, [][]byte{b})
		}
	}()
	for i := range n {
		if m := c.receive(); len(m) != size || m[0] != byte(i) {
			t.Fatalf("message %d: %d bytes; the log says %q", i, len(m), log())
		}
	}
}

// Only the one who subscribes is welcomed.
func TestAnswerGoesToTheSubscriberAlone(t *testing.T) {
	tr, _ := logged(t)
	other, c := dial(t, tr, kernel.IOPub, "SUB", ""), dial(t, tr, kernel.IOPub, "SUB", "")
	other.send("\x01")
	<-tr.Receive()
	c.send("\x01a")
	in := <-tr.Receive()
	in.Answer([][]byte{[]byte("a"), []byte("welcome")})
	tr.Send(kernel.IOPub, [][]byte{[]byte("a"), []byte("for all")})
	if got := c.receive(); got != "a|welcome" {
		t.Errorf("the subscriber got %q first", got)
	}
	if got := other.receive(); got != "a|for all" {
		t.Errorf("the other one got %q, want nothing of the welcome", got)
	}
}

// A second kernel does not take the sockets of one that is alive, and takes
// those of one that is dead.
func TestSocketOfALivingKernelStays(t *testing.T) {
	dir := t.TempDir()
	conn := kernel.Connection{Transport: "ipc", IP: dir + "/k", ShellPort: 1, ControlPort: 2, StdinPort: 3, IOPubPort: 4, HBPort: 5}
	first, err := Listen(conn, nil)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := Listen(conn, nil); err == nil || !strings.Contains(err.Error(), "alive") {
		t.Errorf("a second kernel on the same sockets: %v, %v", second, err)
	}
	dial(t, first, kernel.Heartbeat, "REQ", "").send("", "ping") // it still serves
	for _, l := range first.listeners {
		l.(*net.UnixListener).SetUnlinkOnClose(false) // as after SIGKILL
	}
	first.Close()
	third, err := Listen(conn, nil)
	if err != nil {
		t.Fatalf("on the sockets of a dead kernel: %v", err)
	}
	third.Close()
}
