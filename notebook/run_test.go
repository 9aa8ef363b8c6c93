package notebook

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/dlfs-go/book/kernel"
)

// script is an evaluator whose cells are lines: what to print, show or fail
// with.
type script struct{ kernel.Evaluator }

func (script) Info() kernel.Info { return kernel.Info{Language: kernel.LanguageInfo{Name: "script"}} }

func (script) Execute(ctx context.Context, c kernel.Cell, out kernel.Output) (kernel.Result, error) {
	var res kernel.Result
	for line := range strings.Lines(c.Code) {
		verb, arg, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch verb {
		case "print":
			out.Stream("stdout", strings.NewReplacer(`\r`, "\r", `\n`, "\n").Replace(arg))
		case "warn":
			out.Stream("stderr", arg)
		case "show", "update":
			id, text, _ := strings.Cut(arg, " ")
			out.Display(kernel.Display{ID: id, Update: verb == "update", Data: kernel.MIME{"text/plain": text}})
		case "clear":
			out.Clear(arg == "wait")
		case "value":
			res.Data = kernel.MIME{"text/plain": arg}
		case "fail":
			return res, &kernel.Error{Name: "panic", Value: arg, Line: 2}
		case "ask":
			if _, err := out.Input(ctx, "", false); err != nil {
				return res, err
			}
		case "hang":
			<-ctx.Done()
			return res, ctx.Err()
		}
	}
	return res, nil
}

func cells(sources ...string) *Notebook {
	nb := &Notebook{Metadata: map[string]any{}}
	for i, s := range sources {
		nb.Cells = append(nb.Cells, &Cell{ID: string(rune('a' + i)), Kind: Code, Source: s})
	}
	return nb
}

// summary is the outputs of a cell in one line.
func summary(c *Cell) string {
	var s []string
	for _, o := range c.Outputs {
		switch o.Type {
		case "stream":
			s = append(s, o.Name+"="+o.Text)
		case "error":
			s = append(s, "error="+o.ErrName+":"+o.ErrValue)
		default:
			s = append(s, o.Type+"="+o.Data["text/plain"].(string))
		}
	}
	return strings.Join(s, "|")
}

func TestRun(t *testing.T) {
	nb := cells(
		"print a\nprint b\nwarn c\nprint d",
		"show x 1\nshow y 2\nvalue 3",
		"update x 9",
		"print old\nclear wait\nprint new",
		"print 10%\\r20%\\r30%\\n",
		" ",
		"clear\nvalue 4",
	)
	if err := Run(context.Background(), nb, script{}, Options{}); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		"stdout=ab|stderr=c|stdout=d", "display_data=9|display_data=2|execute_result=3", "", "stdout=new", "stdout=30%\n", "", "execute_result=4",
	} {
		if got := summary(nb.Cells[i]); got != want {
			t.Errorf("cell %d: %q, want %q", i+1, got, want)
		}
	}
	if nb.Cells[5].Count != 0 || nb.Cells[6].Count != 6 {
		t.Errorf("counts %d and %d, want none for an empty cell and 6", nb.Cells[5].Count, nb.Cells[6].Count)
	}
	if info, _ := nb.Metadata["language_info"].(map[string]any); info["name"] != "script" {
		t.Errorf("metadata %v, want the language", nb.Metadata)
	}
}

func TestRunErrors(t *testing.T) {
	nb := cells("value 1", "\nfail boom", "value 2")
	err := Run(context.Background(), nb, script{}, Options{})
	var ce *CellError
	if !errors.As(err, &ce) || err.Error() != "cell 2 (b), line 2: panic: boom" {
		t.Errorf("error %v, want cell 2, line 2", err)
	}
	if nb.Cells[2].Count != 0 || summary(nb.Cells[1]) != "error=panic:boom" {
		t.Errorf("the failing cell has %q and the next one ran: %t", summary(nb.Cells[1]), nb.Cells[2].Count != 0)
	}
	nb = cells("fail boom", "value 2", "fail bang")
	err = Run(context.Background(), nb, script{}, Options{AllowErrors: true})
	if err == nil || !strings.Contains(err.Error(), "boom") || !strings.Contains(err.Error(), "bang") || summary(nb.Cells[1]) != "execute_result=2" {
		t.Errorf("with AllowErrors: error %v and %q, want both errors and all cells run", err, summary(nb.Cells[1]))
	}
	nb = cells("fail boom", "value 2")
	nb.Cells[0].Metadata = map[string]any{"tags": []any{"raises-exception"}}
	if err := Run(context.Background(), nb, script{}, Options{}); err != nil {
		t.Errorf("a cell that may fail: %v", err)
	}
	if err := Run(context.Background(), cells("ask"), script{}, Options{}); err == nil || !strings.Contains(err.Error(), "does not ask for input") {
		t.Errorf("asking where nobody answers: %v", err)
	}
	if err := Run(context.Background(), cells("hang"), script{}, Options{Timeout: time.Millisecond}); err == nil || !strings.Contains(err.Error(), "longer than 1ms") {
		t.Errorf("timeout: %v", err)
	}
}

// What a cell prints in many pieces is put together once: a loop that prints
// line by line must not take time that grows with the square.
func TestManyPieces(t *testing.T) {
	r := &recorder{all: &displays{byID: map[string][]*Output{}}}
	const line = "a line that a loop prints\n"
	if n := testing.AllocsPerRun(1000, func() { r.Stream("stdout", line) }); n >= 1 {
		t.Errorf("%v allocations for a line, want less than 1", n)
	}
	r.Stream("stderr", "one")
	r.Stream("stderr", "two")
	out := r.outputs()
	if len(out) != 2 || len(out[0].Text) != 1001*len(line) || out[1].Text != "onetwo" {
		t.Errorf("%d outputs, the last %q; want two, of all lines and “onetwo”", len(out), out[len(out)-1].Text)
	}
}

// The recorders of two cells are used at once when a goroutine of one goes on
// while the other runs; the race detector watches.
func TestCellsAtOnce(t *testing.T) {
	all := &displays{byID: map[string][]*Output{}}
	var both sync.WaitGroup
	for range 2 {
		r := &recorder{all: all}
		both.Go(func() {
			for range 100 {
				r.Display(kernel.Display{ID: "x", Data: kernel.MIME{"text/plain": "new"}})
				r.Display(kernel.Display{ID: "x", Update: true, Data: kernel.MIME{"text/plain": "newer"}})
				r.Stream("stdout", "text")
				r.outputs()
			}
		})
	}
	both.Wait()
	if n := len(all.byID["x"]); n != 200 {
		t.Errorf("%d outputs of that name, want 200", n)
	}
}

// A loop that prints without end does not fill the notebook, nor the memory.
func TestEndlessPrinting(t *testing.T) {
	r := &recorder{all: &displays{byID: map[string][]*Output{}}}
	piece := strings.Repeat("é", 1<<19) + "x"
	for range 40 {
		r.Stream("stdout", piece)
	}
	out := r.outputs()
	if len(out) != 2 || out[1].Name != "stderr" || out[1].Text != kernel.StreamCut {
		t.Fatalf("%d outputs, want the text and that it was cut", len(out))
	}
	if n := len(out[0].Text); n > kernel.MaxStream || n < kernel.MaxStream-utf8.UTFMax || !utf8.ValidString(out[0].Text) {
		t.Errorf("%d bytes of text, want whole runes, %d bytes at most", n, kernel.MaxStream)
	}
}

// A notebook does not grow without bound by what its cells show.
func TestShownOutputIsBounded(t *testing.T) {
	big := strings.Repeat("d", 5<<20)
	nb := cells("value "+strings.Repeat("z", kernel.MaxOutput+1), strings.Repeat("show - "+big+"\n", 16), "show id small\n"+strings.Repeat("update id "+big+"\n", 16))
	if err := Run(context.Background(), nb, script{}, Options{}); err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		least, most int
		word        string
	}{{kernel.MaxOutput, kernel.MaxOutput + 200, "This output has 17 MB"}, {60 << 20, kernel.MaxShown + 200, "more than 64 MB"}, {5 << 20, 5<<20 + 200, ""}} {
		size, text := 0, ""
		for _, o := range nb.Cells[i].Outputs {
			size += kernel.MIME(o.Data).Size() + len(o.Text)
			shown, _ := o.Data["text/plain"].(string)
			text += o.Text + shown
		}
		if size < want.least || size > want.most || !strings.Contains(text, want.word) {
			t.Errorf("cell %d holds %d bytes, want %d to %d, with the words %q", i+1, size, want.least, want.most, want.word)
		}
	}
}
