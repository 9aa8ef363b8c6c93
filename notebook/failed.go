package notebook

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/dlfs-go/book/kernel"
)

var lineOfTrace = regexp.MustCompile(`(?:In \[\d+\]|cell [\w-]+):(\d+)|[Ll]ine (\d+)`)

// Failed returns a *[CellError] for the first cell whose outputs say that it
// failed, nil if there is none. A cell tagged raises-exception may fail.
func (nb *Notebook) Failed() error {
	for i, c := range nb.Cells {
		for _, o := range c.Outputs {
			if o.Type != "error" || c.Tagged("raises-exception") {
				continue
			}
			e := &kernel.Error{Name: o.ErrName, Value: o.ErrValue, Traceback: o.Traceback}
			if m := lineOfTrace.FindStringSubmatch(strings.Join(o.Traceback, "\n")); m != nil {
				e.Line, _ = strconv.Atoi(m[1] + m[2])
			}
			return fmt.Errorf("when it was last run: %w", &CellError{c, i + 1, e})
		}
	}
	return nil
}

// Attachment returns the media type and the base64 of a picture that the cell
// carries, "" if there is none of that name.
func (c *Cell) Attachment(name string) (kind, data string) {
	all, _ := c.extra["attachments"].(map[string]any)
	one, _ := all[name].(map[string]any)
	for k, v := range one {
		if s, ok := text(v); ok && (kind == "" || k < kind) {
			kind, data = k, strings.Join(strings.Fields(s), "")
		}
	}
	return kind, data
}
