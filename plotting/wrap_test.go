package plotting

import (
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Long titles and labels of axes get several lines, and lose no sign; short
// ones stay as they are.
func TestWrap(t *testing.T) {
	sty := textStyle(titleSize, ink)
	f := fonts.Lookup(sty.Font, sty.Font.Size)
	for _, s := range []string{"", "loss", strings.Repeat("a long title ", 12), strings.Repeat("학습률을 다르게 하여 ", 5),
		strings.Repeat("가", 90), strings.Repeat("x", 200), "two\nlines", "한 " + strings.Repeat("글자", 40)} {
		for _, room := range []vg.Length{0.5, 60, 300} {
			got := wrap(s, sty, room)
			for line := range strings.SplitSeq(got, "\n") {
				if widthOf(f, line) > room && len([]rune(line)) > 1 {
					t.Errorf("%q in %v: the line %q is wider", s, room, line)
				}
			}
			plain := strings.NewReplacer(" ", "", "\n", "")
			if plain.Replace(got) != plain.Replace(s) {
				t.Errorf("%q in %v lost signs: %q", s, room, got)
			}
		}
		if widthOf(f, s) < 300 && wrap(s, sty, 300) != s {
			t.Errorf("%q is changed although it fits", s)
		}
	}
	a := Axes{Title: strings.Repeat("학습률을 다르게 하여 ", 5), X: strings.Repeat("반복 횟수 ", 12), Y: strings.Repeat("손실 ", 20)}
	p := Curves(a, Curve{Y: []float64{1, 2}})
	q, room := p.page(draw.NewCanvas(newSVG(p.Width, p.Height), p.Width, p.Height), false)
	if size := q.DataCanvas(room).Size(); size.X < p.Width/2 || size.Y < p.Height/3 {
		t.Errorf("the plot has %v of %v×%v left", size, p.Width, p.Height)
	}
	if !strings.Contains(q.Title.Text, "\n") || p.Title.Text != a.Title {
		t.Errorf("title %q is drawn as %q", p.Title.Text, q.Title.Text)
	}
}
