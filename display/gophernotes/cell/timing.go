package cell

import (
	"fmt"
	"math"
	"time"
)

// A Timing says how long one run of a loop's body takes.
type Timing struct {
	Mean, Deviation time.Duration // of the rounds
	Rounds, Loops   int
}

const (
	rounds    = 7
	roundTime = 100 * time.Millisecond // long against the clock, short for a reader
)

// TimeLoop finds out how long one run of a loop's body takes: body runs it n
// times.
func TimeLoop(body func(n int)) Timing {
	n := 1
	took := measure(body, n)
	for took < roundTime && n < 1e9 {
		n = int(math.Max(float64(2*n), 1.1*float64(n)*float64(roundTime)/math.Max(float64(took), float64(roundTime)/10)))
		took = measure(body, n)
	}
	each := []float64{float64(took) / float64(n)}
	for len(each) < rounds {
		each = append(each, float64(measure(body, n))/float64(n))
	}
	var sum, squares float64
	for _, x := range each {
		sum += x
		squares += x * x
	}
	mean := sum / rounds
	return Timing{time.Duration(mean), time.Duration(math.Sqrt(math.Max(0, squares/rounds-mean*mean))), rounds, n}
}

func measure(body func(int), n int) time.Duration {
	began := time.Now()
	body(n)
	return time.Since(began)
}

// String is what a notebook shows.
func (t Timing) String() string {
	return fmt.Sprintf("%s ± %s per loop (mean ± standard deviation of %d runs, %d loops each)", digits(t.Mean), digits(t.Deviation), t.Rounds, t.Loops)
}

// digits gives a time three digits.
func digits(d time.Duration) string {
	unit := time.Nanosecond
	for d >= 1000*unit {
		unit *= 10
	}
	return d.Round(unit).String()
}
