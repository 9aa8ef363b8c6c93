package plotting

import (
	"strings"

	"gonum.org/v1/plot"
)

// ticks are gonum's, with the minus sign that type has for it.
type ticks struct{}

func (ticks) Ticks(min, max float64) []plot.Tick {
	ts := plot.DefaultTicks{}.Ticks(min, max)
	for i, t := range ts {
		ts[i].Label = strings.ReplaceAll(t.Label, "-", "−")
	}
	return ts
}

// sparse are the ticks of a small panel: at most n labels.
type sparse struct{ n int }

func (s sparse) Ticks(min, max float64) []plot.Tick {
	ts := ticks{}.Ticks(min, max)
	labels := 0
	for _, t := range ts {
		if t.Label != "" {
			labels++
		}
	}
	keep := (labels + s.n - 1) / s.n
	seen := 0
	for i := range ts {
		if ts[i].Label == "" {
			continue
		}
		if keep > 1 && seen%keep != 0 {
			ts[i].Label = ""
		}
		seen++
	}
	return ts
}
