package notebook

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// A translated notebook is the twin of its original: the same cells in the
// same order, the code byte for byte, the outputs of the original, and for
// each cell of text a hash of the text it was written from. The hash is in the
// cell's metadata, below "dlfs", which belongs to the twin.
const writtenFrom = "of"

func textHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

// CompareTwin says how a translated notebook is not the twin of its original:
// a line for each cell.
func CompareTwin(original, twin *Notebook) []string {
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
		case c.Kind == Code && t.Source != c.Source:
			say(c, "its code is not that of the original")
		case c.Kind == Code && !sameCode(c, t):
			say(c, "its tags or outputs are not those of the original")
		case c.Kind == Code && wordsOff(c, t) != "":
			say(c, "%s", wordsOff(c, t))
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
// stay.
func UpdateTwin(original, twin *Notebook) {
	theirs := twin.byID()
	var cells []*Cell
	for _, c := range original.Cells {
		t := theirs[c.ID]
		if c.Kind != Markdown || t == nil || t.Kind != Markdown {
			copied := *c
			copied.Metadata = clone(c.Metadata)
			if t != nil && c.Kind == Code && t.own() != nil {
				copied.Metadata["dlfs"] = t.Metadata["dlfs"]
			}
			t = &copied
		}
		cells = append(cells, t)
	}
	twin.Cells = cells
	twin.Metadata = clone(original.Metadata)
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
			acceptWords(c, t)
		}
	}
	return nil
}
