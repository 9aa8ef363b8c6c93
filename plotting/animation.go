package plotting

import "fmt"

// An Animation is a drawing that moves by itself wherever SVG is shown, also
// inside an img element: it needs no script. A reader who has asked the system
// for less motion sees its last state, and so does a program that knows no
// animation. Its PNG stands still.
type Animation struct {
	alt   string
	svg   func() string
	still Figure // for PNG
}

// Alt says in words what moves.
func (m *Animation) Alt() string { return m.alt }

// SVG draws the animation.
func (m *Animation) SVG() string { return m.svg() }

// PNG draws what the animation shows as a picture that stands still.
func (m *Animation) PNG() []byte { return pngOf(m.still) }

// motion is the style sheet that begins every animation.
const motion = `@media(prefers-reduced-motion:reduce){*{animation:none!important}}`

// hold is how many seconds the last state stays before all begins again.
const hold = 1.5

// Frames shows figures one after the other, perSecond of them in a second, and
// begins again: a line that a perceptron moves (section 2.3), activations that
// die (section 6.2). What all frames have in common is written only once. The
// PNG shows up to six of them beside each other. It panics if there are no
// frames, one is nil, or perSecond is not positive.
func Frames(perSecond float64, frames ...Figure) *Animation {
	if len(frames) == 0 {
		panicf("Frames: there are no frames")
	}
	if !finite(perSecond) || perSecond <= 0 {
		panicf("Frames: perSecond is %v, want more than 0", perSecond)
	}
	for i, f := range frames {
		if f == nil {
			panicf("Frames: frame %d is nil", i+1)
		}
	}
	alt := fmt.Sprintf("Animation of %d pictures. The first: %s. The last: %s", len(frames), frames[0].Alt(), frames[len(frames)-1].Alt())
	return &Animation{alt: alt, svg: func() string { return flip(1/perSecond, frames) }, still: strip(frames)}
}

// strip puts some of the frames side by side.
func strip(frames []Figure) Figure {
	const most = 6
	var some []Figure
	for k := range min(most, len(frames)) {
		i := 0
		if n := min(most, len(frames)); n > 1 {
			i = k * (len(frames) - 1) / (n - 1)
		}
		some = append(some, frames[i])
	}
	if len(some) == 1 {
		return some[0]
	}
	cols := 2
	if len(some) == 3 || len(some) > 4 {
		cols = 3
	}
	return Grid(cols, some...)
}
