//go:build unix

package gokernel

import (
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// group gives a command a process group of its own, which ends as a whole.
func group(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
}

// guard ends the process group of a command that has started when this process
// ends before the returned function is called, even by SIGKILL: a shell waits
// for the end of a pipe of which we have the other side. What the system offers
// for it, on Linux alone, ends the command but not what that has started.
func guard(c *exec.Cmd) (stop func()) {
	r, w, err := os.Pipe()
	if err != nil {
		return func() {}
	}
	g := exec.Command("sh", "-c", `read _; kill -9 "-$1" 2>/dev/null`, "sh", strconv.Itoa(c.Process.Pid))
	g.Stdin, g.SysProcAttr = r, &syscall.SysProcAttr{Setpgid: true}
	err = g.Start()
	r.Close()
	if err != nil {
		w.Close()
		return func() {}
	}
	return func() {
		g.Process.Kill()
		g.Wait()
		w.Close()
	}
}
