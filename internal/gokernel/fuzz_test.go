package gokernel

import (
	"testing"
	"unicode/utf8"
)

// Editors ask at every key, about code that is not finished: the answers stay
// within the code, and nothing ends the session.
func FuzzAssist(f *testing.F) {
	for _, seed := range []string{"strings.Sp", "%timeit x", "!ls\nx", "?x", "x?", "%%time\nx", "世界.", "`raw\n%time", "import \"", "Point{X: ", "f(", "%", "!", "?", "%%", "\x00", "a\r\nb", "%time\xff"} {
		f.Add(seed, 3)
	}
	e := New()
	f.Fuzz(func(t *testing.T, code string, pos int) {
		if !utf8.ValidString(code) {
			t.Skip("JSON is UTF-8")
		}
		n := utf8.RuneCountInString(code)
		pos = max(0, min(pos, n))
		c := e.Complete(code, pos)
		if c.Start < 0 || c.Start > c.End || c.End > n {
			t.Errorf("%q at %d: replaces %d to %d of %d", code, pos, c.Start, c.End, n)
		}
		e.Inspect(code, pos, 1)
		if s := e.IsComplete(code).Status; s != "complete" && s != "incomplete" && s != "invalid" {
			t.Errorf("%q is %q", code, s)
		}
		if m := e.mask(code); utf8.RuneCountInString(m) != n {
			t.Errorf("the mask of %q is %q", code, m)
		}
	})
}
