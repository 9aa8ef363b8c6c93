// Package par shares work among the cores without allocating: its goroutines
// wait for the next work instead of ending. They wait actively for a moment,
// so that work of a few microseconds, which the layers of a small network are,
// gains from a second core, too. And each begins where it began the last time,
// so that it finds in its cache what it left there.
package par

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// patience is how long a goroutine waits actively before it sleeps: longer than
// what lies between two matrix products of a training step, and than the
// difference between two parts of one. To wake a goroutine takes about as long,
// where an idle processor is asleep.
const patience = 200 * time.Microsecond

// A job is one call of Do.
type job struct {
	f      func(i int)
	shares []share // one for each goroutine
	failed atomic.Pointer[any]

	helpers atomic.Int64  // that have the job, plus asleep if the caller sleeps
	done    chan struct{} // wakes the caller
}

const asleep = 1 << 32

// A share is some of the numbers that f is called with. Others help out when
// they are done with their own.
type share struct {
	next atomic.Int64
	end  int64
	_    [48]byte // the rest of a line of the cache
}

// A helper is a goroutine that works for whoever calls Do.
type helper struct {
	number   int                 // from 1 on; 0 is who calls Do
	job      atomic.Pointer[job] // nil: free; busy: at work; else an offer
	sleeping atomic.Bool
	wake     chan struct{}
}

// busy is what a helper holds that takes no offers.
var busy = &job{}

var (
	jobs = sync.Pool{New: func() any { return &job{done: make(chan struct{}, 1)} }}
	all  atomic.Pointer[[]*helper]
	more sync.Mutex // held while helpers are added
)

// Do calls f for every i from 0 to n-1, on as many goroutines as there are
// cores, and returns when all calls have. Each goroutine begins with a part of
// its own, but which gets which i is open, so f must not depend on it. A helper
// that is busy elsewhere, in a Do within a Do for example, is not waited for,
// nor is one that wakes too late. If f panics, so does Do.
func Do(n int, f func(i int)) {
	wanted := min(n, runtime.GOMAXPROCS(0)) - 1
	if wanted < 1 {
		for i := range n {
			f(i)
		}
		return
	}
	j := jobs.Get().(*job)
	j.f = f
	j.divide(n, wanted+1)
	helpers := helpersFor(wanted)
	j.offer(helpers, wanted)
	j.runWith(helpers)
	failed := j.failed.Swap(nil)
	j.f = nil
	jobs.Put(j)
	if failed != nil {
		panic(*failed) // here, where it can be recovered
	}
}

// divide makes so many shares of n.
func (j *job) divide(n, parts int) {
	if cap(j.shares) < parts {
		j.shares = make([]share, parts)
	}
	j.shares = j.shares[:parts]
	for i := range j.shares {
		s := &j.shares[i]
		s.end = int64(n * (i + 1) / parts)
		s.next.Store(int64(n * i / parts))
	}
}

// helpersFor returns all helpers, at least so many.
func helpersFor(wanted int) []*helper {
	if h := all.Load(); h != nil && len(*h) >= wanted {
		return *h
	}
	more.Lock()
	defer more.Unlock()
	var helpers []*helper
	if h := all.Load(); h != nil {
		helpers = append(helpers, *h...)
	}
	for len(helpers) < wanted {
		h := &helper{number: len(helpers) + 1, wake: make(chan struct{}, 1)}
		helpers = append(helpers, h)
		go h.work()
	}
	all.Store(&helpers)
	return helpers
}

// offer gives the job to so many helpers that are free.
func (j *job) offer(helpers []*helper, wanted int) {
	for _, h := range helpers {
		if wanted == 0 {
			return
		}
		if h.job.Load() != nil {
			continue
		}
		j.helpers.Add(1)
		if !h.job.CompareAndSwap(nil, j) {
			j.helpers.Add(-1)
			continue
		}
		wanted--
		if h.sleeping.Load() {
			select {
			case h.wake <- struct{}{}:
			default: // it is being woken already
			}
		}
	}
}

// runWith runs the job and returns, or ends the goroutine if f does, when no
// helper has it any more.
func (j *job) runWith(helpers []*helper) {
	defer func() {
		j.withdraw(helpers)
		j.wait()
	}()
	j.run(0)
}

// withdraw takes back what no helper has begun with.
func (j *job) withdraw(helpers []*helper) {
	for _, h := range helpers {
		if h.job.CompareAndSwap(j, nil) {
			j.helpers.Add(-1)
		}
	}
}

// wait returns when no helper has the job any more.
func (j *job) wait() {
	if patiently(func() bool { return j.helpers.Load() == 0 }) {
		return
	}
	if j.helpers.Add(asleep) != asleep {
		<-j.done
	}
	j.helpers.Store(0)
}

// work takes one job after the other.
func (h *helper) work() {
	for {
		h.do(h.take())
	}
}

// do runs a job. If f ends the goroutine, as t.FailNow does, another takes its
// place.
func (h *helper) do(j *job) {
	ended := true
	defer func() {
		h.job.Store(nil)
		if j.helpers.Add(-1) == asleep {
			j.done <- struct{}{}
		}
		if ended {
			go h.work()
		}
	}()
	j.run(h.number)
	ended = false
}

// take waits for an offer.
func (h *helper) take() *job {
	var j *job
	taken := func() bool {
		j = h.job.Load()
		return j != nil && h.job.CompareAndSwap(j, busy)
	}
	for !patiently(taken) {
		h.sleeping.Store(true)
		if h.job.Load() == nil {
			<-h.wake
		}
		h.sleeping.Store(false)
	}
	return j
}

// patiently asks for a while whether something has happened.
func patiently(happened func() bool) bool {
	for start := time.Now(); ; {
		for range 16 {
			if happened() {
				return true
			}
			pause()
		}
		switch waited := time.Since(start); {
		case waited > patience:
			return false
		case waited > patience/10:
			yield()
		}
	}
}

// run takes numbers until there are no more, those of its own share first.
func (j *job) run(own int) {
	defer func() {
		if r := recover(); r != nil {
			failed := r // a variable of its own, so that the usual case needs none
			j.failed.CompareAndSwap(nil, &failed)
		}
	}()
	for k := range j.shares {
		s := &j.shares[(own+k)%len(j.shares)]
		for i := s.next.Add(1) - 1; i < s.end; i = s.next.Add(1) - 1 {
			j.f(int(i))
		}
	}
}
