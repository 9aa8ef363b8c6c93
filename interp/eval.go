package interp

import (
	"context"
	"io"
	"runtime/debug"
	"time"

	"github.com/dlfs-go/book/interp/exec"
)

// Eval runs a cell. The error is a *[CompileError], a *[Panic], an *[Exit],
// [ErrInterrupted], an *[Unsupported] or a *[Fault].
func (s *Session) Eval(ctx context.Context, cell Cell, stdio IO) (Result, error) {
	s.running.Lock()
	defer s.running.Unlock()
	if err := exec.Supported(); err != nil {
		return Result{}, &Unsupported{Problem{Cell: cell.Name, Line: 1, Col: 1, Msg: err.Error()}}
	}
	s.fetch(ctx, cell)
	if ctx.Err() != nil {
		return Result{}, ErrInterrupted
	}
	unit, err := s.check(cell)
	if err != nil {
		return Result{}, err
	}
	if unit == nil {
		return Result{}, nil
	}
	return s.execute(ctx, unit, stdio)
}

// execute runs a checked cell and takes over what it declares.
func (s *Session) execute(ctx context.Context, u *unit, stdio IO) (Result, error) {
	code, err := s.link(u)
	if err != nil {
		return Result{}, err
	}
	var result Result
	main := s.main(u)
	run := s.newRun(stdio, &result)
	u.tell(run.Stderr)
	ended := make(chan error, 1)
	go inform(ended, func() error {
		if err := call(run, code); err != nil || main == nil {
			return err
		}
		return call(run, main)
	})
	err = s.wait(ctx, run, ended)
	s.commit(u, err, run)
	_, isLeft := err.(left)
	s.mu.Lock()
	s.run = nil
	s.mu.Unlock()
	if err != nil {
		err = s.explain(err, run)
	}
	if !isLeft {
		s.releaseEnded(u, run)
	}
	if err != nil {
		return Result{}, err
	}
	if u.quiet {
		result.Values = nil
	}
	result.Main = main != nil
	return result, nil
}

// inform tells what f returns: nil, if compiled code ends the goroutine in f by
// runtime.Goexit.
func inform(ended chan<- error, f func() error) {
	var err error
	defer func() { ended <- err }()
	debug.SetPanicOnFault(true) // of pointers made of integers: the cell is to end, not the process
	err = f()
}

// call runs code; what the engine does not support comes as a panic.
func call(run *exec.Run, code exec.Code) (err error) {
	defer func() {
		if v := recover(); v != nil {
			u, ok := v.(exec.Unsupported)
			if !ok {
				panic(v)
			}
			err = u
		}
	}()
	return run.Call(code)
}

func (s *Session) newRun(stdio IO, result *Result) *exec.Run {
	run := s.m.NewRun()
	setIO(run, stdio)
	run.Data = result
	run.OnPanic = func(p *exec.Panic) { s.goroutinePanic(run, p) }
	s.mu.Lock()
	defer s.mu.Unlock()
	s.run = run
	s.keep(run)
	return run
}

// keep notes a run, which may leave goroutines running.
func (s *Session) keep(run *exec.Run) {
	live := s.runs[:0]
	for _, r := range s.runs {
		if r.Live() > 0 {
			live = append(live, r)
		}
	}
	s.runs = append(live, run)
	if !s.watching {
		s.watching = true
		go s.watch()
	}
}

// goroutinePanic tells of a panic in a goroutine whose cell has ended; that of
// a running cell is the cell's error.
func (s *Session) goroutinePanic(run *exec.Run, p *exec.Panic) {
	s.mu.Lock()
	running := s.run == run
	s.mu.Unlock()
	if !running {
		io.WriteString(run.Stderr, s.explain(p, run).Error()+"\n")
	}
}

// grace is how long a stopped cell may take to end before it is left behind:
// compiled code cannot be stopped.
const grace = time.Second

func (s *Session) wait(ctx context.Context, run *exec.Run, ended chan error) error {
	tick := time.NewTicker(memoryPause)
	defer tick.Stop()
	for stopped := false; !stopped; {
		select {
		case err := <-ended:
			return err
		case <-tick.C:
			run.CheckMemory()
		case <-ctx.Done():
			run.Stop()
			stopped = true
		case <-run.Done():
			stopped = true
		}
	}
	select {
	case err := <-ended:
		return err
	case <-time.After(grace):
		stack, function := run.Stuck()
		return left{stack, function}
	}
}

// left is the error of a cell that is left behind in a compiled function.
type left struct {
	stack    []exec.Position
	function string
}

func (left) Error() string { return "left behind" }

// memoryPause is the time between looks at how much memory there is.
const memoryPause = 50 * time.Millisecond

// watch looks at the memory that goroutines use which cells have left running,
// as long as there are any.
func (s *Session) watch() {
	for {
		time.Sleep(memoryPause)
		s.mu.Lock()
		busy := s.run
		for _, r := range s.runs {
			if busy == nil && r.Live() > 0 && !r.Stopped() {
				busy = r
			}
		}
		if busy == nil {
			s.watching = false
			s.mu.Unlock()
			return
		}
		cell := busy == s.run
		s.mu.Unlock()
		if !cell { // or else its wait looks
			busy.CheckMemory()
		}
	}
}
