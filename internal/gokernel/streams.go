package gokernel

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"sync"

	"github.com/dlfs-go/book/kernel"
)

// stream sends what is written to an output, after what compiled code has
// written before.
type stream struct {
	e    *Evaluator
	out  kernel.Output
	name string
}

func (s stream) Write(p []byte) (int, error) {
	s.e.drain()
	s.out.Stream(s.name, string(p))
	return len(p), nil
}

// input is the standard input of all cells. It asks the reader for a line
// whenever the program has read all of the last one.
type input struct {
	e    *Evaluator
	mu   sync.Mutex
	line bytes.Buffer
}

func (in *input) Read(p []byte) (int, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.line.Len() == 0 {
		s, err := in.e.ask("", false)
		if err != nil {
			return 0, err
		}
		in.line.WriteString(s + "\n")
	}
	return in.line.Read(p)
}

// ask asks the reader for a line. An interrupt is the end of the input.
func (e *Evaluator) ask(prompt string, password bool) (string, error) {
	r := e.current.Load()
	if r == nil {
		return "", io.EOF
	}
	e.drain()
	s, err := r.out.Input(r.ctx, prompt, password)
	if errors.Is(err, context.Canceled) {
		err = io.EOF
	}
	return s, err
}

// CaptureStreams makes what compiled code and child processes write to the
// process's standard output and error the output of the running cell, or of
// the last one, until Close. It returns what standard error was before.
func (e *Evaluator) CaptureStreams() (stderr *os.File, err error) {
	for i, name := range []string{"stdout", "stderr"} {
		e.streams[i], err = capture(1+i, func(text []byte) {
			if r := e.current.Load(); r != nil {
				r.out.Stream(name, string(text))
			}
		})
		if err != nil {
			e.streams[0].stop()
			return os.Stderr, err
		}
	}
	return e.streams[1].saved, nil
}

// drain waits until what was written so far has arrived.
func (e *Evaluator) drain() {
	for _, c := range e.streams {
		if c != nil {
			c.drain()
		}
	}
}
