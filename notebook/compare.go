package notebook

import (
	"fmt"
	"reflect"
)

// Nondeterministic is the tag of cells whose outputs differ from run to run.
const Nondeterministic = "nondeterministic"

// Compare returns how the outputs of two runs of a notebook differ, a line for
// each cell, leaving out the cells that are tagged [Nondeterministic]. In how
// many pieces a text was sent is a matter of time and makes no difference.
func Compare(got, want *Notebook) []string {
	if len(got.Cells) != len(want.Cells) {
		return []string{fmt.Sprintf("%d cells, want %d", len(got.Cells), len(want.Cells))}
	}
	var diffs []string
	for i, g := range got.Cells {
		w := want.Cells[i]
		if g.Source != w.Source || g.ID != w.ID {
			diffs = append(diffs, fmt.Sprintf("cell %d (%s): another source or id", i+1, w.ID))
			continue
		}
		if g.Kind != Code || w.Tagged(Nondeterministic) {
			continue
		}
		got, want := joined(g.Outputs), joined(w.Outputs)
		if len(got) != len(want) {
			diffs = append(diffs, fmt.Sprintf("cell %d (%s): %d outputs, want %d", i+1, w.ID, len(got), len(want)))
			continue
		}
		for k := range got {
			if d := got[k].differs(want[k]); d != "" {
				diffs = append(diffs, fmt.Sprintf("cell %d (%s), output %d: %s", i+1, w.ID, k+1, d))
			}
		}
	}
	return diffs
}

// joined returns the outputs with neighbouring pieces of a stream in one.
func joined(outputs []Output) []Output {
	var all []Output
	for _, o := range outputs {
		if n := len(all); n > 0 && o.Type == "stream" && all[n-1].Type == "stream" && all[n-1].Name == o.Name {
			all[n-1].Text += o.Text
			continue
		}
		all = append(all, o)
	}
	return all
}

func (o Output) differs(w Output) string {
	switch {
	case o.Type != w.Type:
		return fmt.Sprintf("%s, want %s", o.Type, w.Type)
	case o.Text != w.Text:
		return fmt.Sprintf("text %.200q, want %.200q", o.Text, w.Text)
	case o.ErrName != w.ErrName || o.ErrValue != w.ErrValue:
		return fmt.Sprintf("error %s: %s, want %s: %s", o.ErrName, o.ErrValue, w.ErrName, w.ErrValue)
	}
	for mime, d := range w.Data {
		if !reflect.DeepEqual(o.Data[mime], d) {
			return fmt.Sprintf("%s is %.200q, want %.200q", mime, fmt.Sprint(o.Data[mime]), fmt.Sprint(d))
		}
	}
	if len(o.Data) != len(w.Data) {
		return fmt.Sprintf("%d media types, want %d", len(o.Data), len(w.Data))
	}
	return ""
}
