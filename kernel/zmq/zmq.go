package zmq

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/dlfs-go/book/kernel"
)

// Transport is the five sockets of a kernel.
type Transport struct {
	conn      kernel.Connection
	keys      *keyPair // nil: not encrypted
	log       func(format string, args ...any)
	in        chan kernel.Incoming
	closed    chan struct{}
	once      sync.Once
	listeners []net.Listener
	addresses map[kernel.Channel]net.Addr

	incoming atomic.Int64 // bytes of messages that have begun to arrive

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

// Listen opens the sockets of a connection. It tells log which peers it has
// sent away, and why; nil is for nobody. The error names the socket and the
// address; none is left open then.
func Listen(c kernel.Connection, log func(format string, args ...any)) (*Transport, error) {
	if log == nil {
		log = func(string, ...any) {}
	}
	t := &Transport{
		conn: c, log: log, in: make(chan kernel.Incoming, 16), closed: make(chan struct{}),
		addresses: map[kernel.Channel]net.Addr{}, peers: map[kernel.Channel]map[string]*peer{},
	}
	if c.Encrypted() {
		var err error
		if t.keys, err = newKeyPair(c.CurvePublicKey, c.CurveSecretKey); err != nil {
			return nil, err
		}
	}
	for ch := kernel.Shell; ch <= kernel.Heartbeat; ch++ {
		network, address := c.Address(ch)
		l, err := listenAt(network, address)
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

// listenAt takes the place of a socket that a kernel left behind which did not
// end well; not of one on which somebody still listens, and of nothing that is
// not a socket.
func listenAt(network, address string) (net.Listener, error) {
	if network == "unix" {
		if info, err := os.Lstat(address); err == nil && info.Mode().Type() == fs.ModeSocket {
			if conn, err := net.DialTimeout(network, address, time.Second); err == nil {
				conn.Close()
				return nil, fmt.Errorf("%s is the socket of a process that is alive", address)
			}
			os.Remove(address)
		}
	}
	return net.Listen(network, address)
}

// Receive implements kernel.Transport.
func (t *Transport) Receive() <-chan kernel.Incoming { return t.in }

// Ports returns the ports by their names in a connection file.
func (t *Transport) Ports() map[string]any { return t.conn.Ports() }

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
	s, err := handshake(r, conn, socketTypes[ch], t.keys)
	if err != nil {
		return
	}
	conn.SetDeadline(time.Time{})
	p := newPeer(conn, s)
	identity, err := t.join(ch, s.identity, p)
	if err != nil {
		t.log("a connection to the %s socket is refused: %v", ch, err)
		return
	}
	defer t.leave(ch, identity, p)
	if err := t.read(ch, identity, p, r); err != nil && !ended(err) {
		t.log("the connection of %q to the %s socket is closed: %v", identity, ch, err)
	}
}

// ended reports whether an error is nothing but the end of a connection.
func ended(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, os.ErrDeadlineExceeded)
}

// read delivers the messages of a peer until one is wrong or its connection
// ends.
func (t *Transport) read(ch kernel.Channel, identity string, p *peer, conn *bufio.Reader) error {
	in := &reader{r: conn, curve: p.curve, lim: small}
	var taken int64
	defer func() { t.incoming.Add(-taken) }()
	if ch != kernel.Heartbeat && ch != kernel.IOPub {
		in.lim = large
		in.room = func(n int) error {
			taken += int64(n)
			if t.incoming.Add(int64(n)) > maxIncoming {
				return fmt.Errorf("zmq: more than %d MB are arriving at once", maxIncoming>>20)
			}
			return nil
		}
	}
	in.command = func(body []byte) error {
		if echo := pong(body); echo != nil {
			p.answer(newMessage([][]byte{echo}, true))
		} else if bytes.HasPrefix(body, []byte(cmdPong)) {
			select {
			case p.pongs <- struct{}{}:
			default:
			}
		} else if frames := subscription(body); frames != nil && ch == kernel.IOPub {
			return t.deliver(ch, identity, p, frames)
		}
		return nil
	}
	for {
		frames, err := in.message()
		if err != nil {
			return err
		}
		if err := t.deliver(ch, identity, p, frames); err != nil {
			return err
		}
		t.incoming.Add(-taken)
		taken = 0
	}
}

// aliveTime is how long a connection may take to show that it is not dead when
// another one comes with the same identity.
const aliveTime = time.Second

// join makes a peer known and starts its writer, unless the transport is
// closed. A peer without an identity gets one that begins with a zero byte,
// which no peer may choose. One that comes back takes the place of its old
// connection, which may not have noticed yet that it is dead; but nobody takes
// the place of a connection that is alive, and with it the replies that are
// meant for another.
func (t *Transport) join(ch kernel.Channel, identity string, p *peer) (string, error) {
	if strings.HasPrefix(identity, "\x00") {
		return "", errors.New("its identity begins with a zero byte")
	}
	for {
		t.mu.Lock()
		if t.done {
			t.mu.Unlock()
			return "", net.ErrClosed
		}
		if identity == "" {
			t.next++
			identity = fmt.Sprintf("\x00%d", t.next)
		}
		old := t.peers[ch][identity]
		if old == nil {
			t.peers[ch][identity] = p
			t.readers.Add(1)
			t.writers.Go(p.write)
			t.mu.Unlock()
			return identity, nil
		}
		t.mu.Unlock()
		if old.alive(aliveTime) {
			return "", fmt.Errorf("the identity %q is that of a connection which is alive", identity)
		}
		old.conn.Close()
		<-old.gone
	}
}

func (t *Transport) leave(ch kernel.Channel, identity string, p *peer) {
	defer t.readers.Done()
	p.close()
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.peers[ch], identity)
	close(p.gone)
}

func (t *Transport) deliver(ch kernel.Channel, identity string, p *peer, frames [][]byte) error {
	in := kernel.Incoming{Channel: ch, Frames: append([][]byte{[]byte(identity)}, frames...)}
	switch ch {
	case kernel.Heartbeat:
		p.answer(newMessage(frames, false))
		return nil
	case kernel.IOPub:
		p.drain(maxEchoes, handshakeTime) // who reads no welcomes gets no more of them
		topic, ok := p.subscribe(frames)
		if !ok {
			return fmt.Errorf("zmq: more than %d subscriptions", maxTopics)
		}
		if topic == nil {
			return nil
		}
		in.Frames = [][]byte{topic}
		in.Answer = func(frames [][]byte) { p.send(newMessage(frames, false)) }
	}
	select {
	case t.in <- in:
	case <-t.closed:
	}
	return nil
}

const (
	// maxUnread is how many bytes may wait for a peer before the kernel waits
	// for it.
	maxUnread = 128 << 20
	// leastPace is how many bytes a peer must take in paceTime for the kernel
	// to go on waiting.
	leastPace = 4 << 20
	paceTime  = time.Second
)

// Send implements kernel.Transport. Nothing is dropped for a peer that reads: a
// front end that misses output shows a wrong notebook. For one that is slower
// than the cell that writes, the cell waits once much is unread. A peer that
// does not read is sent away, since it would fill the memory.
func (t *Transport) Send(ch kernel.Channel, frames [][]byte) error {
	if ch == kernel.IOPub {
		m := newMessage(frames, false)
		for identity, p := range t.subscribers(frames[0]) {
			t.push(ch, identity, p, m)
		}
		return nil
	}
	if len(frames) < 2 {
		return errors.New("zmq: a message without an identity and a body")
	}
	t.mu.Lock()
	p := t.peers[ch][string(frames[0])]
	t.mu.Unlock()
	if p == nil {
		return fmt.Errorf("zmq: nobody with the identity %q is on %s", frames[0], ch)
	}
	t.push(ch, string(frames[0]), p, newMessage(frames[1:], false))
	return nil
}

func (t *Transport) subscribers(topic []byte) map[string]*peer {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := make(map[string]*peer, len(t.peers[kernel.IOPub]))
	for identity, p := range t.peers[kernel.IOPub] {
		if p.wants(topic) {
			out[identity] = p
		}
	}
	return out
}

// push queues a message, and waits for a peer that reads slowly.
func (t *Transport) push(ch kernel.Channel, identity string, p *peer, m message) {
	before := p.send(m)
	if before == m.size { // one long message is not a peer that does not read
		return
	}
	for before > maxUnread {
		after := p.drain(maxUnread, paceTime)
		if after > maxUnread && before-after < leastPace {
			t.log("the peer %q on %s is sent away: %d MB of what was sent to it are unread", identity, ch, after>>20)
			p.close()
			return
		}
		before = after
	}
}
