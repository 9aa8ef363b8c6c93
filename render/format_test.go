package render

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

type set struct {
	Pixels []byte
	Labels []int
	note   []byte
}

type counted []int

func (c counted) String() string { return fmt.Sprint(len(c)) }

// What is shown of a large value is what would be shown if all of it had been
// written, and it does not cost what that does.
func TestLargeValues(t *testing.T) {
	const n = 1 << 20
	bytes, ints := make([]byte, n), make([]int, n)
	for name, v := range map[string]any{
		"bytes": bytes, "ints": ints, "texts": make([]string, n),
		"a struct": set{bytes, ints, nil}, "a pointer": &set{Labels: ints, Pixels: bytes[:3]},
	} {
		all := fmt.Sprintf("%+v", v)
		want := all[:maxText] + " …"
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got := text(v)
		runtime.ReadMemStats(&after)
		if got != want {
			t.Errorf("%s: %.40q … %q, want %.40q … %q", name, got, got[len(got)-20:], want, want[len(want)-20:])
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > n {
			t.Errorf("%s: %d bytes of memory, want at most %d", name, used, n)
		}
	}
}

// What says itself how it looks is asked for all of it, and values that are
// not large are left alone.
func TestSmallValuesAndSpeaking(t *testing.T) {
	long := counted(make([]int, maxText+5))
	type holder struct{ C counted }
	for _, tt := range []struct {
		v    any
		want string
	}{
		{long, "20005"},
		{holder{long}, "{C:20005}"},
		{(*set)(nil), "<nil>"},
		{set{Labels: []int{1}}, "{Pixels:[] Labels:[1] note:[]}"},
		{&set{note: make([]byte, 2)}, "&{Pixels:[] Labels:[] note:[0 0]}"},
	} {
		if got := text(tt.v); got != tt.want {
			t.Errorf("%.60q, want %q", got, tt.want)
		}
	}
	if s := text(strings.Repeat("x", 3*maxText)); len(s) != 3*maxText {
		t.Errorf("a string of %d characters is cut", len(s))
	}
}
