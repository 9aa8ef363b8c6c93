package plotting

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func elements(s string) (out []svgElement) {
	for _, r := range s {
		out = append(out, svgElement{name: string(r)})
	}
	return out
}

// Every frame must draw its own shapes in its own order, and what all frames
// share must be there once.
func TestParts(t *testing.T) {
	for _, frames := range [][]string{
		{"abc", "abc"}, {"axb", "ayb", "azb"}, {"ab", "xab", "abx"}, {"abab", "ba", "aab"}, {"", "a"}, {"abc", "xyz"}, {"aXbYc", "aZbc", "abWc"},
	} {
		var cs []*svgCanvas
		for _, f := range frames {
			cs = append(cs, &svgCanvas{elements: elements(f)})
		}
		ps := parts(cs)
		for i, f := range frames {
			var got []svgElement
			for _, p := range ps {
				got = append(got, p.common...)
				got = append(got, p.own[i]...)
			}
			if !slices.Equal(got, elements(f)) {
				t.Errorf("frames %q: frame %d draws %v", frames, i, got)
			}
		}
	}
	shared := 0
	for _, p := range parts([]*svgCanvas{{elements: elements("aXbYc")}, {elements: elements("aZbc")}}) {
		shared += len(p.common)
	}
	if shared != 3 {
		t.Errorf("%d shapes are shared, want 3", shared)
	}
}

// Activations that die, layer by layer (section 6.2): twenty frames of five
// histograms must not take more than twice what ten frames take, and little.
func TestFramesAreSmall(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	size := func(n int) int {
		var frames []Figure
		for i := range n {
			h := Histograms(Axes{Title: fmt.Sprintf("frame %d", i), XMax: 1, YMax: 1000}, 30, activations(rng, 4/float64(i+1))...)
			frames = append(frames, h)
		}
		return len(Frames(4, frames...).SVG())
	}
	if ten, twenty := size(10), size(20); twenty > 2*ten || twenty > 120<<10 {
		t.Errorf("10 frames take %d bytes and 20 take %d, want less than 120 kB", ten, twenty)
	}
}

// At every moment exactly one frame is seen: the delays follow each other by
// the time of a frame, and the last one stays.
func TestFramesFollowEachOther(t *testing.T) {
	svg := Frames(2, Images(1, Image{W: 1, H: 1, Pix: []float64{0}}), Images(1, Image{W: 1, H: 1, Pix: []float64{1}}), Images(1)).SVG()
	for _, want := range []string{".d0{animation-delay:-3s}", ".d1{animation-delay:-2.5s}", ".d2{animation-delay:-2s}", "animation:f 3s", `class="f d0"`, `class="f d1"`, "prefers-reduced-motion"} {
		if !strings.Contains(svg, want) {
			t.Errorf("the SVG lacks %s:\n%s", want, svg)
		}
	}
}
