package kernel_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dlfs-go/book/kernel"
)

func TestHundredThousandLinesArrive(t *testing.T) {
	const n = 100_000
	s := start(t)
	_, out := s.run(fmt.Sprintf("lines %d", n))
	var b strings.Builder
	for _, m := range out[1:] {
		b.WriteString(m.str("text"))
	}
	if len(out) > 100 {
		t.Errorf("%d messages for %d lines, want few", len(out), n)
	}
	i := 0
	for line := range strings.Lines(b.String()) {
		if want := fmt.Sprintf("line %d\n", i); line != want {
			t.Fatalf("line %d is %q", i, line)
		}
		i++
	}
	if i != n {
		t.Errorf("%d lines, want %d", i, n)
	}
}

func TestRunesStayWhole(t *testing.T) {
	s := start(t)
	const text = "déjà ∂L/∂W 한국어 🎲"
	for _, tt := range []struct{ code, want string }{
		{"bytes " + text, text},
		{"bytes " + text[:len(text)-1], text[:len(text)-4] + "\ufffd\ufffd\ufffd"}, // half a rune at the end is not lost
	} {
		_, out := s.run(tt.code)
		var b strings.Builder
		for _, m := range out {
			if m.str("name") == "stdout" {
				b.WriteString(m.str("text"))
			}
		}
		if b.String() != tt.want {
			t.Errorf("printed %q, arrived %q, want %q", tt.code, b.String(), tt.want)
		}
	}
}

func TestRunawayPrintIsCut(t *testing.T) {
	const limit = 16 << 20
	s := start(t)
	_, out := s.run("flood 40\nvalue done")
	printed, notices := 0, 0
	for _, m := range out {
		if m.str("name") == "stdout" {
			printed += len(m.str("text"))
		}
		if strings.Contains(m.str("text"), "16 MB") {
			notices++
		}
	}
	if printed > limit || printed < limit-4 || notices != 1 {
		t.Errorf("%d bytes and %d notices, want %d and 1", printed, notices, limit)
	}
	if last := out[len(out)-1]; last.kind != "execute_result" {
		t.Errorf("the last message is %s, want the result", last.kind)
	}
	if _, out := s.run("print again"); kinds(out) != "execute_input stdout=again\n" {
		t.Errorf("the next cell published %s", kinds(out))
	}
}

func TestLateOutputGoesToItsCell(t *testing.T) {
	s := start(t)
	first := s.execute("later from the first")
	s.until(first)
	s.shell()
	s.run("print second")
	close(s.ev.Release)
	if m := s.pub(); m.parent != first || m.str("text") != "from the first\n" {
		t.Errorf("late output %+v, want it under %s", m, first)
	}
}

func TestStreamIsLive(t *testing.T) {
	s := start(t)
	id := s.execute("print now\nwait")
	for {
		m := s.pub()
		if m.kind == "stream" {
			break // while the cell still waits
		}
		if m.state() == "idle" {
			t.Fatal("the cell ended before its output came")
		}
	}
	s.send(kernel.Control, "interrupt_request", nil)
	s.until(id)
}

// Results and displays are bounded as streams are, and say so.
func TestShownOutputIsBounded(t *testing.T) {
	s := start(t)
	_, out := s.run("value " + strings.Repeat("z", kernel.MaxOutput+1<<20))
	last := out[len(out)-1]
	text := last.content["data"].(map[string]any)["text/plain"].(string)
	if last.kind != "execute_result" || len(text) > kernel.MaxOutput+200 || !strings.Contains(text, "This output has 18 MB") {
		t.Errorf("a result of %d MB is a %s of %d bytes that ends in %q", kernel.MaxOutput>>20+1, last.kind, len(text), text[max(0, len(text)-100):])
	}
	const each, n = 5 << 20, 16
	_, out = s.run(strings.Repeat("show "+strings.Repeat("d", each)+"\n", n) + "value 1")
	shown, notices := 0, 0
	for _, m := range out {
		switch {
		case m.kind == "display_data":
			shown++
		case strings.Contains(m.str("text"), "more than 64 MB"):
			notices++
		}
	}
	if want := kernel.MaxShown / each; shown != want || notices != 1 {
		t.Errorf("%d of %d displays of %d MB are shown, and %d notices, want %d and 1", shown, n, each>>20, notices, want)
	}
	if last := out[len(out)-1]; last.kind != "execute_result" {
		t.Errorf("the last message is %s, want the result", last.kind)
	}
}
