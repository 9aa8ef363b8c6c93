package kernel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dlfs-go/book/kernel/wire"
)

// Options configure [Run].
type Options struct {
	Transport Transport
	Evaluator Evaluator
	Key       []byte      // signs messages; empty for no signature
	Log       *log.Logger // nil for none
}

// Kernel is a running kernel.
type Kernel struct {
	transport Transport
	eval      Evaluator
	key       []byte
	logger    *log.Logger
	session   string

	shell queue
	input chan *request // input_reply

	mu      sync.Mutex
	count   int // of the last execution
	history []entry

	failed   atomic.Int64 // when a cell last failed with stop_on_error, in Unix nanoseconds
	shutdown chan struct{}
	once     sync.Once
}

type entry struct {
	line   int
	source string
}

// Run serves until a shutdown request, until the context ends, or until the
// transport is closed. It closes transport and evaluator.
func Run(ctx context.Context, o Options) error {
	k := &Kernel{
		transport: o.Transport, eval: o.Evaluator, key: o.Key, logger: o.Log, session: newID(),
		input: make(chan *request, 1), shutdown: make(chan struct{}),
	}
	k.shell.init()
	if k.logger == nil {
		k.logger = log.New(io.Discard, "", 0)
	}
	k.publish(nil, "status", dict{"execution_state": "starting"}, nil)
	control := make(chan *request, 64)
	go k.serveControl(control)
	go k.serveShell(ctx)
	err := k.receive(ctx, control)
	k.eval.Interrupt()
	return errors.Join(err, k.eval.Close(), k.transport.Close())
}

func (k *Kernel) log(format string, args ...any) { k.logger.Printf(format, args...) }

// receive hands messages to those who serve them.
func (k *Kernel) receive(ctx context.Context, control chan<- *request) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-k.shutdown:
			return nil
		case in, ok := <-k.transport.Receive():
			if !ok {
				return nil
			}
			if in.Channel == IOPub {
				k.welcome(in.Frames)
				continue
			}
			r, err := k.decode(in)
			if err != nil {
				k.log("dropped a message on %s: %v", in.Channel, err)
				continue
			}
			switch in.Channel {
			case Shell:
				k.shell.push(r)
			case Control:
				select {
				case control <- r:
				default:
					k.log("dropped a message: more than %d control requests wait", cap(control))
				}
			case Stdin:
				select {
				case k.input <- r:
				default: // nobody asked
				}
			}
		}
	}
}

func (k *Kernel) decode(in Incoming) (*request, error) {
	m, err := wire.Decode(in.Frames, k.key)
	if err != nil {
		return nil, err
	}
	r := &request{channel: in.Channel, msg: m, arrived: time.Now()}
	if err := json.Unmarshal(m.Header, &r.header); err != nil {
		return nil, fmt.Errorf("the header: %w", err)
	}
	if r.header.MsgType == "" {
		return nil, errors.New("the header has no msg_type")
	}
	return r, nil
}

// welcome tells a new subscriber that it will miss nothing from now on.
func (k *Kernel) welcome(frames [][]byte) {
	topic := ""
	if len(frames) > 0 {
		topic = string(frames[0])
	}
	m := k.encode("iopub_welcome", nil, [][]byte{[]byte(topic)}, dict{"subscription": topic}, nil)
	if err := k.transport.Send(IOPub, wire.Encode(m, k.key)); err != nil {
		k.log("publishing iopub_welcome: %v", err)
	}
}

func (k *Kernel) serveShell(ctx context.Context) {
	for {
		r, ok := k.shell.pop(k.shutdown)
		if !ok {
			return
		}
		k.handle(ctx, r)
	}
}

func (k *Kernel) serveControl(control <-chan *request) {
	for {
		select {
		case <-k.shutdown:
			return
		case r := <-control:
			k.handle(context.Background(), r)
		}
	}
}

// handle answers one request, between busy and idle.
func (k *Kernel) handle(ctx context.Context, r *request) {
	parent := r.msg.Header
	k.publish(parent, "status", dict{"execution_state": "busy"}, nil)
	defer k.publish(parent, "status", dict{"execution_state": "idle"}, nil)
	defer func() {
		if v := recover(); v != nil {
			k.log("%s: %v", r.header.MsgType, v)
		}
	}()
	serve, ok := handlers[r.header.MsgType]
	if !ok {
		k.log("a message of unknown type %q", r.header.MsgType)
		return
	}
	if err := serve(k, ctx, r); err != nil {
		k.log("%v", err)
		k.reply(r, replyType(r.header.MsgType), dict{"status": "error", "ename": "RequestError", "evalue": err.Error(), "traceback": []string{}})
	}
}

func replyType(request string) string {
	const suffix = "_request"
	if n := len(request) - len(suffix); n > 0 && request[n:] == suffix {
		return request[:n] + "_reply"
	}
	return request + "_reply"
}

// stop ends Run.
func (k *Kernel) stop() { k.once.Do(func() { close(k.shutdown) }) }

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

func (q *queue) pop(stop <-chan struct{}) (*request, bool) {
	for {
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
