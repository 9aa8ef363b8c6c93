package notebook

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// A translated notebook is the twin of its original: the same cells in the
// same order, the code and the outputs of the original, and for each cell of text
// a hash of the text it was written from. The hash is in the cell's metadata,
// below "dlfs", which belongs to the twin. If the twin has words for strings of
// the code, its code is the original's with those words, and its outputs are of
// a run of its own.
const writtenFrom = "of"

func textHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

// CompareTwin says how a translated notebook is not the twin of its original,
// with its words for strings in code: a line for each cell.
func CompareTwin(original, twin *Notebook, words Literals) []string {
	var found []string
	say := func(c *Cell, format string, args ...any) {
		found = append(found, "cell "+c.ID+": "+fmt.Sprintf(format, args...))
	}
	theirs := twin.byID()
	for i, c := range original.Cells {
		t, ok := theirs[c.ID]
		switch {
		case !ok:
			say(c, "it is missing")
		case i >= len(twin.Cells) || twin.Cells[i].ID != c.ID:
			say(c, "it stands at another place")
		case t.Kind != c.Kind:
			say(c, "it is %s, want %s", t.Kind, c.Kind)
		case c.Kind == Code:
			if off := codeOff(c, t, words); off != "" {
				say(c, "%s", off)
			}
		case c.Kind == Markdown && t.from() == "":
			say(c, "it does not say which text it was written from")
		case c.Kind == Markdown && t.from() != textHash(c.Source):
			say(c, "the original has changed since it was written")
		}
	}
	ours := original.byID()
	for _, t := range twin.Cells {
		if ours[t.ID] == nil {
			say(t, "the original has no such cell")
		}
	}
	return found
}

// codeOff says how a cell of code is not the twin of another, or "".
func codeOff(original, twin *Cell, words Literals) string {
	a, b := *original, *twin
	switch {
	case b.Source != words.Translate(a.Source) && len(words) > 0:
		return "its code is not that of the original with the words of the table"
	case b.Source != words.Translate(a.Source):
		return "its code is not that of the original"
	case len(words) > 0:
		if off := outputsOff(original, twin); off != "" {
			return off
		}
		a.Source, a.Outputs, b.Outputs = b.Source, nil, nil
	}
	if !sameCode(&a, &b) {
		return "its tags or outputs are not those of the original"
	}
	return wordsOff(twin)
}

func (nb *Notebook) byID() map[string]*Cell {
	m := map[string]*Cell{}
	for _, c := range nb.Cells {
		m[c.ID] = c
	}
	return m
}

// from is the hash of the text that a cell was written from.
func (c *Cell) from() string {
	m, _ := c.Metadata["dlfs"].(map[string]any)
	s, _ := m[writtenFrom].(string)
	return s
}

func sameCode(a, b *Cell) bool {
	plain := func(c *Cell) map[string]any {
		raw, metadata := c.raw(), clone(c.Metadata)
		delete(metadata, "dlfs")
		raw["metadata"] = metadata
		return raw
	}
	x, err1 := json.Marshal(plain(a))
	y, err2 := json.Marshal(plain(b))
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}

// UpdateTwin takes over into a translated notebook what comes from the
// original: the order of the cells, the code with its tags and outputs, what
// the notebook was run by. The text of a new cell is the original's, which
// [CompareTwin] reports until it is accepted. The twin's words for figures
// stay. With words for strings, so do the outputs of the twin's own run, where
// the code is still the same.
func UpdateTwin(original, twin *Notebook, words Literals) {
	theirs := twin.byID()
	var cells []*Cell
	for _, c := range original.Cells {
		t := theirs[c.ID]
		if c.Kind != Markdown || t == nil || t.Kind != Markdown {
			copied := *c
			copied.Metadata = clone(c.Metadata)
			if c.Kind == Code {
				copied.Source = words.Translate(c.Source)
			}
			if t != nil && t.Kind == Code && c.Kind == Code {
				copied.keep(t, len(words) > 0)
			}
			t = &copied
		}
		cells = append(cells, t)
	}
	twin.Cells = cells
	stamp := twin.Metadata[stampKey]
	twin.Metadata = clone(original.Metadata)
	if len(words) > 0 && stamp != nil {
		twin.Metadata[stampKey] = stamp // its outputs are of another run
	}
}

// keep takes from a twin's cell what does not come from the original: its words
// for figures and, if it has a run of its own, what that run has left.
func (c *Cell) keep(t *Cell, ownRun bool) {
	if t.own() != nil {
		c.Metadata["dlfs"] = t.Metadata["dlfs"]
	}
	if ownRun && t.Source == c.Source && len(t.Outputs) > 0 {
		c.Outputs = t.Outputs
	}
}

// AcceptTwin notes that cells of text, and words for figures, say what the
// original says now, all of them if no id is given. The error names a cell
// that there is not.
func AcceptTwin(original, twin *Notebook, ids ...string) error {
	has := func(c *Cell) bool { return c != nil && (c.Kind == Markdown || c.own() != nil) }
	if len(ids) == 0 {
		for _, c := range twin.Cells {
			if has(c) {
				ids = append(ids, c.ID)
			}
		}
	}
	ours, theirs := original.byID(), twin.byID()
	for _, id := range ids {
		c, t := ours[id], theirs[id]
		switch {
		case c == nil || !has(t):
			return fmt.Errorf("notebook: there is no cell of text %q in both notebooks", id)
		case t.Kind == Markdown:
			t.Metadata["dlfs"] = map[string]any{writtenFrom: textHash(c.Source)}
		default:
			acceptWords(t)
		}
	}
	return nil
}
