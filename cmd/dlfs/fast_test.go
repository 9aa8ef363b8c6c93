//go:build unix && !race

package main

import (
	"strings"
	"syscall"
	"testing"
	"time"
)

// worked is how long this process has computed. Unlike a clock, it does not
// count what else the machine does.
func worked(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// When nothing has changed nothing is run, and the whole book takes two
// seconds at most.
func TestBookIsFast(t *testing.T) {
	var best time.Duration
	for range 3 {
		start := worked(t)
		out, err := dlfs(t, "html", "-o", t.TempDir(), "../../notebooks")
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out, "running") || strings.Contains(out, "warning") {
			t.Fatalf("something has changed: %s", out)
		}
		if d := worked(t) - start; best == 0 || d < best {
			best = d
		}
	}
	if best > 2*time.Second {
		t.Errorf("it takes %s, want at most 2s", best)
	}
	t.Log(best)
}
