package site

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/dlfs-go/book/internal/lazyregexp"
	"github.com/dlfs-go/book/notebook"
)

//go:embed glossary.json
var glossaryJSON []byte

// A Term is a word of the trade in the languages of the book.
type Term struct {
	Ko  string   `json:"ko"`
	En  string   `json:"en"`
	Not []string `json:"not,omitempty"` // Korean words that are not used for it
}

// Glossary returns the terms that Korean chapters use.
var Glossary = sync.OnceValue(func() []Term {
	var list []Term
	if err := json.Unmarshal(glossaryJSON, &list); err != nil {
		panic("site: glossary.json: " + err.Error()) // it is embedded
	}
	return list
})

// notProse is what the rule about terms leaves out: code, formulas, headings.
var notProse = lazyregexp.New("(?sm)```.*?```|`[^`\n]*`|\\$\\$.+?\\$\\$|\\$[^$\n]+\\$|^#+ [^\n]*$")

// CheckTerms says where the prose of a Korean notebook uses a word that the
// glossary rejects, or a term for the first time without its English.
func CheckTerms(nb *notebook.Notebook) []string {
	var found []string
	seen := map[string]bool{}
	for _, c := range nb.Cells {
		if c.Kind != notebook.Markdown {
			continue
		}
		prose := strings.ReplaceAll(notProse().ReplaceAllString(c.Source, ""), "*", "")
		for _, t := range Glossary() {
			for _, w := range t.Not {
				if first(c.Source, w) >= 0 {
					found = append(found, fmt.Sprintf("cell %s: %s, want %s", c.ID, w, t.Ko))
				}
			}
			at := first(prose, t.Ko)
			if at < 0 || seen[t.Ko] {
				continue
			}
			seen[t.Ko] = true
			if !strings.HasPrefix(prose[at:], t.Ko+"("+t.En+")") {
				found = append(found, fmt.Sprintf("cell %s: %s stands here first, want %s(%s)", c.ID, t.Ko, t.Ko, t.En))
			}
		}
	}
	return found
}

// first is where a text has a word by itself, not as part of a longer term; -1
// if nowhere.
func first(s, word string) int {
	for at := 0; ; {
		i := strings.Index(s[at:], word)
		if i < 0 {
			return -1
		}
		if i += at; !within(s, word, i) {
			return i
		}
		at = i + len(word)
	}
}

// within reports whether the word at a place of a text is part of a longer
// term.
func within(s, word string, at int) bool {
	for _, long := range Glossary() {
		k := strings.Index(long.Ko, word)
		if k < 0 || long.Ko == word || at < k {
			continue
		}
		if strings.HasPrefix(s[at-k:], long.Ko) {
			return true
		}
	}
	return false
}
