package zmq

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/dlfs-go/book/kernel"
)

// Transport is the five sockets of a kernel.
type Transport struct {
	conn      kernel.Connection
	in        chan kernel.Incoming
	closed    chan struct{}
	once      sync.Once
	listeners []net.Listener
	addresses map[kernel.Channel]net.Addr

	mu    sync.Mutex
	peers map[kernel.Channel]map[string]*peer
	next  uint32
	done  bool

	readers, writers sync.WaitGroup
}

// socketTypes are what the sockets say they are.
var socketTypes = map[kernel.Channel]string{
	kernel.Shell: "ROUTER", kernel.Control: "ROUTER", kernel.Stdin: "ROUTER", kernel.IOPub: "XPUB", kernel.Heartbeat: "REP",
}

// Listen opens the sockets of a connection. The error names the socket and
// the address; none is left open then.
func Listen(c kernel.Connection) (*Transport, error) {
	t := &Transport{
		conn: c, in: make(chan kernel.Incoming, 16), closed: make(chan struct{}),
		addresses: map[kernel.Channel]net.Addr{}, peers: map[kernel.Channel]map[string]*peer{},
	}
	for ch := kernel.Shell; ch <= kernel.Heartbeat; ch++ {
		network, address := c.Address(ch)
		if network == "unix" {
			removeSocket(address)
		}
		l, err := net.Listen(network, address)
		if err != nil {
			t.Close()
			return nil, fmt.Errorf("the %s socket: %w", ch, err)
		}
		t.listeners = append(t.listeners, l)
		t.addresses[ch] = l.Addr()
		t.peers[ch] = map[string]*peer{}
		go t.accept(ch, l)
	}
	return t, nil
}

// Receive implements kernel.Transport.
func (t *Transport) Receive() <-chan kernel.Incoming { return t.in }

// Ports returns the ports by their names in a connection file.
func (t *Transport) Ports() map[string]any { return t.conn.Ports() }

// removeSocket removes what a kernel left that did not end well, and nothing
// that is not a socket.
func removeSocket(name string) {
	if info, err := os.Lstat(name); err == nil && info.Mode().Type() == fs.ModeSocket {
		os.Remove(name)
	}
}

// drainTime is how long Close waits for peers to take what was sent.
const drainTime = time.Second

// Close ends all connections, after what was sent before is written: the last
// message of a kernel is the answer to the shutdown request.
func (t *Transport) Close() error {
	t.once.Do(func() {
		close(t.closed)
		for _, l := range t.listeners {
			l.Close()
		}
		deadline := time.Now().Add(drainTime)
		t.mu.Lock()
		t.done = true
		for _, peers := range t.peers {
			for _, p := range peers {
				p.finish(deadline)
			}
		}
		t.mu.Unlock()
		t.writers.Wait() // the deadline ends them
		t.readers.Wait() // whose connections the writers have closed
		close(t.in)
	})
	return nil
}

func (t *Transport) accept(ch kernel.Channel, l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			select {
			case <-t.closed:
				return
			case <-time.After(10 * time.Millisecond): // out of files, for example
			}
			continue
		}
		go t.serve(ch, conn)
	}
}

// handshakeTime is how long a peer may take to say who it is.
const handshakeTime = 10 * time.Second

func (t *Transport) serve(ch kernel.Channel, conn net.Conn) {
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(handshakeTime))
	r := bufio.NewReader(conn)
	identity, err := handshake(r, conn, socketTypes[ch])
	if err != nil {
		return
	}
	conn.SetDeadline(time.Time{})
	p := newPeer(conn)
	identity, ok := t.join(ch, identity, p)
	if !ok {
		return
	}
	defer t.leave(ch, identity, p)
	command := func(body []byte) {
		if answer := pong(body); answer != nil {
			p.send(answer)
		} else if frames := subscription(body); frames != nil && ch == kernel.IOPub {
			t.deliver(ch, identity, p, frames)
		}
	}
	for {
		frames, err := readMessage(r, command)
		if err != nil {
			return
		}
		t.deliver(ch, identity, p, frames)
	}
}

// join makes a peer known and starts its writer, unless the transport is
// closed. A peer without an identity gets one that begins with a zero byte,
// which no peer may choose. One that comes back takes the place of its old
// connection, which may not have noticed yet that it is dead.
func (t *Transport) join(ch kernel.Channel, identity string, p *peer) (string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.done || strings.HasPrefix(identity, "\x00") {
		return "", false
	}
	if identity == "" {
		t.next++
		identity = fmt.Sprintf("\x00%d", t.next)
	}
	if old := t.peers[ch][identity]; old != nil {
		old.conn.Close()
	}
	t.peers[ch][identity] = p
	t.readers.Add(1)
	t.writers.Go(p.write)
	return identity, true
}

func (t *Transport) leave(ch kernel.Channel, identity string, p *peer) {
	defer t.readers.Done()
	p.close()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.peers[ch][identity] == p {
		delete(t.peers[ch], identity)
	}
}

func (t *Transport) deliver(ch kernel.Channel, identity string, p *peer, frames [][]byte) {
	switch ch {
	case kernel.Heartbeat:
		p.send(appendMessage(nil, frames))
		return
	case kernel.IOPub:
		frames = p.subscribe(frames)
		if frames == nil {
			return
		}
	default:
		frames = append([][]byte{[]byte(identity)}, frames...)
	}
	select {
	case t.in <- kernel.Incoming{Channel: ch, Frames: frames}:
	case <-t.closed:
	}
}

// Send implements kernel.Transport. It does not wait for the peers: what they
// do not take yet is kept for them, without a limit but memory, since a front
// end that misses output shows a wrong notebook.
func (t *Transport) Send(ch kernel.Channel, frames [][]byte) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if ch == kernel.IOPub {
		msg := appendMessage(nil, frames)
		for _, p := range t.peers[ch] {
			if p.wants(frames[0]) {
				p.send(msg)
			}
		}
		return nil
	}
	if len(frames) < 2 {
		return errors.New("zmq: a message without an identity and a body")
	}
	p := t.peers[ch][string(frames[0])]
	if p == nil {
		return fmt.Errorf("zmq: nobody with the identity %q is on %s", frames[0], ch)
	}
	p.send(appendMessage(nil, frames[1:]))
	return nil
}
