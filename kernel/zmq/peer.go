package zmq

import (
	"bytes"
	"net"
	"sync"
	"time"
)

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
