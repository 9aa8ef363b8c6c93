package plotting

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

var korean = map[string]string{
	"taken for": "예측", "is": "정답", "image": "이미지", "filter": "필터", "result": "결과", "mean": "평균",
	"tangent at %s, slope %s": "%s에서의 접선, 기울기 %s", "no tangent at %s": "%s에는 접선이 없음",
}

// Every word that a figure brings itself can be Korean.
func TestTranslate(t *testing.T) {
	english := maps.Clone(ownWords)
	defer func() { ownWords = english }()
	Translate(korean)
	g := NewGraph()
	g.Mean(g.Input("x", 1), g.Input("y", 2))
	img := Image{W: 3, H: 3, Pix: make([]float64, 9)}
	abs := func(x float64) float64 { return 1 / x }
	var all strings.Builder
	for _, f := range []shown{g, Confusion([]string{"0", "1"}, [][]float64{{1, 0}, {0, 1}}), Slide(img, img, 1),
		Tangent(Axes{XMin: -1, XMax: 1}, abs, 0.5, 0)} {
		all.WriteString(f.SVG())
	}
	for english, own := range korean {
		said := strings.Fields(strings.ReplaceAll(own, "%s", ""))[0]
		if !strings.Contains(all.String(), said) {
			t.Errorf("%q is not drawn for %q", said, english)
		}
		if w := strings.Split(english, " %s")[0]; strings.Contains(all.String(), ">"+w+"<") {
			t.Errorf("%q is still drawn", w)
		}
	}
	if len(korean) != len(ownWords) {
		t.Errorf("%d words, %d of them tried", len(ownWords), len(korean))
	}
	for _, bad := range []map[string]string{{"none": "x"}, {"mean": "%s"}, {"no tangent at %s": "nowhere"}} {
		func() {
			defer func() {
				if r := fmt.Sprint(recover()); !strings.HasPrefix(r, "plotting: Translate: ") {
					t.Errorf("%v: got %q", bad, r)
				}
			}()
			Translate(bad)
		}()
	}
}
