// Package par shares work among the cores without allocating: its goroutines
// wait for the next work instead of ending.
package par

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// A job is one call of Do.
type job struct {
	f       func(i int)
	n       int64
	next    atomic.Int64
	helpers sync.WaitGroup
	failed  atomic.Pointer[any]
}

var (
	jobs    = sync.Pool{New: func() any { return new(job) }}
	waiting = make(chan *job) // unbuffered: who sends has found a helper that waits
	started atomic.Int64
)

// Do calls f for every i from 0 to n-1, on as many goroutines as there are
// cores, and returns when all calls have. Which goroutine gets which i is open,
// so f must not depend on it. A helper that is busy elsewhere, in a Do within a
// Do for example, is not waited for. If f panics, so does Do.
func Do(n int, f func(i int)) {
	helpers := min(n, runtime.GOMAXPROCS(0)) - 1
	if helpers < 1 {
		for i := range n {
			f(i)
		}
		return
	}
	j := jobs.Get().(*job)
	j.f, j.n = f, int64(n)
	j.next.Store(0)
	for range helpers {
		j.call()
	}
	j.run()
	j.helpers.Wait()
	failed := j.failed.Swap(nil)
	j.f = nil
	jobs.Put(j)
	if failed != nil {
		panic(*failed) // here, where it can be recovered
	}
}

// call gives the job to a helper, if one is free or may be started.
func (j *job) call() {
	j.helpers.Add(1)
	select {
	case waiting <- j:
		return
	default:
	}
	if started.Add(1) < int64(runtime.GOMAXPROCS(0)) {
		go help(j)
		return
	}
	started.Add(-1)
	j.helpers.Done()
}

// help works for a job, then for whoever comes.
func help(j *job) {
	for {
		j.run()
		j.helpers.Done()
		j = <-waiting
	}
}

// run takes numbers until there are no more.
func (j *job) run() {
	defer func() {
		if r := recover(); r != nil {
			failed := r // a variable of its own, so that the usual case needs none
			j.failed.CompareAndSwap(nil, &failed)
		}
	}()
	for {
		i := j.next.Add(1) - 1
		if i >= j.n {
			return
		}
		j.f(int(i))
	}
}
