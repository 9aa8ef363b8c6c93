package site

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"

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

var codeInText = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`|\\$\\$.+?\\$\\$|\\$[^$\n]+\\$")

// CheckTerms says where the prose of a Korean notebook uses a word that the
// glossary rejects, or a term for the first time without its English.
func CheckTerms(nb *notebook.Notebook) []string {
	var found []string
	seen := map[string]bool{}
	for _, c := range nb.Cells {
		if c.Kind != notebook.Markdown {
			continue
		}
		prose := codeInText.ReplaceAllString(c.Source, "")
		for _, t := range Glossary() {
			for _, w := range t.Not {
				if strings.Contains(prose, w) {
					found = append(found, fmt.Sprintf("cell %s: %s, want %s", c.ID, w, t.Ko))
				}
			}
			if i := strings.Index(prose, t.Ko); i >= 0 && !seen[t.Ko] && !within(prose, i, t.Ko) {
				seen[t.Ko] = true
				if !strings.HasPrefix(strings.ReplaceAll(prose[i:], "*", ""), t.Ko+"("+t.En+")") {
					found = append(found, fmt.Sprintf("cell %s: %s stands here first, want %s(%s)", c.ID, t.Ko, t.Ko, t.En))
				}
			}
		}
	}
	return found
}

// within reports whether a term at a place of the text is a part of a longer
// one.
func within(s string, i int, term string) bool {
	for _, t := range Glossary() {
		if len(t.Ko) <= len(term) {
			continue
		}
		for k := strings.Index(t.Ko, term); k >= 0 && i-k >= 0; k = -1 {
			if strings.HasPrefix(s[i-k:], t.Ko) {
				return true
			}
		}
	}
	return false
}
