// Package notebook reads, runs and writes Jupyter notebooks (nbformat 4.5).
//
// What the package does not know, it keeps: reading and writing a notebook
// changes nothing but the order of keys, which becomes that of Jupyter.
package notebook

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/dlfs-go/book/internal/plainfile"
)

// A Notebook is a sequence of cells.
type Notebook struct {
	Cells    []*Cell
	Metadata map[string]any

	extra map[string]any
	from  [sha256.Size]byte // of the bytes that it was read from
}

// Kinds of cells.
const (
	Code     = "code"
	Markdown = "markdown"
	Raw      = "raw"
)

// A Cell is a piece of text or of program.
type Cell struct {
	ID       string
	Kind     string // Code, Markdown or Raw
	Source   string
	Metadata map[string]any
	Count    int // execution_count; 0 for none
	Outputs  []Output

	extra map[string]any
}

// An Output is what a code cell has left behind.
type Output struct {
	Type     string         // stream, display_data, execute_result or error
	Name     string         // of a stream
	Text     string         // of a stream
	Data     map[string]any // media type to text or JSON, of displays and results
	Metadata map[string]any
	Count    int // of a result

	ErrName, ErrValue string
	Traceback         []string
}

// Language returns the name of the programming language that the metadata
// gives, "" if it gives none.
func (nb *Notebook) Language() string {
	spec, _ := nb.Metadata["kernelspec"].(map[string]any)
	if l, _ := spec["language"].(string); l != "" {
		return l
	}
	info, _ := nb.Metadata["language_info"].(map[string]any)
	l, _ := info["name"].(string)
	return l
}

// Tagged reports whether the cell has a tag.
func (c *Cell) Tagged(tag string) bool {
	tags, _ := c.Metadata["tags"].([]any)
	for _, t := range tags {
		if t == tag {
			return true
		}
	}
	return false
}

// ReadFile reads a notebook. The error names the file, and the cell if there
// is one.
func ReadFile(path string) (*Notebook, error) {
	data, err := plainfile.Read(path)
	if err != nil {
		return nil, fmt.Errorf("notebook: %w", err)
	}
	nb, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("notebook %s: %w", path, err)
	}
	nb.from = sha256.Sum256(data)
	return nb, nil
}

// Changed reports whether a file is not any more what the notebook was read
// from, or last written to: somebody has saved it in the meantime, or it is gone.
func (nb *Notebook) Changed(path string) bool {
	data, err := plainfile.Read(path)
	return err != nil || sha256.Sum256(data) != nb.from
}

// Parse reads a notebook of nbformat 4. Cells without an id, as before 4.5,
// get one made of their number.
func Parse(data []byte) (*Notebook, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var raw map[string]any
	if err := dec.Decode(&raw); err != nil {
		return nil, fmt.Errorf("it is not JSON: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("something follows after its end")
	}
	if major := number(raw["nbformat"]); major != 4 {
		return nil, fmt.Errorf("its nbformat is %v, want 4: convert it with jupyter nbconvert --to notebook", raw["nbformat"])
	}
	cells, ok := raw["cells"].([]any)
	if !ok {
		return nil, fmt.Errorf("it has no list of cells")
	}
	nb := &Notebook{extra: raw}
	if nb.Metadata, ok = raw["metadata"].(map[string]any); !ok && raw["metadata"] != nil {
		return nil, fmt.Errorf("its metadata is not an object")
	}
	if nb.Metadata == nil {
		nb.Metadata = map[string]any{}
	}
	seen := map[string]bool{}
	for i, c := range cells {
		cell, err := parseCell(c, i)
		if err != nil {
			return nil, fmt.Errorf("cell %d: %w", i+1, err)
		}
		if seen[cell.ID] {
			return nil, fmt.Errorf("cell %d: the id %q is taken by an earlier cell", i+1, cell.ID)
		}
		seen[cell.ID] = true
		nb.Cells = append(nb.Cells, cell)
	}
	return nb, nil
}

func number(v any) int {
	n, _ := v.(json.Number)
	i, _ := n.Int64()
	return int(i)
}

var validID = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

func parseCell(v any, i int) (*Cell, error) {
	raw, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("it is not an object")
	}
	c := &Cell{extra: raw, Count: number(raw["execution_count"])}
	c.Kind, _ = raw["cell_type"].(string)
	if c.Kind != Code && c.Kind != Markdown && c.Kind != Raw {
		return nil, fmt.Errorf("its cell_type is %v, want code, markdown or raw", raw["cell_type"])
	}
	switch id := raw["id"].(type) {
	case nil:
		c.ID = fmt.Sprintf("cell-%d", i+1)
	case string:
		c.ID = id
	}
	if !validID.MatchString(c.ID) {
		return nil, fmt.Errorf("its id is %v, want up to 64 letters, digits, - and _", raw["id"])
	}
	if c.Source, ok = text(raw["source"]); !ok {
		return nil, fmt.Errorf("its source is neither a string nor a list of strings")
	}
	if c.Metadata, ok = raw["metadata"].(map[string]any); !ok && raw["metadata"] != nil {
		return nil, fmt.Errorf("its metadata is not an object")
	}
	if c.Metadata == nil {
		c.Metadata = map[string]any{}
	}
	outputs, _ := raw["outputs"].([]any)
	for k, o := range outputs {
		out, err := parseOutput(o)
		if err != nil {
			return nil, fmt.Errorf("output %d: %w", k+1, err)
		}
		c.Outputs = append(c.Outputs, out)
	}
	return c, nil
}

// text joins a multi-line string.
func text(v any) (string, bool) {
	switch v := v.(type) {
	case nil:
		return "", true
	case string:
		return v, true
	case []any:
		var b strings.Builder
		for _, line := range v {
			s, ok := line.(string)
			if !ok {
				return "", false
			}
			b.WriteString(s)
		}
		return b.String(), true
	}
	return "", false
}

func parseOutput(v any) (Output, error) {
	raw, ok := v.(map[string]any)
	if !ok {
		return Output{}, fmt.Errorf("it is not an object")
	}
	var o Output
	o.Type, _ = raw["output_type"].(string)
	switch o.Type {
	case "stream":
		o.Name, _ = raw["name"].(string)
		if o.Text, ok = text(raw["text"]); !ok {
			return o, fmt.Errorf("its text is not text")
		}
	case "display_data", "execute_result":
		o.Metadata, _ = raw["metadata"].(map[string]any)
		o.Count = number(raw["execution_count"])
		data, ok := raw["data"].(map[string]any)
		if !ok {
			return o, fmt.Errorf("its data is not an object")
		}
		o.Data = map[string]any{}
		for mime, d := range data {
			if s, ok := text(d); ok && !isJSON(mime) {
				o.Data[mime] = s
			} else {
				o.Data[mime] = d
			}
		}
	case "error":
		o.ErrName, _ = raw["ename"].(string)
		o.ErrValue, _ = raw["evalue"].(string)
		tb, _ := raw["traceback"].([]any)
		for _, line := range tb {
			s, _ := line.(string)
			o.Traceback = append(o.Traceback, s)
		}
	default:
		return o, fmt.Errorf("its output_type is %v", raw["output_type"])
	}
	return o, nil
}

func isJSON(mime string) bool {
	return mime == "application/json" || strings.HasSuffix(mime, "+json")
}

// HasOutputs reports whether a code cell has been run, or there is none to run.
// Tools that remove the numbers of cells leave the outputs.
func (nb *Notebook) HasOutputs() bool {
	toRun := false
	for _, c := range nb.Cells {
		if c.Count > 0 || len(c.Outputs) > 0 {
			return true
		}
		toRun = toRun || c.Kind == Code && strings.TrimSpace(c.Source) != ""
	}
	return !toRun
}
