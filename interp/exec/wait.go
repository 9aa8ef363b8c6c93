package exec

import (
	"go/types"
	"reflect"
	"strings"
	"time"
)

// Waiting notes that th waits for another goroutine until the function that it
// returns is called.
func (th *Thread) Waiting() (done func()) {
	m := th.m
	if th.callback {
		return func() {}
	}
	m.waits.Add(1)
	m.look()
	return func() {
		m.progress.Add(1)
		m.waits.Add(-1)
	}
}

// look starts to look for a deadlock if it may be one: when a goroutine waits
// and when one has ended.
func (m *Machine) look() {
	if m.allWait() && m.looking.CompareAndSwap(false, true) {
		go m.deadlock()
	}
}

func (m *Machine) allWait() bool {
	n := m.running.Load()
	return n > 0 && m.waits.Load() == n && !m.outside.Load()
}

// Wait waits until ready is closed or the run is stopped, for natives.
func (th *Thread) Wait(ready <-chan struct{}) {
	select {
	case <-ready:
		return
	default:
	}
	defer th.Waiting()()
	select {
	case <-ready:
	case <-th.run.done:
		th.Stop()
	}
}

// Stop ends a thread that waits and whose run was stopped.
func (th *Thread) Stop() {
	if th.trace == nil {
		th.trace = stack(th.top)
	}
	panic(stopping)
}

// wait is reflect.Select that ends when the run is stopped.
func (th *Thread) wait(cases []reflect.SelectCase) (int, reflect.Value, bool) {
	defer th.Waiting()()
	done := reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(th.run.done)}
	i, v, ok := reflect.Select(append(cases, done))
	if i == len(cases) {
		th.Stop()
	}
	return i, v, ok
}

// A deadlock is certain when all goroutines wait for each other, and stay so:
// one that was woken a moment ago still counts as waiting.
const (
	deadlockLooks = 10
	deadlockPause = 50 * time.Millisecond
)

func (m *Machine) deadlock() {
	for m.allWait() {
		if m.staysSo() {
			m.looking.Store(false)                                   // before the cell ends: the next one may wait at once
			if r := m.current.Load(); r != nil && r.calling.Load() { // or else it is what earlier cells have left
				r.Fail(Fatal("all goroutines are asleep - deadlock!"))
			}
			return
		}
	}
	m.looking.Store(false)
	m.look() // for what came meanwhile
}

func (m *Machine) staysSo() bool {
	progress := m.progress.Load()
	for range deadlockLooks {
		time.Sleep(deadlockPause)
		if !m.allWait() || m.progress.Load() != progress {
			return false
		}
	}
	return true
}

// quiet are the packages whose functions neither start goroutines nor keep
// channels or functions to use them later: nothing but interpreted code can
// wake a goroutine of a program that calls no others.
var quiet = []string{
	"archive/", "bufio", "bytes", "cmp", "compress/", "container/", "crypto", "embed", "encoding/", "errors", "fmt", "go/",
	"hash", "html", "image", "index/", "io", "iter", "maps", "math", "mime", "path", "reflect", "regexp", "slices", "sort",
	"strconv", "strings", "sync", "text/", "unicode", "unique", "gonum.org/v1/gonum/", "gonum.org/v1/plot",
	"github.com/dlfs-go/book/dlfs", "github.com/dlfs-go/book/plotting", "github.com/dlfs-go/book/display",
}

// calls notes that the program may call a compiled function.
func (m *Machine) calls(pkg *types.Package, name string) {
	if pkg == nil || m.outside.Load() {
		return
	}
	path := pkg.Path()
	switch path {
	case "engine": // what cells call by themselves
		return
	case "time":
		switch name {
		case "After", "AfterFunc", "NewTimer", "NewTicker", "Tick":
			m.outside.Store(true)
		}
		return
	case "runtime":
		if name == "SetFinalizer" || name == "addCleanup" {
			m.outside.Store(true)
		}
		return
	case "context":
		if strings.Contains(name, "Timeout") || strings.Contains(name, "Deadline") || name == "AfterFunc" {
			m.outside.Store(true)
		}
		return
	}
	for _, p := range quiet {
		if path == strings.TrimSuffix(p, "/") || strings.HasPrefix(path, strings.TrimSuffix(p, "/")+"/") {
			return
		}
	}
	m.outside.Store(true)
}
