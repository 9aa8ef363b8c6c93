// Package children ends the processes that this one has started: with the cell
// that waited for them, and with the kernel.
package children

import (
	"os"
	"slices"
	"time"
)

// A process is one of the system's.
type process struct {
	pid, parent int
	started     time.Time // zero where the system does not tell
}

// Kill ends the processes that this process has started since the given time,
// and those that they have started. Where the system does not tell when, it ends
// all. What has left the family on purpose, as setsid and the shell's & do when
// their parent ends, is not found and goes on.
func Kill(since time.Time) {
	all, err := processes()
	if err != nil {
		return // nothing can be found here: see the files of the systems
	}
	// The grace is the resolution of what the system tells.
	const grace = 20 * time.Millisecond
	var pids []int
	for _, p := range all {
		if p.parent == os.Getpid() && (p.started.IsZero() || p.started.After(since.Add(-grace))) {
			pids = append(pids, family(all, p.pid)...)
		}
	}
	for _, pid := range pids {
		if p, err := os.FindProcess(pid); err == nil {
			p.Kill()
		}
	}
}

// family returns a process and all below it, parents first.
func family(all []process, root int) []int {
	out := []int{root}
	for i := 0; i < len(out); i++ {
		for _, p := range all {
			if p.parent == out[i] && !slices.Contains(out, p.pid) {
				out = append(out, p.pid)
			}
		}
	}
	return out
}
