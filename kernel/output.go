package kernel

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
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
)

// MaxStream is how many bytes a cell may print: a loop that prints without end
// would otherwise fill the notebook. StreamCut says on stderr that there was
// more.
const (
	MaxStream = 16 << 20
	StreamCut = "\nThe cell has printed more than 16 MB; what follows is left out.\n"
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
	cut     map[string][]byte // by stream, the beginning of a rune whose end is still to come
	timer   *time.Timer
	printed int
	full    bool
	shown   int // bytes of displays
	pages   []dict
}

func newOutput(k *Kernel, r *request, silent, allowStdin bool) *output {
	return &output{k: k, req: r, silent: silent, allowStdin: allowStdin, cut: map[string][]byte{}}
}

// Stream implements Output. The text goes out when it has waited a little,
// when there is much of it, or when something else is to be shown.
func (o *output) Stream(name, text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.silent || text == "" || o.full {
		return
	}
	if o.name != name {
		o.send()
		o.name = name
	}
	if left := MaxStream - o.printed; len(text) > left {
		text, o.full = text[:left], true
	}
	o.printed += len(text)
	o.text = append(o.text, text...)
	switch {
	case o.full:
		o.send()
		o.name, o.text = "stderr", []byte(StreamCut)
		o.send()
	case len(o.text) >= flushAt:
		o.send()
	case o.timer == nil:
		o.timer = time.AfterFunc(flushAfter, o.sendLater)
	}
}

func (o *output) sendLater() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.timer = nil
	o.send()
}

// send sends the text that waits, up to the last whole rune.
func (o *output) send() {
	text := append(o.cut[o.name], o.text...)
	n := wholeRunes(text)
	o.cut[o.name] = bytes.Clone(text[n:])
	o.text = o.text[:0]
	if n > 0 {
		o.k.publish(o.req.msg.Header, "stream", dict{"name": o.name, "text": string(text[:n])}, nil)
	}
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

// flush sends the text that waits, since something else comes after it.
func (o *output) flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.timer != nil {
		o.timer.Stop()
		o.timer = nil
	}
	o.send()
}

// finish flushes at the end of a cell, halves of runes too.
func (o *output) finish() {
	o.flush()
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(o.cut)) {
		if rest := o.cut[name]; len(rest) > 0 {
			o.k.publish(o.req.msg.Header, "stream", dict{"name": name, "text": string(rest)}, nil)
			delete(o.cut, name)
		}
	}
}

// Display implements Output.
func (o *output) Display(d Display) {
	if o.silent {
		return
	}
	o.flush()
	d.Data = d.Data.Bounded()
	if !d.Update && !o.mayShow(d.Data.Size()) {
		return
	}
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

// mayShow counts what displays show, and says once that it was too much. An
// update counts nothing: it takes the place of what is there.
func (o *output) mayShow(n int) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	before := o.shown
	o.shown += n
	if o.shown > MaxShown && before <= MaxShown {
		o.name, o.text = "stderr", []byte(ShownCut)
		o.send()
	}
	return o.shown <= MaxShown
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
