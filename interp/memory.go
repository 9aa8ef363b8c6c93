package interp

import (
	"bytes"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
)

// machineMemory returns how many bytes this process may use: what its control
// group, the variable GOMEMLIMIT or the machine allows.
func machineMemory() int64 {
	total := int64(8 << 30) // what a machine has that does not say
	if runtime.GOARCH == "wasm" {
		total = 2 << 30
	}
	if n := totalMemory(); n > 0 {
		total = n
	}
	if n := debug.SetMemoryLimit(-1); n < math.MaxInt64 {
		total = min(total, n)
	}
	for _, file := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if n, err := strconv.ParseInt(string(bytes.TrimSpace(text)), 10, 64); err == nil && n > 0 {
			total = min(total, n)
		}
	}
	return total
}

// totalMemory reads how much memory the machine has, where a file says so.
func totalMemory() int64 {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(text) {
		f := bytes.Fields(line)
		if len(f) == 3 && string(f[0]) == "MemTotal:" && string(f[2]) == "kB" {
			kb, _ := strconv.ParseInt(string(f[1]), 10, 64)
			return kb << 10
		}
	}
	return 0
}
