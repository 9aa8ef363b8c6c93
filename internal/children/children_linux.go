package children

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// ticks is the unit of times in /proc, a hundredth of a second on all of
// Linux's processors.
const ticks = time.Second / 100

// processes reads /proc.
func processes() ([]process, error) {
	names, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, err
	}
	var boot unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &boot); err != nil {
		return nil, err
	}
	booted := time.Now().Add(-time.Duration(boot.Nano()))
	var all []process
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		// A program's name may hold spaces and brackets: what follows the last
		// one is the third field and the others.
		f := bytes.Fields(b[bytes.LastIndexByte(b, ')')+1:])
		if len(f) < 20 {
			continue
		}
		parent, _ := strconv.Atoi(string(f[1]))
		started, _ := strconv.ParseInt(string(f[19]), 10, 64)
		all = append(all, process{pid, parent, booted.Add(time.Duration(started) * ticks)})
	}
	return all, nil
}

// EndWithParent makes a command that is about to start end when this process
// does, however that ends. It changes nothing of a command that has settings of
// its own.
func EndWithParent(c *exec.Cmd) {
	if c.SysProcAttr == nil {
		c.SysProcAttr = &syscall.SysProcAttr{}
	}
	if c.SysProcAttr.Pdeathsig == 0 && !c.SysProcAttr.Setsid { // a session of its own is meant to go on
		c.SysProcAttr.Pdeathsig = syscall.SIGKILL
	}
}

// Adopt makes nothing here: EndWithParent is enough.
func Adopt() error { return nil }
