package zmq

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"github.com/dlfs-go/book/kernel"
)

// Transport is the five sockets of a kernel.
type Transport struct {
	in        chan kernel.Incoming
	closed    chan struct{}
	once      sync.Once
	listeners []net.Listener
	addresses map[kernel.Channel]net.Addr

	mu    sync.Mutex
	peers map[kernel.Channel]map[string]*peer
	next  uint32
}

// socketTypes are what the sockets say they are.
var socketTypes = map[kernel.Channel]string{
	kernel.Shell: "ROUTER", kernel.Control: "ROUTER", kernel.Stdin: "ROUTER", kernel.IOPub: "XPUB", kernel.Heartbeat: "REP",
}

// Listen opens the sockets of a connection. The error names the socket and
// the address; none is left open then.
func Listen(c kernel.Connection) (*Transport, error) {
	t := &Transport{
		in: make(chan kernel.Incoming, 16), closed: make(chan struct{}),
		addresses: map[kernel.Channel]net.Addr{}, peers: map[kernel.Channel]map[string]*peer{},
	}
	for ch := kernel.Shell; ch <= kernel.Heartbeat; ch++ {
		network, address := c.Address(ch)
		if network == "unix" {
			os.Remove(address) // of a kernel that did not end well
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

// Close ends all connections. What was sent before is still written, within a
// second.
func (t *Transport) Close() error {
	t.once.Do(func() {
		close(t.closed)
		for _, l := range t.listeners {
			l.Close()
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		deadline := time.Now().Add(time.Second)
		for _, peers := range t.peers {
			for _, p := range peers {
				p.finish(deadline)
			}
		}
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
	identity = t.join(ch, identity, p)
	defer t.leave(ch, identity, p)
	go p.write()
	for {
		frames, err := readMessage(r)
		if err != nil {
			return
		}
		t.deliver(ch, identity, p, frames)
	}
}

// join makes a peer known. A peer without an identity gets one that begins
// with a zero byte, which no peer may choose.
func (t *Transport) join(ch kernel.Channel, identity string, p *peer) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if identity == "" {
		t.next++
		identity = fmt.Sprintf("\x00%d", t.next)
	}
	if old := t.peers[ch][identity]; old != nil {
		old.conn.Close()
	}
	t.peers[ch][identity] = p
	return identity
}

func (t *Transport) leave(ch kernel.Channel, identity string, p *peer) {
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

// peer is one connection, with what is still to be written to it.
type peer struct {
	conn net.Conn

	mu     sync.Mutex
	cond   *sync.Cond
	queue  [][]byte
	topics [][]byte
	done   bool // write what is queued, then end
}

func newPeer(conn net.Conn) *peer {
	p := &peer{conn: conn}
	p.cond = sync.NewCond(&p.mu)
	return p
}

func (p *peer) send(b []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.done {
		p.queue = append(p.queue, b)
		p.cond.Signal()
	}
}

// write writes what is queued, as much as there is at a time.
func (p *peer) write() {
	for {
		p.mu.Lock()
		for len(p.queue) == 0 && !p.done {
			p.cond.Wait()
		}
		batch, done := net.Buffers(p.queue), p.done
		p.queue = nil
		p.mu.Unlock()
		if len(batch) > 0 {
			if _, err := batch.WriteTo(p.conn); err != nil {
				p.close()
				return
			}
		} else if done {
			p.conn.Close()
			return
		}
	}
}

func (p *peer) close() { p.finish(time.Now()); p.conn.Close() }

// finish ends the writing, at the deadline at the latest.
func (p *peer) finish(deadline time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done = true
	p.conn.SetWriteDeadline(deadline)
	p.cond.Broadcast()
}

// subscribe takes a subscription message: a byte, 1 to begin and 0 to end,
// and the prefix. It returns the prefix of a new one.
func (p *peer) subscribe(frames [][]byte) [][]byte {
	if len(frames) != 1 || len(frames[0]) == 0 {
		return nil
	}
	topic := frames[0][1:]
	p.mu.Lock()
	defer p.mu.Unlock()
	switch frames[0][0] {
	case 1:
		p.topics = append(p.topics, topic)
		return [][]byte{topic}
	case 0:
		for i, old := range p.topics {
			if bytes.Equal(old, topic) {
				p.topics = append(p.topics[:i:i], p.topics[i+1:]...)
				break
			}
		}
	}
	return nil
}

func (p *peer) wants(topic []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, prefix := range p.topics {
		if bytes.HasPrefix(topic, prefix) {
			return true
		}
	}
	return false
}
