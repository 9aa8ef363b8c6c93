package notebook

import (
	"context"
	"strings"
	"testing"
)

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
