package plotting

import (
	"fmt"
	"math"
)

// Error is what this package panics with when data cannot be drawn, as in
// “plotting: Scatter: group 2 (“cats”): X has 3 values, Y has 4”.
type Error struct{ msg string }

func (e Error) Error() string { return e.msg }

func panicf(format string, args ...any) { panic(Error{"plotting: " + fmt.Sprintf(format, args...)}) }

// which names an argument among several of its kind: by its number, which
// counts from 1, and by its name if it has one.
func which(kind string, i int, name string) string {
	if name == "" {
		return fmt.Sprintf("%s %d", kind, i+1)
	}
	return fmt.Sprintf("%s %d (%q)", kind, i+1, name)
}

func finite(v ...float64) bool {
	for _, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}

// called is the name of a thing among others in words: its own, if it has one.
func called(kind string, i int, name string) string {
	if name == "" {
		return fmt.Sprintf("%s %d", kind, i+1)
	}
	return "“" + name + "”"
}
