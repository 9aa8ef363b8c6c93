package notebook

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dlfs-go/book/kernel"
)

const sample = `{
 "cells": [
  {
   "attachments": {
    "a.png": {
     "image/png": "eA=="
    }
   },
   "cell_type": "markdown",
   "id": "intro",
   "metadata": {},
   "source": [
    "# Ünïcode <b>\n",
    "text"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 2,
   "id": "code",
   "metadata": {
    "custom": 1.50,
    "tags": [
     "x"
    ]
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "a\n",
      "b"
     ]
    },
    {
     "data": {
      "application/json": {
       "k": [
        1
       ]
      },
      "image/png": "eA==",
      "text/plain": [
       "1"
      ]
     },
     "execution_count": 2,
     "metadata": {},
     "output_type": "execute_result"
    },
    {
     "ename": "panic",
     "evalue": "boom",
     "output_type": "error",
     "traceback": [
      "l1"
     ]
    }
   ],
   "source": []
  }
 ],
 "metadata": {
  "future": {
   "deep": true
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`

func TestReadingAndWritingChangesNothing(t *testing.T) {
	nb, err := Parse([]byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	got, err := nb.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != sample {
		t.Errorf("written:\n%s\nwant:\n%s", got, sample)
	}
	if !nb.Cells[1].Tagged("x") || nb.Cells[1].Tagged("y") {
		t.Error("tags are not found")
	}
}

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"not JSON", "{", "not JSON"},
		{"old", `{"nbformat": 3}`, "nbformat is 3, want 4"},
		{"no cells", `{"nbformat": 4}`, "no list of cells"},
		{"cell", `{"nbformat": 4, "cells": [1]}`, "cell 1: it is not an object"},
		{"kind", `{"nbformat": 4, "cells": [{"cell_type": "heading"}]}`, "cell 1: its cell_type is heading"},
		{"source", `{"nbformat": 4, "cells": [{"cell_type": "code", "source": 5}]}`, "cell 1: its source"},
		{"id", `{"nbformat": 4, "cells": [{"cell_type": "raw", "id": "../x"}]}`, "cell 1: its id is ../x"},
		{"same id", `{"nbformat": 4, "cells": [{"cell_type": "raw", "id": "a"}, {"cell_type": "raw", "id": "a"}]}`, `cell 2: the id "a"`},
		{"metadata", `{"nbformat": 4, "cells": [{"cell_type": "raw", "metadata": []}]}`, "cell 1: its metadata"},
		{"output", `{"nbformat": 4, "cells": [{"cell_type": "code", "outputs": [{"output_type": "x"}]}]}`, "cell 1: output 1: its output_type is x"},
	} {
		if _, err := Parse([]byte(tt.in)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.want)
		}
	}
	if _, err := ReadFile("no/such.ipynb"); err == nil || !strings.Contains(err.Error(), "no/such.ipynb") {
		t.Errorf("a missing file: %v", err)
	}
}

func TestOldNotebooksGetIDs(t *testing.T) {
	nb, err := Parse([]byte(`{"nbformat": 4, "nbformat_minor": 2, "cells": [{"cell_type": "markdown", "source": "a"}]}`))
	if err != nil || nb.Cells[0].ID != "cell-1" {
		t.Errorf("id %q, error %v; want cell-1", nb.Cells[0].ID, err)
	}
}

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
	nb = cells("fail boom", "value 2")
	if err := Run(context.Background(), nb, script{}, Options{AllowErrors: true}); err == nil || summary(nb.Cells[1]) != "execute_result=2" {
		t.Errorf("with AllowErrors: error %v and %q, want the error and all cells run", err, summary(nb.Cells[1]))
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

func TestCompare(t *testing.T) {
	run := func(last string) *Notebook {
		nb := cells("print a", last)
		Run(context.Background(), nb, script{}, Options{})
		return nb
	}
	if d := Compare(run("value 1"), run("value 1")); d != nil {
		t.Errorf("equal runs differ: %q", d)
	}
	a, b := run("value 1"), run("value 1")
	b.Cells[1].Outputs[0].Data = map[string]any{"text/plain": "2"}
	if d := Compare(a, b); len(d) != 1 || !strings.Contains(d[0], `cell 2 (b), output 1: text/plain is "1", want "2"`) {
		t.Errorf("differences %q, want one in cell 2", d)
	}
	b.Cells[1].Metadata = map[string]any{"tags": []any{Nondeterministic}}
	if d := Compare(a, b); d != nil {
		t.Errorf("a nondeterministic cell is compared: %q", d)
	}
}

// A kernel may send what a slow cell prints in several pieces.
func TestCompareJoinsStreams(t *testing.T) {
	outputs := func(o ...Output) *Notebook { return &Notebook{Cells: []*Cell{{ID: "a", Kind: Code, Outputs: o}}} }
	out := func(text string) Output { return Output{Type: "stream", Name: "stdout", Text: text} }
	warning := Output{Type: "stream", Name: "stderr", Text: "!"}
	pieces, whole := outputs(out("1\n"), out("2\n"), warning), outputs(out("1\n2\n"), warning)
	if d := Compare(pieces, whole); d != nil {
		t.Errorf("two pieces and the whole differ: %q", d)
	}
	if d := Compare(outputs(out("1\n"), warning, out("2\n")), whole); len(d) != 1 {
		t.Errorf("another order gives the differences %q, want one", d)
	}
	if len(pieces.Cells[0].Outputs) != 3 || pieces.Cells[0].Outputs[0].Text != "1\n" {
		t.Errorf("comparing changes the notebook: %+v", pieces.Cells[0].Outputs)
	}
}

func TestWriteFileLeavesNothingHalfWritten(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.ipynb")
	nb := cells("a")
	if err := nb.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	nb.Metadata["bad"] = func() {}
	if err := nb.WriteFile(path); err == nil {
		t.Error("a notebook that is not JSON is written")
	}
	if _, err := ReadFile(path); err != nil {
		t.Errorf("the old file is damaged: %v", err)
	}
	if err := cells().WriteFile(filepath.Join(dir, "no", "x.ipynb")); err == nil {
		t.Error("writing into a folder that is not there succeeds")
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("%d files, want one", len(files))
	}
}
