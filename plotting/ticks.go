package plotting

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// ticks puts about most labels on an axis, at multiples of 1, 2 or 5 times a
// power of ten, and small ticks between them. gonum's own ticks never end on
// the axis of a loss that has exploded.
type ticks struct {
	most  int
	whole bool // no labels between whole numbers
}

// Ticks returns the ticks between two values.
func (t ticks) Ticks(lo, hi float64) []plot.Tick {
	if !finite(lo, hi) || !finite(hi-lo) || lo >= hi {
		return nil
	}
	step, parts := niceStep(hi-lo, t.most)
	if math.Floor(hi/step) == math.Ceil(lo/step) { // a single label says nothing of the scale
		step, parts = niceStep(hi-lo, 2*t.most)
	}
	if t.whole && step < 1 {
		step, parts = 1, 1
	}
	const countable = 1 << 52 // in float64
	most := max(math.Abs(lo), math.Abs(hi))
	if most/step*float64(parts) > countable {
		parts = 1
	}
	small := step / float64(parts)
	if step == 0 || most/small > countable { // too close to count
		return []plot.Tick{{Value: lo, Label: exactly(lo)}, {Value: hi, Label: "+" + number(hi-lo)}}
	}
	var out []plot.Tick
	first, last := math.Ceil(lo/small-1e-9), math.Floor(hi/small+1e-9)
	for k := first; k <= last; k++ {
		v := k * small
		if math.Mod(k, float64(parts)) == 0 {
			out = append(out, plot.Tick{Value: v, Label: tickLabel(v, step)})
		} else {
			out = append(out, plot.Tick{Value: v})
		}
	}
	return apartTicks(out)
}

// apartTicks makes labels that read the same, because their values are large
// and close together, the distances from the first, which is written in full.
func apartTicks(ts []plot.Tick) []plot.Tick {
	first, last := -1, -1
	same := false
	for i, t := range ts {
		if t.Label == "" {
			continue
		}
		if first < 0 {
			first = i
		}
		same = same || last >= 0 && ts[last].Label == t.Label
		last = i
	}
	if !same {
		return ts
	}
	for i := range ts {
		switch {
		case ts[i].Label == "":
		case i == first:
			ts[i].Label = exactly(ts[i].Value)
		default:
			ts[i].Label = "+" + number(ts[i].Value-ts[first].Value)
		}
	}
	return ts
}

// exactly is a value with all its digits.
func exactly(v float64) string {
	s := strconv.FormatFloat(v, 'g', -1, 64)
	if a := math.Abs(v); a >= 1e-4 && a < 1e15 {
		s = strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strings.ReplaceAll(exponents.Replace(s), "-", "−")
}

// niceStep is the way from a label to the next so that there are at most so
// many, and the number of parts in which small ticks divide it.
func niceStep(width float64, most int) (step float64, parts int) {
	power := math.Pow(10, math.Floor(math.Log10(width/float64(most))))
	for _, s := range []struct {
		factor float64
		parts  int
	}{{1, 5}, {2, 4}, {5, 5}} {
		if width <= s.factor*power*float64(most) {
			return s.factor * power, s.parts
		}
	}
	return 10 * power, 5
}

// tickLabel writes a value with as many digits as the step has.
func tickLabel(v, step float64) string {
	a := math.Abs(v)
	decimals := 0
	if step > 0 {
		decimals = max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	}
	if v != 0 && (a >= 1e6 || a < 1e-4 || step == 0) || decimals > 5 {
		return number(roundTo(v, 4))
	}
	return strings.ReplaceAll(strconv.FormatFloat(v+0, 'f', decimals, 64), "-", "−")
}
