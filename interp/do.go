package interp

import (
	"context"
	"io"
	"sync/atomic"

	"github.com/dlfs-go/book/interp/exec"
)

// Do calls f, compiled code that may call functions and methods of cells: to
// show a value, or because an event has come. It may be called while a cell
// runs. If f panics, is interrupted or calls os.Exit, the error says so as that
// of [Session.Eval] does; f may then still be running, so that what it writes
// is not to be read.
func (s *Session) Do(ctx context.Context, stdio IO, f func()) error {
	run := s.m.NewRun()
	setIO(run, stdio)
	run.Data = new(Result)
	var over atomic.Bool
	run.OnPanic = func(p *exec.Panic) {
		if over.Load() { // or else Do returns it
			s.goroutinePanic(run, p)
		}
	}
	ended := make(chan error, 1)
	go inform(ended, func() error { return run.Do(f) })
	err := s.wait(ctx, run, ended)
	over.Store(true)
	if run.Live() > 0 {
		s.mu.Lock()
		s.keep(run)
		s.mu.Unlock()
	}
	if err != nil {
		return s.explain(err, run)
	}
	return nil
}

func setIO(run *exec.Run, stdio IO) {
	if stdio.Stdout != nil {
		run.Stdout = stdio.Stdout
	}
	if stdio.Stderr != nil {
		run.Stderr = stdio.Stderr
	}
	run.Stdin = stdio.Stdin
	if run.Stdin == nil {
		run.Stdin = emptyReader{}
	}
}

// emptyReader is at its end.
type emptyReader struct{}

func (emptyReader) Read([]byte) (int, error) { return 0, io.EOF }
