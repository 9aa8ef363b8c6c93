package plotting

import (
	"strings"
	"testing"
)

func TestTicks(t *testing.T) {
	for _, tt := range []struct {
		lo, hi float64
		ticks  ticks
		want   string
	}{
		{0, 1, ticks{most: 6}, "0.0 0.2 0.4 0.6 0.8 1.0"},
		{-10, 10, ticks{most: 6}, "−10 −5 0 5 10"},
		{-0.1, 1.1, ticks{most: 6}, "0.0 0.2 0.4 0.6 0.8 1.0"},
		{0, 10000, ticks{most: 6}, "0 2000 4000 6000 8000 10000"},
		{0, 3, ticks{most: 6}, "0.0 0.5 1.0 1.5 2.0 2.5 3.0"},
		{0, 3, ticks{most: 6, whole: true}, "0 1 2 3"},
		{0, 16, ticks{most: 3}, "0 10"},
		{0, 1e200, ticks{most: 3}, "0 5e199 1e200"},
		{0, 2e-7, ticks{most: 3}, "0 1e−7 2e−7"},
		{1e9, 1e9 + 1e-6, ticks{most: 6}, "1000000000 +9.53674e−7"}, // the nearest number that is more
		{1e15, 1e15 + 2, ticks{most: 6}, "1e15 +0.5 +1 +1.5 +2"},
		{1e6, 1e6 + 3, ticks{most: 6, whole: true}, "1000000 +1 +2 +3"},
		{-1e8 - 0.4, -1e8, ticks{most: 4}, "−100000000.4 +0.2 +0.4"},
		{1e15, 1e15 + 0.125, ticks{most: 6}, "1e15 +0.125"},
		{nan, 1, ticks{most: 6}, ""},
		{-1e308, 1e308, ticks{most: 6}, ""}, // the length is no number
		{1, 1, ticks{most: 6}, ""},
	} {
		var got []string
		for _, tick := range tt.ticks.Ticks(tt.lo, tt.hi) {
			if tick.Label != "" {
				got = append(got, tick.Label)
			}
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%v from %v to %v: %q, want %q", tt.ticks, tt.lo, tt.hi, s, tt.want)
		}
	}
}

// Signs that our face lacks have a width and a picture, and digits below the
// line are small.
func TestText(t *testing.T) {
	if w := textWidth("손실", 10); w != 20 {
		t.Errorf("two syllables of 10 points are %v wide, want 20", w)
	}
	if w, small := textWidth("1", 10), textWidth("₁", 10); small >= w {
		t.Errorf("₁ is %v wide and 1 is %v, want less", small, w)
	}
	for _, s := range []string{"손", "∇", "∈", "\U0001F600"} {
		img, inked := pixels(s, ink), 0
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if _, _, _, a := img.At(x, y).RGBA(); a > 0 {
					inked++
				}
			}
		}
		if inked < 5 {
			t.Errorf("%s has %d pixels, want a sign", s, inked)
		}
	}
	for s, want := range map[string]string{"x₀": "x|0", "wᵢⱼ": "w|ij", "10⁻⁴": "10|−4", "Wᵀ값": "W|T|값"} {
		var parts []string
		for _, r := range runs(textFace(10), s) {
			parts = append(parts, r.s)
		}
		if got := strings.Join(parts, "|"); got != want {
			t.Errorf("runs of %s: %s, want %s", s, got, want)
		}
	}
	for s, want := range map[string]string{"a b": "a b", " a": "\u00a0a", "a  b ": "a\u00a0 b\u00a0", "": ""} {
		if got := spaces(s); got != want {
			t.Errorf("spaces(%q) = %q, want %q", s, got, want)
		}
	}
}
