// Package peers measures the networks of dlfs against the same networks in
// NumPy and PyTorch. The measurements take turns, a little of each in every
// round, so that whatever else the machine does hits all of them alike.
package peers

import (
	"bufio"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

//go:embed *.py
var scripts embed.FS

// Names are the measurements, in the order of the table.
var Names = []string{"TwoLayerNet/step", "SimpleConvNet/step", "DeepConvNet/step", "DeepConvNet/predict1000", "dgemm1000", "sgemm1000"}

// A Peer is an implementation that can be measured.
type Peer interface {
	Impl() string
	About() string
	Has(name string) bool
	// Measure returns the milliseconds of one step, the mean of a short while.
	Measure(name string) (ms float64, err error)
	Close() error
}

// A Result is the median of the measurements of one implementation.
type Result struct {
	Name string  `json:"name"`
	Impl string  `json:"impl"`
	MS   float64 `json:"ms"`
}

// rest is how long the machine is left alone before each measurement. The
// threads of OpenBLAS wait actively for 0.1 s after a product, those of OpenMP
// for a few milliseconds, and would take a core from whoever comes next.
var rest = 150 * time.Millisecond

// Run measures all names that the peers have, in so many rounds. After each
// round it calls progress, which may be nil.
func Run(ctx context.Context, peers []Peer, rounds int, progress func(round int)) ([]Result, error) {
	samples := map[Result][]float64{}
	for round := range rounds {
		for _, name := range Names {
			for _, p := range peers {
				if !p.Has(name) {
					continue
				}
				select {
				case <-ctx.Done():
				case <-time.After(rest):
				}
				if err := ctx.Err(); err != nil {
					return nil, err
				}
				ms, err := p.Measure(name)
				if err != nil {
					return nil, fmt.Errorf("%s: %s: %w", p.Impl(), name, err)
				}
				key := Result{Name: name, Impl: p.Impl()}
				samples[key] = append(samples[key], ms)
			}
		}
		if progress != nil {
			progress(round + 1)
		}
	}
	var results []Result
	for _, name := range Names {
		for _, p := range peers {
			key := Result{Name: name, Impl: p.Impl()}
			if s := samples[key]; len(s) > 0 {
				key.MS = median(s)
				results = append(results, key)
			}
		}
	}
	return results, nil
}

func median(s []float64) float64 {
	slices.Sort(s)
	return (s[len(s)/2] + s[(len(s)-1)/2]) / 2
}

// python is a Peer in another process.
type python struct {
	impl  string
	hello struct {
		About string
		Names []string
	}
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Scanner
	stderr *strings.Builder
	dir    string
}

// Python starts the peer impl, which is numpy, torch32 or torch64, with a
// Python interpreter. It fails if what the peer needs is not installed.
func Python(ctx context.Context, interpreter, impl string) (Peer, error) {
	dir, err := os.MkdirTemp("", "dlfs-peers-")
	if err != nil {
		return nil, err
	}
	p := &python{impl: impl, dir: dir, stderr: &strings.Builder{}}
	if err := p.start(ctx, interpreter); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", impl, err), p.Close())
	}
	return p, nil
}

func (p *python) start(ctx context.Context, interpreter string) error {
	if err := os.CopyFS(p.dir, scripts); err != nil {
		return err
	}
	script := "torch_peer.py"
	if p.impl == "numpy" {
		script = "numpy_peer.py"
	}
	p.cmd = exec.CommandContext(ctx, interpreter, filepath.Join(p.dir, script), p.impl)
	// A peer shall run as fast as it can: these two make OpenBLAS take kernels
	// for another processor.
	p.cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "OPENBLAS_CORETYPE=") || strings.HasPrefix(v, "OPENBLAS_L2_SIZE=")
	})
	p.cmd.Stderr = p.stderr
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := p.cmd.Start(); err != nil {
		p.cmd = nil
		return err
	}
	p.in, p.out = in, bufio.NewScanner(out)
	return p.read(&p.hello)
}

// read takes one line of JSON.
func (p *python) read(v any) error {
	if !p.out.Scan() {
		p.in.Close()
		p.cmd.Wait() // its own words follow
		lines := strings.Split(strings.TrimSpace(p.stderr.String()), "\n")
		return fmt.Errorf("the script stopped: %s", lines[len(lines)-1])
	}
	return json.Unmarshal(p.out.Bytes(), v)
}

func (p *python) Impl() string         { return p.impl }
func (p *python) About() string        { return p.hello.About }
func (p *python) Has(name string) bool { return slices.Contains(p.hello.Names, name) }

func (p *python) Measure(name string) (float64, error) {
	if _, err := fmt.Fprintln(p.in, name); err != nil {
		return 0, err
	}
	var answer Result
	err := p.read(&answer)
	return answer.MS, err
}

// Close ends the process and removes its files.
func (p *python) Close() error {
	if p.cmd != nil && p.in != nil {
		p.in.Close()
		p.cmd.Wait() // it ends with its input
	}
	return os.RemoveAll(p.dir)
}

// Own is a Peer in this process: functions that do one step.
type Own struct {
	Name, Text string
	Jobs       map[string]func() (step func())

	ready map[string]func()
}

// Impl returns Name.
func (o *Own) Impl() string { return o.Name }

// About returns Text.
func (o *Own) About() string { return o.Text }

// Has reports whether there is a job of that name.
func (o *Own) Has(name string) bool { return o.Jobs[name] != nil }

// Close does nothing.
func (o *Own) Close() error { return nil }

// long is how long steps are measured, at least.
const long = 100 * time.Millisecond

// Measure returns the milliseconds of a step, the mean of at least a tenth of a
// second. What a step needs was put out of the caches by the others since it
// was measured last, so that one is run before, unless that takes as long.
func (o *Own) Measure(name string) (float64, error) {
	if o.ready == nil {
		o.ready = map[string]func(){}
	}
	step := o.ready[name]
	if step == nil {
		step = o.Jobs[name]()
		step()
		o.ready[name] = step
	}
	if ms := mean(step, 0); ms > 1000*long.Seconds() {
		return ms, nil
	}
	return mean(step, long), nil
}

// mean returns the milliseconds of a step, of one and as many as begin within
// a time.
func mean(step func(), within time.Duration) float64 {
	count, start := 0, time.Now()
	for count < 1 || time.Since(start) < within {
		step()
		count++
	}
	return time.Since(start).Seconds() * 1000 / float64(count)
}
