package plotting

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
)

// flip is the SVG of frames, each of which is seen for some seconds. All run
// the same animation, each with another delay; negative, so that a frame is
// hidden until its turn. What all frames share is drawn once, between their
// differences, so that it stays in front of the same shapes and behind the same.
func flip(each float64, frames []Figure) string {
	canvases, w, h := drawAll(frames)
	page := newSVG(w, h)
	if len(frames) == 1 {
		return canvases[0].document("", "")
	}
	n := len(frames)
	whole := each*float64(n) + hold
	var style, b strings.Builder
	fmt.Fprintf(&style, `<style>%s.f{visibility:hidden;animation:f %.4gs step-end infinite}.l{animation:l %.4gs step-end infinite}`+
		`@keyframes f{0%%{visibility:visible}%.4g%%{visibility:hidden}}@keyframes l{0%%{visibility:visible}%.4g%%{visibility:hidden}}`,
		motion, whole, whole, 100*each/whole, 99.99*(each+hold)/whole)
	for i := range n {
		fmt.Fprintf(&style, ".d%d{animation-delay:%.4gs}", i, each*float64(i)-whole)
	}
	for _, part := range parts(canvases) {
		writeElements(&b, part.common)
		for i, es := range part.own {
			if len(es) == 0 {
				continue
			}
			class := "f"
			if i == n-1 {
				class = "l"
			}
			fmt.Fprintf(&b, `<g class="%s d%d">`, class, i)
			writeElements(&b, es)
			b.WriteString("</g>")
		}
	}
	return page.document(style.String()+"</style>", b.String())
}

// drawAll draws frames, each in the middle of a page on which all fit.
func drawAll(frames []Figure) (canvases []*svgCanvas, w, h vg.Length) {
	for _, f := range frames {
		fw, fh := f.Size()
		w, h = max(w, fw), max(h, fh)
	}
	for _, f := range frames {
		fw, fh := f.Size()
		c := newSVG(w, h)
		at := vg.Point{X: (w - fw) / 2, Y: (h - fh) / 2}
		f.Draw(area(c, at, fw, fh))
		canvases = append(canvases, c)
	}
	return canvases, w, h
}

// part is what all frames have in common, and what each has behind it.
type part struct {
	common []svgElement
	own    [][]svgElement
}

// parts splits frames at the elements that they have in common.
func parts(cs []*svgCanvas) []part {
	common := cs[0].elements
	for _, c := range cs[1:] {
		common = longest(common, c.elements)
	}
	rest := make([][]svgElement, len(cs))
	for i, c := range cs {
		rest[i] = c.elements
	}
	out := []part{{own: make([][]svgElement, len(cs))}}
	for _, e := range common {
		last := &out[len(out)-1]
		split := false
		for i, es := range rest {
			k := slices.Index(es, e)
			last.own[i] = append(last.own[i], es[:k]...)
			split = split || len(last.own[i]) > 0
			rest[i] = es[k+1:]
		}
		if split {
			out = append(out, part{own: make([][]svgElement, len(cs))})
		}
		last = &out[len(out)-1]
		last.common = append(last.common, e)
	}
	last := &out[len(out)-1]
	for i, es := range rest {
		last.own[i] = append(last.own[i], es...)
	}
	return out
}

// longest is a longest common subsequence of two lists of elements: what a
// comparison of files finds.
func longest(a, b []svgElement) []svgElement {
	n := make([][]int, len(a)+1) // n[i][j] is the length for a[i:] and b[j:]
	for i := range n {
		n[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				n[i][j] = n[i+1][j+1] + 1
			} else {
				n[i][j] = max(n[i+1][j], n[i][j+1])
			}
		}
	}
	var out []svgElement
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			out = append(out, a[i])
			i, j = i+1, j+1
		case n[i+1][j] >= n[i][j+1]:
			i++
		default:
			j++
		}
	}
	return out
}
