package kernel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/dlfs-go/book/kernel/wire"
)

const (
	// flushAfter is how long text waits for more: twenty messages a second
	// look live, and a front end keeps up with them.
	flushAfter = 40 * time.Millisecond
	// flushAt is the size at which text goes out at once.
	flushAt = 64 << 10
	// maxStream is how much a cell may print: a loop that prints without end
	// would otherwise fill the notebook.
	maxStream = 32 << 20
)

// output is where one request's output goes.
type output struct {
	k          *Kernel
	req        *request
	silent     bool
	allowStdin bool

	mu      sync.Mutex
	name    string // of the stream whose text waits
	text    []byte
	timer   *time.Timer
	printed int
	pages   []dict
}

func newOutput(k *Kernel, r *request, silent, allowStdin bool) *output {
	return &output{k: k, req: r, silent: silent, allowStdin: allowStdin}
}

// Stream implements Output.
func (o *output) Stream(name, text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.silent || text == "" || o.printed > maxStream {
		return
	}
	if o.name != name {
		o.send(true)
		o.name = name
	}
	o.printed += len(text)
	o.text = append(o.text, text...)
	if o.printed > maxStream {
		o.send(true)
		o.name, o.text = "stderr", fmt.Appendf(nil, "\nThe cell has printed more than %d MB; what follows is left out.\n", maxStream>>20)
		o.send(true)
		return
	}
	if len(o.text) >= flushAt {
		o.send(false)
	} else if o.timer == nil {
		o.timer = time.AfterFunc(flushAfter, func() {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.timer = nil
			o.send(false)
		})
	}
}

// send sends the text that waits, up to the last whole rune; all of it means
// the broken rest too.
func (o *output) send(all bool) {
	n := len(o.text)
	if !all {
		n = wholeRunes(o.text)
	}
	if n == 0 {
		return
	}
	o.k.publish(o.req.msg.Header, "stream", dict{"name": o.name, "text": string(o.text[:n])}, nil)
	o.text = append(o.text[:0], o.text[n:]...)
}

// wholeRunes returns the length of b without a rune that is cut at its end.
func wholeRunes(b []byte) int {
	for i := 1; i <= min(utf8.UTFMax-1, len(b)); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return len(b) - i
			}
			break
		}
	}
	return len(b)
}

func (o *output) flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.timer != nil {
		o.timer.Stop()
		o.timer = nil
	}
	o.send(true)
}

// Display implements Output.
func (o *output) Display(d Display) {
	if o.silent {
		return
	}
	o.flush()
	content := dict{"data": d.Data, "metadata": orEmpty(d.Metadata), "transient": dict{}}
	if d.ID != "" {
		content["transient"] = dict{"display_id": d.ID}
	}
	msgType := "display_data"
	if d.Update {
		msgType = "update_display_data"
	}
	o.k.publish(o.req.msg.Header, msgType, content, nil)
}

// Clear implements Output.
func (o *output) Clear(wait bool) {
	if o.silent {
		return
	}
	o.flush()
	o.k.publish(o.req.msg.Header, "clear_output", dict{"wait": wait}, nil)
}

// Page implements Output.
func (o *output) Page(data MIME) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.pages = append(o.pages, dict{"source": "page", "data": data, "start": 0})
}

func (o *output) takePages() []dict {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.pages == nil {
		return []dict{}
	}
	return o.pages
}

// ErrNoInput is the error of Input where the front end has nobody to ask.
var ErrNoInput = errors.New("this front end does not ask for input")

// Input implements Output.
func (o *output) Input(ctx context.Context, prompt string, password bool) (string, error) {
	if !o.allowStdin {
		return "", ErrNoInput
	}
	o.flush()
	select { // an answer that came too late for an earlier question
	case <-o.k.input:
	default:
	}
	m := o.k.encode("input_request", o.req.msg.Header, o.req.msg.IDs, dict{"prompt": prompt, "password": password}, nil)
	if err := o.k.transport.Send(Stdin, wire.Encode(m, o.k.key)); err != nil {
		return "", err
	}
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case <-o.k.shutdown:
		return "", context.Canceled
	case r := <-o.k.input:
		var c struct {
			Value string `json:"value"`
		}
		if err := json.Unmarshal(r.msg.Content, &c); err != nil {
			return "", err
		}
		return c.Value, nil
	}
}
