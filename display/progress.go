package display

import (
	"fmt"
	"html"
	"iter"
	"strings"
	"time"
)

// Progress is a bar that says how far a loop is: one output that changes.
type Progress struct {
	n      int
	label  string
	handle *Handle
	last   time.Time
	start  time.Time
	at     int
	note   string
}

// interval is the least time between two changes of a bar: more of them are
// work for the browser and nothing for the eye.
const interval = 100 * time.Millisecond

// NewProgress shows an empty bar for n steps.
func NewProgress(n int, label string) *Progress {
	p := &Progress{n: n, label: label, handle: NewHandle(), start: time.Now()}
	p.show()
	return p
}

// Set says that done steps are behind, with a note, the loss for example. The
// bar changes ten times a second at most, and at the end.
func (p *Progress) Set(done int, note string) {
	p.at, p.note = done, note
	if done < p.n && time.Since(p.last) < interval {
		return
	}
	p.show()
}

// Note changes the note.
func (p *Progress) Note(format string, args ...any) { p.note = fmt.Sprintf(format, args...) }

func (p *Progress) show() {
	p.last = time.Now()
	p.handle.Show(p)
}

func (p *Progress) share() float64 {
	if p.n <= 0 {
		return 1
	}
	return min(1, float64(p.at)/float64(p.n))
}

// String is the bar as text. A full bar says nothing of the time it took, so
// that a notebook run twice holds the same output.
func (p *Progress) String() string {
	const width = 30
	full := int(p.share() * width)
	s := fmt.Sprintf("%s %s%s %d/%d", p.label, strings.Repeat("█", full), strings.Repeat("░", width-full), p.at, p.n)
	if left := p.left(); left != "" {
		s += " · " + left
	}
	if p.note != "" {
		s += " · " + p.note
	}
	return strings.TrimSpace(s)
}

// left estimates the time that is left, from the time so far.
func (p *Progress) left() string {
	if p.at <= 0 || p.at >= p.n {
		return ""
	}
	d := time.Duration(float64(time.Since(p.start)) * float64(p.n-p.at) / float64(p.at))
	return d.Round(time.Second).String() + " left"
}

// HTML is the bar for a page.
func (p *Progress) HTML() string {
	text := fmt.Sprintf("%d/%d", p.at, p.n)
	if left := p.left(); left != "" {
		text += " · " + left
	}
	if p.note != "" {
		text += " · " + p.note
	}
	label := html.EscapeString(p.label)
	return fmt.Sprintf(`<div><label>%s <progress aria-label="%s" max="%d" value="%d"></progress></label> %s</div>`,
		label, label, max(1, p.n), p.at, html.EscapeString(text))
}

// Range counts from 0 to n-1 and shows how far it is:
//
//	for i, bar := range display.Range(1000, "training") {
//		bar.Note("loss %.3f", loss)
//	}
func Range(n int, label string) iter.Seq2[int, *Progress] {
	return func(yield func(int, *Progress) bool) {
		p := NewProgress(n, label)
		for i := range n {
			if !yield(i, p) {
				p.show()
				return
			}
			p.Set(i+1, p.note)
		}
	}
}
