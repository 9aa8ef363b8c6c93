package kernel

import (
	"encoding/json"
	"fmt"
)

// A cell's results and displays are bounded as its streams are: see MaxStream.
const (
	// MaxOutput is how many bytes a result or a display may have.
	MaxOutput = 16 << 20
	// MaxShown is how many bytes all displays of a cell may have. ShownCut says
	// on stderr that there were more.
	MaxShown = 64 << 20
	ShownCut = "\nThe cell has shown more than 64 MB; what follows is left out.\n"
)

// Size returns how many bytes of a notebook the data take, about.
func (m MIME) Size() (n int) {
	for kind, v := range m {
		n += len(kind)
		switch v := v.(type) {
		case string:
			n += len(v)
		default:
			b, err := json.Marshal(v)
			if err == nil {
				n += len(b)
			}
		}
	}
	return n
}

// Bounded returns the data, or what stands for them if they are longer than
// MaxOutput: the beginning of the text, and how long the whole is. A part of a
// picture or of a page would show nothing.
func (m MIME) Bounded() MIME {
	size := m.Size()
	if size <= MaxOutput {
		return m
	}
	word := fmt.Sprintf("This output has %d MB; no more than %d MB are shown.", (size+1<<20-1)>>20, MaxOutput>>20)
	if text, _ := m["text/plain"].(string); text != "" {
		word = cut(text, MaxOutput) + "\n" + word
	}
	return MIME{"text/plain": word}
}
