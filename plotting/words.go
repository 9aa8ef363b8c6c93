package plotting

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// The words that figures bring themselves, in the language that they are shown
// in. Everything else that can be read in a figure comes from its caller.
var (
	ownWords = map[string]string{
		"taken for": "taken for", "is": "is", // Confusion
		"image": "image", "filter": "filter", "result": "result", // Slide
		"mean":                    "mean",                    // Graph.Mean
		"tangent at %s, slope %s": "tangent at %s, slope %s", // Tangent
		"no tangent at %s":        "no tangent at %s",
	}
	ownWordsLock sync.RWMutex
)

// Translate sets the words that figures bring themselves, each by its English
// one: those around a [Confusion] ("taken for", "is"), under a [Slide] ("image",
// "filter", "result"), in [Graph.Mean] ("mean") and in the legend of [Tangent]
// ("tangent at %s, slope %s", "no tangent at %s", where %s stands for numbers),
// which are in sections 8.1, 7.2.2, 6.3.1 and 4.3.2 of the book (section 4.3.2 has
// the first).
// They hold for what is drawn from then on; words that are not in the table stay
// as they are. It panics for words that no figure has, or if a translation has
// another number of %s.
func Translate(words map[string]string) {
	ownWordsLock.Lock()
	defer ownWordsLock.Unlock()
	for english, own := range words {
		if _, ok := ownWords[english]; !ok {
			panicf("Translate: no figure says %q; the words are %q", english, slices.Sorted(maps.Keys(ownWords)))
		}
		if strings.Count(own, "%s") != strings.Count(english, "%s") || strings.Count(own, "%") != strings.Count(english, "%") {
			panicf("Translate: %q must have as many %%s as %q, and no other %%", own, english)
		}
	}
	maps.Copy(ownWords, words)
}

// word is what a figure says in the place of its English words.
func word(english string, args ...any) string {
	ownWordsLock.RLock()
	defer ownWordsLock.RUnlock()
	if len(args) == 0 {
		return ownWords[english]
	}
	return fmt.Sprintf(ownWords[english], args...)
}
