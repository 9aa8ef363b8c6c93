package notebook

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/dlfs-go/book/kernel"
)

// Options configure [Run].
type Options struct {
	AllowErrors bool          // go on after a cell that fails
	Timeout     time.Duration // for each cell; 0 for none
	// Progress, if not nil, is told of each code cell before it runs.
	Progress func(done, total int, c *Cell)
	// Save, if not nil, is called before each code cell but the first. The
	// notebook has the outputs of those before it: a cell may end the process.
	Save func()
}

// A CellError is a cell that failed.
type CellError struct {
	Cell  *Cell
	Index int // of the cell in the notebook, from 1
	Err   *kernel.Error
}

func (e *CellError) Error() string {
	where := fmt.Sprintf("cell %d (%s)", e.Index, e.Cell.ID)
	if e.Err.Line > 0 {
		where += fmt.Sprintf(", line %d", e.Err.Line)
	}
	return fmt.Sprintf("%s: %s: %s", where, e.Err.Name, e.Err.Value)
}

// Run runs the code cells one after the other and puts what they leave into
// the notebook, as Jupyter would. A cell tagged raises-exception may fail. The
// error is a *[CellError] for a cell that failed; the notebook then holds the
// outputs up to there. With AllowErrors it joins those of all such cells.
func Run(ctx context.Context, nb *Notebook, ev kernel.Evaluator, o Options) error {
	var code []*Cell
	for _, c := range nb.Cells {
		if c.Kind == Code {
			code = append(code, c)
		}
	}
	nb.describe(ev.Info())
	var failed []error
	all := &displays{byID: map[string][]*Output{}}
	recorders := map[*Cell]*recorder{}
	for i, c := range code {
		if o.Progress != nil {
			o.Progress(i, len(code), c)
		}
		c.Outputs, c.Count = nil, 0
		if strings.TrimSpace(c.Source) == "" {
			continue
		}
		if o.Save != nil && i > 0 {
			takeOutputs(recorders)
			o.Save()
		}
		r := &recorder{all: all}
		recorders[c] = r
		c.Count = len(recorders)
		err := runCell(ctx, c, ev, r, o.Timeout)
		if err == nil || c.Tagged("raises-exception") {
			continue
		}
		failed = append(failed, &CellError{c, nb.index(c), err})
		if !o.AllowErrors {
			break
		}
	}
	takeOutputs(recorders) // now, since a later cell may change a display
	if err := ctx.Err(); err != nil && len(failed) == 0 {
		return err
	}
	if len(failed) == 1 {
		return failed[0]
	}
	return errors.Join(failed...)
}

func takeOutputs(recorders map[*Cell]*recorder) {
	for c, r := range recorders {
		c.Outputs = r.outputs()
	}
}

// describe writes which language and kernel the notebook is for.
func (nb *Notebook) describe(info kernel.Info) {
	l := info.Language
	nb.Metadata["language_info"] = map[string]any{
		"name": l.Name, "version": l.Version, "mimetype": l.MIMEType, "file_extension": l.FileExtension,
		"pygments_lexer": l.PygmentsLexer, "codemirror_mode": l.CodeMirrorMode,
	}
	if nb.Metadata["kernelspec"] == nil {
		nb.Metadata["kernelspec"] = map[string]any{"name": "dlfs", "display_name": "Go (dlfs)", "language": "go"}
	}
}

func (nb *Notebook) index(c *Cell) int {
	for i, x := range nb.Cells {
		if x == c {
			return i + 1
		}
	}
	return 0
}

func runCell(ctx context.Context, c *Cell, ev kernel.Evaluator, r *recorder, timeout time.Duration) *kernel.Error {
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	res, err := ev.Execute(ctx, kernel.Cell{ID: c.ID, Code: c.Source, Count: c.Count}, r)
	if err == nil {
		if res.Data != nil {
			r.add(&Output{Type: "execute_result", Data: res.Data.Bounded(), Metadata: res.Metadata, Count: c.Count})
		}
		return nil
	}
	e := &kernel.Error{Name: "error", Value: err.Error(), Traceback: []string{err.Error()}}
	errors.As(err, &e)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		e = &kernel.Error{Name: "timeout", Value: fmt.Sprintf("the cell took longer than %s", timeout), Line: e.Line}
	}
	r.add(&Output{Type: "error", ErrName: e.Name, ErrValue: e.Value, Traceback: e.Traceback})
	return e
}

// displays are what the cells of a notebook have shown, by display_id. A
// goroutine that a cell left running may show something while a later cell does,
// so all recorders of a notebook have one lock, which is here.
type displays struct {
	mu   sync.Mutex
	byID map[string][]*Output
}

// recorder collects the outputs of one cell.
type recorder struct {
	all   *displays
	list  []*Output
	text  []byte // what the last output, a stream, has got so far
	clear bool   // before the next output

	printed int  // bytes
	full    bool // after kernel.MaxStream of them
	shown   int  // bytes of displays, of which there may be kernel.MaxShown
}

var _ kernel.Output = (*recorder)(nil)

func (r *recorder) add(o *Output) {
	r.all.mu.Lock()
	defer r.all.mu.Unlock()
	r.append(o)
}

func (r *recorder) append(o *Output) {
	r.settle()
	if r.clear {
		r.list, r.clear = nil, false
	}
	r.list = append(r.list, o)
}

// settle gives the last output its text. A text that grew by concatenation
// would be copied for every line that a cell prints.
func (r *recorder) settle() {
	if n := len(r.list); n > 0 && len(r.text) > 0 {
		r.list[n-1].Text += string(r.text)
	}
	r.text = nil
}

// Stream implements kernel.Output. Text of the same stream becomes one output.
func (r *recorder) Stream(name, text string) {
	r.all.mu.Lock()
	defer r.all.mu.Unlock()
	if r.full {
		return
	}
	if left := kernel.MaxStream - r.printed; len(text) > left {
		text, r.full = strings.ToValidUTF8(text[:left], ""), true
	}
	r.printed += len(text)
	r.write(name, text)
	if r.full {
		r.write("stderr", kernel.StreamCut)
	}
}

func (r *recorder) write(name, text string) {
	if n := len(r.list); n == 0 || r.clear || r.list[n-1].Type != "stream" || r.list[n-1].Name != name {
		r.append(&Output{Type: "stream", Name: name})
	}
	r.text = append(r.text, text...)
}

// Display implements kernel.Output.
func (r *recorder) Display(d kernel.Display) {
	r.all.mu.Lock()
	defer r.all.mu.Unlock()
	d.Data = d.Data.Bounded()
	size := d.Data.Size()
	if d.Update {
		for _, o := range r.all.byID[d.ID] {
			if r.mayShow(size - kernel.MIME(o.Data).Size()) {
				o.Data, o.Metadata = d.Data, d.Metadata
			}
		}
		return
	}
	if !r.mayShow(size) {
		return
	}
	o := &Output{Type: "display_data", Data: d.Data, Metadata: d.Metadata}
	if d.ID != "" {
		r.all.byID[d.ID] = append(r.all.byID[d.ID], o)
	}
	r.append(o)
}

// mayShow counts what the displays of a notebook hold, and says once that it is
// too much.
func (r *recorder) mayShow(n int) bool {
	if r.shown > kernel.MaxShown {
		return false
	}
	r.shown += n
	if r.shown > kernel.MaxShown {
		r.write("stderr", kernel.ShownCut)
		return false
	}
	return true
}

// Clear implements kernel.Output.
func (r *recorder) Clear(wait bool) {
	r.all.mu.Lock()
	defer r.all.mu.Unlock()
	if wait {
		r.clear = true
	} else {
		r.list, r.text = nil, nil
	}
}

// Page implements kernel.Output: a notebook that is run has no pager.
func (r *recorder) Page(kernel.MIME) {}

// Input implements kernel.Output: there is nobody to ask.
func (r *recorder) Input(context.Context, string, bool) (string, error) {
	return "", kernel.ErrNoInput
}

func (r *recorder) outputs() []Output {
	r.all.mu.Lock()
	defer r.all.mu.Unlock()
	r.settle()
	out := []Output{}
	for _, o := range r.list {
		c := *o
		if c.Type == "stream" {
			c.Text = overwrite(c.Text)
		}
		out = append(out, c)
	}
	return out
}

// overwrite applies carriage returns, as a terminal does: what follows one
// replaces the line so far.
func overwrite(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	parts := strings.SplitAfter(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, line := range parts {
		body := strings.TrimSuffix(line, "\n")
		if k := strings.LastIndexByte(strings.TrimRight(body, "\r"), '\r'); k >= 0 {
			parts[i] = body[k+1:] + line[len(body):]
		}
	}
	return strings.Join(parts, "")
}
