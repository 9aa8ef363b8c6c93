package interp

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzSplit cuts any text: the pieces lie in the text one after the other, and
// hold all of its tokens.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{
		"x := 1\ny := 2 // two\nx + y", "func (t *T[K]) m() {}\ntype T[K any] struct{}", "for i := 0; i < 3; i++ {\n}; x", "a: b: x", "`a\r\nb`; 1", "var (\n\ta, b = 1, 2\n)",
		"if x := 1; x > 0 {\n} else {\n}", "}{)(", "\"a", "'", "func", "func(", "type (", "import ()", "1;2;;3", "/* */ 1 /* */", "switch x := y.(type) {\n}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		chunks := split(code)
		at, tokens := 0, 0
		for _, c := range chunks {
			if c.start < at || c.end < c.start || c.end > len(code) {
				t.Fatalf("split(%q): a piece from %d to %d of %d, after one that ends at %d", code, c.start, c.end, len(code), at)
			}
			if utf8.ValidString(code) && !utf8.ValidString(code[c.start:c.end]) {
				t.Fatalf("split(%q): the piece %q cuts a letter in two", code, code[c.start:c.end])
			}
			at, tokens = c.end, tokens+len(c.tokens)
			if text := code[c.start:c.end]; text != strings.Trim(text, " \t\r\n") && !strings.ContainsAny(text, "`\"'/") {
				t.Fatalf("split(%q): a piece with space around it: %q", code, text)
			}
		}
		separators := 0
		for _, tok := range scan(code) {
			if tok.lit == ";" || tok.lit == "\n" || tok.tok.String() == "EOF" {
				separators++
			}
		}
		if all := len(scan(code)); tokens > all || tokens < all-separators {
			t.Fatalf("split(%q): %d tokens in the pieces, %d in the text, of which %d may be separators", code, tokens, all, separators)
		}
		unbalanced(Cell{Code: code})
		closed(code)
	})
}
