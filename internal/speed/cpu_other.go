//go:build !unix

package speed

import "time"

var began = time.Now()

// cpu is the time that has passed: what the process worked is not known here.
func cpu() time.Duration { return time.Since(began) }
