package zmq

import (
	"bytes"
	"net"
	"sync"
	"time"
)

const (
	// maxTopics bounds the different subscriptions of a peer. Front ends have
	// one, to everything.
	maxTopics = 256
	// maxEchoes is how many bytes of heartbeats and other answers wait for a
	// peer that does not read them; then nothing more is read from it.
	maxEchoes = 64 << 10
)

// A message waits for a peer.
type message struct {
	frames  [][]byte
	command bool
	size    int
}

func newMessage(frames [][]byte, command bool) message {
	m := message{frames: frames, command: command}
	for _, f := range frames {
		m.size += len(f)
	}
	return m
}

// peer is one connection, with the messages that are still to be written to
// it.
type peer struct {
	conn  net.Conn
	curve *curve // nil: plain
	pings bool
	gone  chan struct{} // closed when the connection has ended
	pongs chan struct{} // a PING was answered

	mu     sync.Mutex
	cond   *sync.Cond // something has changed
	queue  []message
	unread int // bytes that wait or are being written
	topics map[string]int
	done   bool // write what is queued, then end
}

func newPeer(conn net.Conn, s *session) *peer {
	p := &peer{conn: conn, curve: s.curve, pings: s.pings, gone: make(chan struct{}), pongs: make(chan struct{}, 1), topics: map[string]int{}}
	p.cond = sync.NewCond(&p.mu)
	return p
}

// send queues a message and returns how many bytes wait.
func (p *peer) send(m message) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done {
		return 0
	}
	p.queue = append(p.queue, m)
	p.unread += m.size
	p.cond.Broadcast()
	return p.unread
}

// drain waits until at most low bytes wait, or for the given time, and returns
// how many do.
func (p *peer) drain(low int, patience time.Duration) int {
	deadline := time.Now().Add(patience)
	timer := time.AfterFunc(patience, func() {
		p.mu.Lock()
		p.cond.Broadcast()
		p.mu.Unlock()
	})
	defer timer.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.done && p.unread > low && time.Now().Before(deadline) {
		p.cond.Wait()
	}
	if p.done {
		return 0
	}
	return p.unread
}

// answer sends what a peer has asked for. While it does not read the answers
// nothing more is read of it.
func (p *peer) answer(m message) {
	p.mu.Lock()
	for p.unread > maxEchoes && !p.done {
		p.cond.Wait()
	}
	p.mu.Unlock()
	p.send(m)
}

// joined is the size up to which the frames of a message are copied together:
// one piece is written faster than many.
const joined = 64 << 10

// encode appends a message as it goes over the wire. Long frames are not
// copied: many peers wait for the same ones.
func (p *peer) encode(out net.Buffers, m message) net.Buffers {
	var head []byte
	for i, f := range m.frames {
		var flags byte
		if i < len(m.frames)-1 {
			flags |= flagMore
		}
		if m.command {
			flags |= flagCommand
		}
		switch {
		case p.curve != nil:
			head = p.curve.seal(head, flags, f)
		case len(f) <= joined:
			head = appendFrame(head, flags, f)
		default:
			out = append(out, appendHead(head, flags, len(f)), f)
			head = nil
		}
	}
	if len(head) > 0 {
		out = append(out, head)
	}
	return out
}

// write writes what is queued, as much as there is at a time.
func (p *peer) write() {
	for {
		p.mu.Lock()
		for len(p.queue) == 0 && !p.done {
			p.cond.Wait()
		}
		batch, done := p.queue, p.done
		p.queue = nil
		p.mu.Unlock()
		if len(batch) == 0 && done {
			p.conn.Close()
			return
		}
		for len(batch) > 0 {
			n, size := 0, 0
			var out net.Buffers
			for n < len(batch) && size <= joined {
				out = p.encode(out, batch[n])
				size += batch[n].size
				n++
			}
			if _, err := out.WriteTo(p.conn); err != nil {
				p.close()
				return
			}
			clear(batch[:n]) // so that the frames can be collected
			batch = batch[n:]
			p.mu.Lock()
			p.unread -= size
			p.cond.Broadcast()
			p.mu.Unlock()
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

// alive reports whether the peer answers within the given time. One that
// speaks ZMTP 3.0, which has no PING, is alive while its connection is.
func (p *peer) alive(patience time.Duration) bool {
	if !p.pings {
		select {
		case <-p.gone:
			return false
		default:
			return true
		}
	}
	select { // an answer to an earlier question
	case <-p.pongs:
	default:
	}
	p.send(newMessage([][]byte{[]byte(cmdPing + "\x00\x00")}, true))
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-p.pongs:
		return true
	case <-p.gone:
	case <-timer.C:
	}
	return false
}

// subscribe takes a subscription message: a byte, 1 to begin and 0 to end,
// and the prefix. It returns the prefix of one that begins; ok is false if the
// peer has too many.
func (p *peer) subscribe(frames [][]byte) (began []byte, ok bool) {
	if len(frames) != 1 || len(frames[0]) == 0 {
		return nil, true
	}
	topic := frames[0][1:]
	p.mu.Lock()
	defer p.mu.Unlock()
	switch frames[0][0] {
	case 1:
		if p.topics[string(topic)] == 0 && len(p.topics) >= maxTopics {
			return nil, false
		}
		p.topics[string(topic)]++
		return topic, true
	case 0:
		if p.topics[string(topic)]--; p.topics[string(topic)] <= 0 {
			delete(p.topics, string(topic))
		}
	}
	return nil, true
}

func (p *peer) wants(topic []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for prefix := range p.topics {
		if bytes.HasPrefix(topic, []byte(prefix)) {
			return true
		}
	}
	return false
}
