package kernel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/dlfs-go/book/kernel/wire"
)

// Options configure [Run].
type Options struct {
	Transport Transport
	Evaluator Evaluator
	Key       []byte      // signs messages; empty for no signature
	Log       *log.Logger // nil for none
	History   string      // file that remembers the cells of all sessions; empty for none
}

// Kernel is a running kernel.
type Kernel struct {
	transport Transport
	eval      Evaluator
	key       []byte
	logger    *log.Logger
	session   string

	shell, control queue
	input          chan *request // input_reply

	seen    digests
	running interruptible
	history history
	comms   *Comms
	aborted time.Time // executions that arrived until then are not run

	shutdown chan struct{}
	once     sync.Once
}

func newKernel(o Options) *Kernel {
	k := &Kernel{
		transport: o.Transport, eval: o.Evaluator, key: o.Key, logger: o.Log, session: newID(),
		input: make(chan *request, 1), shutdown: make(chan struct{}),
	}
	k.comms = newComms(k)
	if u, ok := k.eval.(CommUser); ok {
		u.UseComms(k.comms)
	}
	k.shell.init()
	k.control.init()
	if k.logger == nil {
		k.logger = log.New(io.Discard, "", 0)
	}
	k.history.open(o.History, func(err error) { k.log("%v", err) })
	return k
}

// patience is how long the end of a kernel waits for the running cell, and
// then for the evaluator. A front end kills a kernel that is slow to go.
const patience = 500 * time.Millisecond

// historyPatience is how long it waits for the last cells to be in the history's
// file: a front end waits for five seconds.
const historyPatience = 3 * time.Second

// Run serves until a shutdown request, until the context ends, or until the
// transport is closed. It closes transport and evaluator; its error is theirs,
// or that the evaluator did not end in time.
func Run(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	k := newKernel(o)
	k.publish(nil, "status", dict{"execution_state": "starting"}, nil)
	var served sync.WaitGroup
	served.Go(func() { k.serve(ctx, &k.shell) })
	served.Go(func() { k.serve(ctx, &k.control) })
	k.receive(ctx)
	k.stop()
	k.eval.Interrupt()
	cancel()
	within(patience, func() { served.Wait() })
	var err error
	if !within(patience, func() { err = k.eval.Close() }) {
		return errors.Join(errors.New("kernel: the evaluator did not end in time"), k.transport.Close())
	}
	k.history.close(historyPatience)
	return errors.Join(err, k.transport.Close())
}

// within calls f and reports whether it returned in time.
func within(d time.Duration, f func()) bool {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
		return true
	case <-time.After(d):
		return false
	}
}

func (k *Kernel) log(format string, args ...any) { k.logger.Printf(format, args...) }

// receive hands messages to those who serve them.
func (k *Kernel) receive(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.shutdown:
			return
		case in, ok := <-k.transport.Receive():
			if !ok {
				return
			}
			if in.Channel == IOPub {
				k.welcome(in)
				continue
			}
			r, err := k.decode(in)
			if err != nil {
				k.log("dropped a message on %s: %v", in.Channel, err)
				continue
			}
			k.dispatch(r)
		}
	}
}

// dispatch queues a request. A cell queues with the cells, wherever it comes
// from; everything else on control overtakes them.
func (k *Kernel) dispatch(r *request) {
	switch {
	case r.channel == Stdin:
		select {
		case k.input <- r:
		default: // nobody asked
		}
	case r.channel == Control && r.header.MsgType != "execute_request":
		k.control.push(r)
	default:
		k.shell.push(r)
	}
}

func (k *Kernel) decode(in Incoming) (*request, error) {
	m, err := wire.Decode(in.Frames, k.key)
	if err != nil {
		return nil, err
	}
	if len(k.key) > 0 && !k.seen.add(m.Signature) {
		return nil, errors.New("it has the signature of an earlier one: somebody sends again what was sent before")
	}
	r := &request{channel: in.Channel, msg: m, arrived: time.Now()}
	if r.header, err = decodeHeader(m.Header); err != nil {
		return nil, err
	}
	return r, nil
}

// welcome tells a new subscriber, and nobody else, that it will miss nothing
// from now on.
func (k *Kernel) welcome(in Incoming) {
	topic := ""
	if len(in.Frames) > 0 {
		topic = string(in.Frames[0])
	}
	m := k.encode("iopub_welcome", nil, [][]byte{[]byte(topic)}, dict{"subscription": topic}, nil)
	if in.Answer != nil {
		in.Answer(wire.Encode(m, k.key))
	}
}

// serve answers the requests of a queue, one after the other.
func (k *Kernel) serve(ctx context.Context, q *queue) {
	for {
		r, ok := q.pop(k.shutdown)
		if !ok {
			return
		}
		k.handle(ctx, r)
		if r.header.MsgType == "shutdown_request" {
			k.stop()
		}
	}
}

// handle answers one request, between busy and idle.
func (k *Kernel) handle(ctx context.Context, r *request) {
	parent := r.msg.Header
	k.publish(parent, "status", dict{"execution_state": "busy"}, nil)
	defer k.publish(parent, "status", dict{"execution_state": "idle"}, nil)
	serve, ok := handlers[r.header.MsgType]
	if !ok {
		k.log("a message of unknown type %q", r.header.MsgType)
		return
	}
	if err := k.try(ctx, r, serve); err != nil {
		k.log("%v", err)
		content := failure(&Error{Name: "request error", Value: err.Error()})
		maps.Copy(content, withoutAnswer[r.header.MsgType])
		k.reply(r, replyType(r.header.MsgType), content)
	}
}

// try makes a panic of the evaluator an error: one bad request must not end
// the session.
func (k *Kernel) try(ctx context.Context, r *request, serve handler) (err error) {
	defer func() {
		if v := recover(); v != nil {
			k.log("%s", debug.Stack())
			err = fmt.Errorf("%s: the kernel panicked: %v", r.header.MsgType, v)
		}
	}()
	return serve(k, ctx, r)
}

func replyType(request string) string {
	return strings.TrimSuffix(request, "_request") + "_reply"
}

// stop ends Run.
func (k *Kernel) stop() { k.once.Do(func() { close(k.shutdown) }) }
