package gokernel

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dlfs-go/book/kernel"
)

// sleepers returns a sign that is in the command line of the sleep that a test
// starts, and a function that reports whether one runs.
func sleepers(t *testing.T) (sign string, running func() bool) {
	t.Helper()
	for _, program := range []string{"sleep", "sh"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("DLFS_REQUIRE_ALL") != "" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
	if runtime.GOOS != "linux" {
		t.Skip("looks into /proc")
	}
	sign = "9" + strconv.FormatInt(time.Now().UnixNano()%1e8, 10) + strconv.Itoa(os.Getpid())
	return sign, func() bool {
		entries, err := os.ReadDir("/proc")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			b, err := os.ReadFile("/proc/" + e.Name() + "/cmdline")
			if err == nil && strings.HasPrefix(string(b), "sleep\x00"+sign) {
				return true
			}
		}
		return false
	}
}

// eventually waits for a condition.
func eventually(what string, ok func() bool) error {
	for late := time.Now().Add(10 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(late) {
			return fmt.Errorf("after 10 s still not: %s", what)
		}
	}
	return nil
}

// startSleep are ways in which a cell starts a process and waits for it.
var startSleep = map[string]string{
	"Run":             `exec.Command("sleep", "SIGN").Run()`,
	"Output":          `exec.Command("sleep", "SIGN").Output()`,
	"CombinedOutput":  `exec.Command("sleep", "SIGN").CombinedOutput()`,
	"Start and Wait":  "c := exec.Command(\"sleep\", \"SIGN\")\nc.Start()\nc.Wait()",
	"a shell's":       `exec.Command("sh", "-c", "sleep SIGN; true").Run()`,
	"a goroutine's":   "go exec.Command(\"sleep\", \"SIGN\").Run()\nselect {}",
	"!":               "!sleep SIGN",
	"a shell's, of !": "!sleep SIGN; true",
}

// What a cell has started ends when the cell is interrupted, and what an earlier
// one has left running goes on.
func TestInterruptEndsChildren(t *testing.T) {
	kept, keptRuns := sleepers(t)
	e := evaluator(t)
	e.OwnsChildren = true
	must(t, e, &recorder{}, "import \"os/exec\"\nearlier := exec.Command(\"sleep\", \""+kept+"0\")\nearlier.Start()")
	time.Sleep(50 * time.Millisecond) // more than the system's clock for processes tells apart
	for name, code := range startSleep {
		sign, running := sleepers(t)
		done := make(chan error, 1)
		go func() {
			_, err := e.Execute(t.Context(), kernel.Cell{Code: strings.ReplaceAll(code, "SIGN", sign), Count: 1}, &recorder{})
			done <- err
		}()
		if err := eventually("the process runs", running); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		e.Interrupt()
		if err := <-done; err == nil {
			t.Errorf("%s: the cell ended without an error", name)
		}
		if err := eventually("the process has ended", func() bool { return !running() }); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !keptRuns() {
		t.Error("the process of an earlier cell was ended, too")
	}
	e.Close()
	if err := eventually("the process of the earlier cell ends with the kernel", func() bool { return !keptRuns() }); err != nil {
		t.Error(err)
	}
}

// TestKilled is what TestChildrenOfAKilledKernel runs as a process of its own.
func TestKilled(t *testing.T) {
	code := os.Getenv("DLFS_TEST_CELL")
	if code == "" {
		t.Skip("part of TestChildrenOfAKilledKernel")
	}
	e := New()
	must(t, e, &recorder{}, `import "os/exec"`)
	e.Execute(t.Context(), kernel.Cell{Code: code}, &recorder{})
	io.Copy(io.Discard, bufio.NewReader(os.Stdin))
}

// A kernel that is killed leaves no process behind for which a cell waits.
func TestChildrenOfAKilledKernel(t *testing.T) {
	for name, code := range startSleep {
		if name == "a shell's" {
			continue // the system ends the shell alone: see docs/protocol.md
		}
		sign, running := sleepers(t)
		cmd := exec.Command(os.Args[0], "-test.run", "^TestKilled$")
		cmd.Env = append(os.Environ(), "DLFS_TEST_CELL="+strings.ReplaceAll(code, "SIGN", sign))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if err := eventually("the process runs", running); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		cmd.Process.Kill()
		cmd.Wait()
		if err := eventually("the process has ended", func() bool { return !running() }); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
