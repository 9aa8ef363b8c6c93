package notebook

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Versions says what made the outputs of a notebook besides its cells. Each is
// a name that changes when the same cells would print or draw something else.
type Versions struct {
	Engine  string // of the interpreter
	Library string // of dlfs and what draws its figures
}

// stampKey is where the notebook's metadata says what its outputs were made
// from.
const stampKey = "dlfs"

// codeHash is the hash of all that runs. Prose is not part of it, and neither
// are the outputs.
func (nb *Notebook) codeHash() string {
	h := sha256.New()
	for _, c := range nb.Cells {
		if c.Kind == Code {
			fmt.Fprintf(h, "%d %s\n", len(c.Source), c.Source)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Stamp notes in the metadata that the outputs were made from the code cells
// as they are, by these versions.
func (nb *Notebook) Stamp(v Versions) {
	nb.Metadata[stampKey] = map[string]any{"code": nb.codeHash(), "engine": v.Engine, "library": v.Library}
}

// Stale says why the outputs may not be what the code cells give, or "" if
// they are.
func (nb *Notebook) Stale(v Versions) string {
	if !nb.HasOutputs() {
		return "it was never run"
	}
	stamp, ok := nb.Metadata[stampKey].(map[string]any)
	switch {
	case !ok:
		return "it does not say what its outputs were made from"
	case stamp["code"] != nb.codeHash():
		return "its code has changed since it was run"
	case stamp["engine"] != v.Engine:
		return fmt.Sprintf("it was run by version %v of the engine, this is %s", stamp["engine"], v.Engine)
	case stamp["library"] != v.Library:
		return fmt.Sprintf("it was run with version %v of the library, this is %s", stamp["library"], v.Library)
	}
	return ""
}
