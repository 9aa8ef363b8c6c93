//go:build race

package interp_test

// raceDetector is on: everything takes ten times as long, and no more than 8128
// goroutines can be alive.
const raceDetector = true
