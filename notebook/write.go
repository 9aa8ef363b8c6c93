package notebook

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/dlfs-go/book/internal/atomicfile"
)

// Marshal returns the notebook as Jupyter writes it.
func (nb *Notebook) Marshal() ([]byte, error) {
	raw := clone(nb.extra)
	cells := []any{}
	for _, c := range nb.Cells {
		cells = append(cells, c.raw())
	}
	raw["cells"], raw["metadata"], raw["nbformat"], raw["nbformat_minor"] = cells, orEmpty(nb.Metadata), 4, 5
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(raw); err != nil {
		return nil, fmt.Errorf("notebook: %w", err)
	}
	return b.Bytes(), nil
}

func clone(m map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

func orEmpty(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

func (c *Cell) raw() map[string]any {
	raw := clone(c.extra)
	raw["cell_type"], raw["id"], raw["source"], raw["metadata"] = c.Kind, c.ID, lines(c.Source), orEmpty(c.Metadata)
	if c.Kind != Code {
		return raw
	}
	raw["execution_count"] = count(c.Count)
	outputs := []any{}
	for _, o := range c.Outputs {
		outputs = append(outputs, o.raw())
	}
	raw["outputs"] = outputs
	return raw
}

func count(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// lines cuts text as notebooks have it: each line with its newline.
func lines(s string) []string {
	if s == "" {
		return []string{}
	}
	l := strings.SplitAfter(s, "\n")
	if l[len(l)-1] == "" {
		l = l[:len(l)-1]
	}
	return l
}

func (o Output) raw() map[string]any {
	raw := map[string]any{"output_type": o.Type}
	switch o.Type {
	case "stream":
		raw["name"], raw["text"] = o.Name, lines(o.Text)
	case "error":
		tb := o.Traceback
		if tb == nil {
			tb = []string{}
		}
		raw["ename"], raw["evalue"], raw["traceback"] = o.ErrName, o.ErrValue, tb
	default:
		data := map[string]any{}
		for mime, d := range o.Data {
			if s, ok := d.(string); ok && !isJSON(mime) && !strings.HasPrefix(mime, "image/") {
				data[mime] = lines(s)
			} else {
				data[mime] = d
			}
		}
		raw["data"], raw["metadata"] = data, orEmpty(o.Metadata)
		if o.Type == "execute_result" {
			raw["execution_count"] = count(o.Count)
		}
	}
	return raw
}

// WriteFile writes the notebook, as a whole or not at all.
func (nb *Notebook) WriteFile(path string) error {
	data, err := nb.Marshal()
	if err != nil {
		return err
	}
	if err := atomicfile.Write(path, data); err != nil {
		return err
	}
	nb.from = sha256.Sum256(data)
	return nil
}
