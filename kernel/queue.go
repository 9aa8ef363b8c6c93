package kernel

import "sync"

// queue is an unbounded first-in, first-out queue.
type queue struct {
	mu    sync.Mutex
	list  []*request
	ready chan struct{}
}

func (q *queue) init() { q.ready = make(chan struct{}, 1) }

func (q *queue) push(r *request) {
	q.mu.Lock()
	q.list = append(q.list, r)
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// pop waits for a request, or for stop, which wins.
func (q *queue) pop(stop <-chan struct{}) (*request, bool) {
	for {
		select {
		case <-stop:
			return nil, false
		default:
		}
		q.mu.Lock()
		if len(q.list) > 0 {
			r := q.list[0]
			q.list = q.list[1:]
			q.mu.Unlock()
			return r, true
		}
		q.mu.Unlock()
		select {
		case <-stop:
			return nil, false
		case <-q.ready:
		}
	}
}
