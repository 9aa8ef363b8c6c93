package gokernel

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"runtime"
	"time"

	"github.com/dlfs-go/book/internal/gosource"
)

// shell runs a command of the system's shell; its output comes live. An
// interrupt ends the command and what it has started. Where the notebook is in
// no Go module, go get works on the one that is kept for such notebooks; so does
// whatever else is to run in the module, as gonb's !* does.
func shell(ctx context.Context, cmd string, inModule bool, stdout, stderr io.Writer) error {
	if cmd == "" {
		return commandError("! wants a command, for example !ls")
	}
	if runtime.GOOS == "js" {
		return commandError("!%s: there is no shell in the browser", cmd)
	}
	args := []string{"sh", "-c", cmd}
	if runtime.GOOS == "windows" {
		args = []string{"cmd", "/c", cmd}
	}
	c := exec.CommandContext(ctx, args[0], args[1:]...)
	c.Stdout, c.Stderr = stdout, stderr
	c.WaitDelay = time.Second // for what it left running with our streams
	if (inModule || gosource.ChangesModule(cmd)) && !gosource.InModule(".") {
		dir, err := gosource.KeptModule()
		if err != nil {
			return commandError("!%s: %v", cmd, err)
		}
		c.Dir = dir
		if gosource.Tidies(cmd) {
			defer keep(gosource.Keep(dir), stderr)
		}
		if gosource.Gets(cmd) {
			defer gosource.Pin(ctx, dir)
		}
	}
	group(c)
	err := c.Start()
	if err == nil {
		stop := guard(c)
		err = c.Wait()
		stop()
	}
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return interrupted
	case errors.As(err, &exit):
		return commandError("!%s ended with %v", cmd, exit)
	case errors.Is(err, exec.ErrWaitDelay):
		return nil
	case err != nil:
		return commandError("!%s: %v", cmd, err)
	}
	return nil
}

// keep puts back what go mod tidy has taken out of the module of notebooks.
func keep(restore func() error, stderr io.Writer) {
	if err := restore(); err != nil {
		io.WriteString(stderr, "the module of notebooks: "+err.Error()+"\n")
	}
}
