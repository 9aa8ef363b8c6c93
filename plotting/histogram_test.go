package plotting

import "testing"

// The value next to the limit divides to 1 by rounding.
func TestCountKeepsValuesNextToTheLimit(t *testing.T) {
	h := count([]float64{-1, 0.9999999999999999, 1, 1.5}, 30, -1, 1)
	if h.counts[0] != 1 || h.counts[29] != 2 || h.out != 1 {
		t.Errorf("first bin %d, last bin %d, outside %d; want 1, 2, 1", h.counts[0], h.counts[29], h.out)
	}
}
