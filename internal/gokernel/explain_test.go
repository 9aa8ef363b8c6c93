package gokernel

import (
	"strings"
	"testing"

	"github.com/dlfs-go/book/interp"
)

// A caret stands under the character that is meant, also behind such as are two
// columns wide, or none.
func TestCaret(t *testing.T) {
	for _, tt := range []struct {
		line  string
		col   int
		space int
	}{
		{"x + y", 5, 4},
		{"\tx + y", 6, 8},
		{"가 := \"한글\"; _ = 가 + 없는것", 20, 23},
		{"日本 + y", 6, 7},
		{"e\u0301 + y", 6, 4},
		{"\u1112\u1161\u11ab y", 5, 3}, // 한 in three letters
		{"ＡＢ y", 4, 5},
		{"", 1, 0},
		{"x", 9, 1},
	} {
		got := mark(tt.line, tt.col)
		if n := len(got) - len(strings.TrimLeft(got, " ")); n != tt.space {
			t.Errorf("the caret for %q:%d is %d columns in, want %d", tt.line, tt.col, n, tt.space)
		}
	}
	got := problem(interp.Problem{Cell: "In [1]", Line: 1, Col: 20, Msg: "undefined: 없는것", Source: "가 := \"한글\"; _ = 가 + 없는것"})
	if !strings.Contains(got, "In [1]:1:20:") || !strings.HasSuffix(got, "\n    "+strings.Repeat(" ", 23)+red+"^"+reset) {
		t.Errorf("%q", got)
	}
}
